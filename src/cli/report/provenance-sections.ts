/** What is not known, and why; and where everything else comes from. */

import { writeTable } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import { writeList, writeProse, writeSentence, writeToolText } from "./page-text.ts";
import type { ReportData, ReportResults } from "./report-data.ts";
import type { Section } from "./section.ts";

export function showUnknownsSection({ failed, warnings }: ReportData): Section {
  const content: Content =
    failed.length + warnings.length === 0
      ? writeSentence("Nothing that was asked is missing, and no figure came with a reservation.")
      : writeList([
          ...failed.map(
            ({ part, tool, message }) =>
              html`<strong>${partNames[part]} (${tool})</strong>: ${writeProse(message)}`,
          ),
          ...warnings.map(writeProse),
        ]);
  return { id: "unknown", heading: "What is unknown, and why", content };
}

const partNames: Readonly<Record<keyof ReportResults, string>> = {
  get_my_scope: "Whom the key speaks for",
  get_my_budget: "Budget of the key",
  get_usage_summary: "Totals",
  get_cost_by_model: "Cost by model",
  get_my_recent_requests: "Recent requests",
  get_daily_costs: "Cost by day",
  get_workspace_overview: "Workspace at a glance",
  get_workspace_budget_status: "Budget policy",
  get_executive_dashboard: "Forecast, movers and unit costs",
  diagnose_cost_anomaly: "Anomalies",
  compare_entity_periods: "Change against the days before",
  spend_by_department: "Spend by department",
  spend_by_agent: "Spend by agent",
  spend_by_member: "Spend by member",
  spend_by_model: "Spend by model",
  list_departments: "Every department",
  find_idle_resources: "Idle keys and agents",
};

interface SourceRow {
  readonly part: string;
  readonly days: string;
  readonly source: string;
}

export const showSourcesSection = ({ results }: ReportData): Section => ({
  id: "sources",
  heading: "Sources and windows",
  content: [
    writeSentence(
      "Every figure is the answer of a tool of alephant-mcp at the time above; amounts are US dollars, days are UTC with both ends.",
    ),
    writeTable("Where each part comes from", listSources(results), [
      { name: "Part", cell: ({ part }) => part },
      { name: "Days (UTC)", cell: ({ days }) => days },
      { name: "Source: the API's routes", cell: ({ source }) => breakAfterSlashes(source) },
    ]),
  ],
});

/** Routes are long for a phone, and would be cut anywhere. */
const breakAfterSlashes = (routes: string): Content =>
  routes.split(/(?<=\/)/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`));

function listSources(results: ReportResults): SourceRow[] {
  const rows: SourceRow[] = [];
  for (const part of listParts(results)) {
    const result = results[part];
    if (result !== undefined)
      rows.push({ part: partNames[part], days: readDays(result), source: result.source });
  }
  return rows;
}

function listParts(results: ReportResults): (keyof ReportResults)[] {
  const parts: (keyof ReportResults)[] = [];
  for (const part in partNames) if (isPart(part) && results[part] !== undefined) parts.push(part);
  return parts;
}

const isPart = (name: string): name is keyof ReportResults => Object.hasOwn(partNames, name);

/** Results name their days as text, or as a window with both ends. */
function readDays(result: object): string {
  const window: unknown = "window" in result ? result.window : undefined;
  if (typeof window === "string") return writeToolText(window);
  if (typeof window === "object" && window !== null && "from" in window && "to" in window)
    return window.from === null ? "unknown" : `${String(window.from)} to ${String(window.to)}`;
  if (
    "cycle" in result &&
    typeof result.cycle === "object" &&
    result.cycle !== null &&
    "days" in result.cycle
  )
    return `billing cycle ${writeToolText(String(result.cycle.days))}, and as each part says`;
  return "as of now";
}
