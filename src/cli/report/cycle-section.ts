/** The billing cycle against its budget: where it stands, and where it is heading. */
import { selectRows } from "../../chart/chart.ts";
import { writeChartFigure } from "../../page/chart-figure.ts";
import { writeFacts } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import { writeCount, writePercent, writeUsd } from "../figure-text.ts";
import { writeLimit, writeSentence, writeSignedUsd, writeTerm, writeToolText } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import { isCycleUsedUp } from "./workspace-steps.ts";

type Dashboard = Answer<typeof getExecutiveDashboard>;

export const showCycleSection = (data: ReportData): Section => ({
  id: "cycle",
  heading: "The billing cycle and its budget",
  content: [
    showPart(data, "get_executive_dashboard", (dashboard) => [
      writeSentence(dashboard.headline),
      drawBudget(dashboard, data.as_of.slice(0, 10)),
      tabulateForecast(dashboard),
      dashboard.cycle.range_basis === null
        ? null
        : html`<p class="muted">The range of the forecast: ${dashboard.cycle.range_basis}</p>`,
    ]),
    showPart(data, "get_workspace_budget_status", (budget) =>
      writeFacts("Budget policy of the workspace", [
        ["Budget", tellPolicyBudget(budget)],
        ["Spent in the cycle so far", writeUsd(budget.cost_usd)],
        ["Left", writeUsd(budget.remaining_usd)],
        ["Used", writePercent(budget.used_percent)],
        ["Alerts at", writeEachPercent(budget.thresholds_percent)],
        ["Alerts reached", writeEachPercent(budget.thresholds_reached_percent)],
        ["At the limit", writeLimit(budget.at_limit)],
      ]),
    ),
  ],
});

type Status = Answer<typeof getWorkspaceBudgetStatus>;

const tellPolicyBudget = ({ budget_usd: budget, budget_period: period, at_limit: limit }: Status): string =>
  budget !== null
    ? `${writeUsd(budget)}${period === null ? "" : `, ${writeTerm(period)}`}`
    : limit === null
      ? "none is set, or it is unknown"
      : "set, but not known in dollars";

const writeEachPercent = (values: readonly number[] | null): string =>
  values === null ? "unknown" : values.length === 0 ? "none" : values.map((value) => `${value} %`).join(", ");

/** The part of the dashboard's picture that shows the cycle. */
function drawBudget(dashboard: Dashboard, today: string): Content {
  const known = selectRows(getExecutiveDashboard.chartOf(dashboard, {}, today), "budget");
  return known === null ? null : writeChartFigure(known, "cycle-chart");
}

function tabulateForecast({ cycle, yesterday, today }: Dashboard): Content {
  const usualRange = yesterday.usual_80_percent_range_usd;
  return writeFacts(`Billing cycle ${writeToolText(cycle.days)} (UTC)`, [
    ["Cost so far", writeUsd(cycle.cost_usd)],
    ["Forecast of its end", writeUsd(cycle.forecast_usd)],
    ["80 % range of the forecast", writeRange(cycle.forecast_80_percent_range_usd)],
    ["Budget used so far", writePercent(cycle.used_percent)],
    ["Days left, today included", writeCount(cycle.days_left)],
    ...listExhaustion(cycle),
    [
      "Pace by yesterday: share of the budget used ÷ share of the days over",
      cycle.burn_multiple === null ? "unknown" : String(cycle.burn_multiple),
    ],
    [
      `Yesterday, ${yesterday.day}`,
      `${writeUsd(yesterday.cost_usd)}; usual ${writeUsd(yesterday.usual_usd)}${usualRange === null ? "" : ` (80 % range ${writeRange(usualRange)})`}, difference ${writeSignedUsd(yesterday.difference_usd)}${yesterday.judgement === null ? "" : `; ${yesterday.judgement}`}`,
    ],
    ["Today so far", `${writeUsd(today.cost_usd)} in ${today.hours_past} of 24 hours`],
  ]);
}

const writeRange = (range: readonly number[] | null): string =>
  range === null ? "unknown" : range.map((value) => writeUsd(value)).join(" to ");

function listExhaustion(cycle: Dashboard["cycle"]): (readonly [string, string])[] {
  if (isCycleUsedUp(cycle)) return [["Budget used up", "already"]];
  const { budget_exhausted_on: day, budget_exhausted_range: range } = cycle;
  if (range === null) return [];
  const [earliest = null, latest = null] = range;
  if (day !== null && earliest === day && latest === day) return [["Budget used up on", day]];
  const bounds = `between ${earliest ?? "the end of the cycle"} and ${latest ?? "the end of the cycle or later"}`;
  return [["Budget used up on", `${day ?? "not expected within the cycle"} (80 % range ${bounds})`]];
}
