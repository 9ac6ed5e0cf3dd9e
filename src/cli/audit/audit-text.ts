/** The audit as a person reads it. */

import { capitalize } from "../../domain/text.ts";
import { writeOrUnknown, writeWindow } from "../figure-text.ts";
import type { Terminal } from "../shell.ts";
import { createDrawing, type Drawing } from "../terminal-drawing.ts";
import type { AuditData, AuditResults } from "./audit-data.ts";
import { writeForecast, writeFullBudgets, writeKeyBudget, writeWorkspaceBudget } from "./budget-sections.ts";
import { readModelRows, writeDailyCosts, writeModels } from "./cost-sections.ts";
import { writeOverview, writeScope, writeUsage } from "./usage-sections.ts";

/** In a wider terminal the cells of a row would stand too far apart to be read together. */
const maxColumns = 100;

export function writeAudit(audit: AuditData, terminal: Terminal): string {
  const drawing = createDrawing({ ...terminal, columns: Math.min(terminal.columns, maxColumns) });
  const shown = writeSections(audit.results, drawing);
  const failures = audit.failed.map(
    ({ tool, message }) => `${tool} failed, so its figures are missing. ${message}`,
  );
  const notes = [...failures, ...audit.warnings];
  const lines = [
    ...drawing.wrapped(capitalize(audit.speaks_for), "").map(drawing.bold),
    ...drawing.warningLines(audit.caution),
    ...drawing.wrapped(`as of ${audit.as_of}, in USD and UTC days`, "").map(drawing.dim),
    ...shown,
    ...writeJudgement(audit.fail_over, drawing),
    ...(notes.length === 0 ? [] : [drawing.heading("Warnings"), ...drawing.warningLines(notes)]),
  ];
  return `${lines.join("\n")}\n`;
}

function writeJudgement(judgement: AuditData["fail_over"], drawing: Drawing): string[] {
  if (judgement === undefined) return [];
  const lines = judgement.explanation.flatMap((line) => drawing.wrapped(line));
  return [drawing.heading(`Fail over ${judgement.percent} % of the budget`), ...lines];
}

/** In the order in which they are printed; what was not answered is left out. */
function writeSections(results: AuditResults, drawing: Drawing): string[] {
  const { get_my_scope: scope, get_usage_summary: usage, get_workspace_overview: overview } = results;
  const { get_my_budget: keyBudget, get_workspace_budget_status: budget } = results;
  const { get_executive_dashboard: dashboard, get_daily_costs: daily, get_cost_by_model: models } = results;
  const { get_subscription_info: plan } = results;
  const planText =
    plan === undefined ? "" : `plan ${writeOrUnknown(plan.tier)}, ${writeOrUnknown(plan.status)}`;
  const fullBudgets = dashboard === undefined ? [] : writeFullBudgets(dashboard, drawing);
  return [
    ...(scope === undefined ? [] : ["", ...writeScope(scope, drawing)]),
    ...(usage === undefined ? [] : [drawing.heading("Billing cycle"), ...writeUsage(usage, drawing)]),
    ...(overview === undefined
      ? []
      : [drawing.heading("Billing cycle", planText), ...writeOverview(overview, drawing)]),
    ...(keyBudget === undefined ? [] : [drawing.heading("Budget"), ...writeKeyBudget(keyBudget, drawing)]),
    ...(budget === undefined ? [] : [drawing.heading("Budget"), ...writeWorkspaceBudget(budget, drawing)]),
    ...(fullBudgets.length === 0 ? [] : [drawing.heading("Budgets of keys and departments"), ...fullBudgets]),
    ...(dashboard === undefined ? [] : [drawing.heading("Forecast"), ...writeForecast(dashboard, drawing)]),
    ...(daily === undefined
      ? []
      : [drawing.heading("Cost by day", writeWindow(daily.window)), ...writeDailyCosts(daily, drawing)]),
    ...(models === undefined
      ? []
      : [
          drawing.heading("Cost by model", writeWindow(models.window)),
          ...writeModels(readModelRows(models), models.page.total, models.total_cost_usd, drawing),
        ]),
  ];
}
