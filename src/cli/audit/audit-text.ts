/** The audit as a person reads it. */
import * as v from "valibot";
import type { PlainObject } from "../../toolkit/table.ts";
import type { Terminal } from "../shell.ts";
import type { AuditReport } from "./audit-report.ts";
import { type Drawing, drawingOn, named } from "./drawing.ts";
import {
  CostByModel,
  DailyCosts,
  dailyLines,
  Forecast,
  forecastLines,
  KeyBudget,
  keyBudgetLines,
  modelLines,
  Overview,
  overviewLines,
  Scope,
  Subscription,
  scopeLines,
  Usage,
  usageLines,
  WorkspaceBudget,
  windowText,
  workspaceBudgetLines,
} from "./sections.ts";

/** What is shown of one result; undefined where the tool did not answer. */
type Section = (result: PlainObject) => string[];

/** What belongs together is not torn apart by a window across the screen. */
const widest = 100;

export function auditText(report: AuditReport, terminal: Terminal): string {
  const drawing = drawingOn({ ...terminal, columns: Math.min(terminal.columns, widest) });
  const sections = sectionsOf(drawing, planOf(report));
  const shown = Object.entries(sections).flatMap(([tool, section]) => {
    const result = report.results[tool];
    return result === undefined ? [] : section(result);
  });
  const failures = report.failed.map(
    ({ tool, message }) => `${tool} failed, so its figures are missing. ${message}`,
  );
  const notes = [...failures, ...report.warnings];
  const lines = [
    ...drawing.wrapped(capitalized(report.speaks_for), "").map(drawing.bold),
    ...drawing.wrapped(`as of ${report.as_of}, in USD and UTC days`, "").map(drawing.dim),
    ...shown,
    ...(notes.length === 0 ? [] : [drawing.heading("Warnings"), ...drawing.warningLines(notes)]),
  ];
  return `${lines.join("\n")}\n`;
}

const capitalized = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

function planOf({ results }: AuditReport): string {
  const answered = results["get_subscription_info"];
  if (answered === undefined) return "";
  const { tier, status } = v.parse(Subscription, answered);
  return `plan ${named(tier)}, ${named(status)}`;
}

/** In the order in which they are printed. */
const sectionsOf = (drawing: Drawing, plan: string): Readonly<Record<string, Section>> => ({
  get_my_scope: (result) => ["", ...scopeLines(v.parse(Scope, result), drawing)],
  get_usage_summary: (result) => [
    drawing.heading("Billing cycle"),
    ...usageLines(v.parse(Usage, result), drawing),
  ],
  get_workspace_overview: (result) => [
    drawing.heading("Billing cycle", plan),
    ...overviewLines(v.parse(Overview, result), drawing),
  ],
  get_my_budget: (result) => [
    drawing.heading("Budget"),
    ...keyBudgetLines(v.parse(KeyBudget, result), drawing),
  ],
  get_workspace_budget_status: (result) => [
    drawing.heading("Budget"),
    ...workspaceBudgetLines(v.parse(WorkspaceBudget, result), drawing),
  ],
  get_executive_dashboard: (result) => [
    drawing.heading("Forecast"),
    ...forecastLines(v.parse(Forecast, result), drawing),
  ],
  get_daily_costs: (result) => {
    const facts = v.parse(DailyCosts, result);
    return [drawing.heading("Cost by day", windowText(facts.window)), ...dailyLines(facts, drawing)];
  },
  get_cost_by_model: (result) => {
    const facts = v.parse(CostByModel, result);
    const { models, page, total_cost_usd } = facts;
    return [
      drawing.heading("Cost by model", windowText(facts.window)),
      ...modelLines(models, page.total, total_cost_usd, drawing),
    ];
  },
});
