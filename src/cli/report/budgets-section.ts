/** Budgets of departments and keys: which are used up, or will be. */
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import { writeWindow } from "../figure-text.ts";
import { showMore, writeSentence } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import {
  countColumn,
  limitColumn,
  noneStated,
  percentColumn,
  tabulateRows,
  termColumn,
  timeColumn,
  usdColumn,
  type WhenNull,
  wholeUsdColumn,
  wordsColumn,
} from "./tool-table.ts";

export const showBudgetsSection = (data: ReportData): Section => ({
  id: "budgets",
  heading: "Budgets of departments and keys",
  content: [
    showPart(data, "get_executive_dashboard", ({ over_budget, near_budget }) => [
      showUses("Over budget", over_budget),
      showUses("Near budget, or used up in this cycle at its pace", near_budget),
    ]),
    html`<h3>Every department</h3>`,
    showPart(data, "list_departments", (list) => [
      list.departments.rows.length === 0
        ? writeSentence("There are no departments.")
        : tabulateRows(`Departments in the billing cycle, ${writeWindow(list.window)}`, list.departments, [
            wordsColumn("name", "Department"),
            usdColumn("cost_usd", "Cost so far"),
            usdColumn("budget_usd", "Budget", noneStated),
            percentColumn("used_percent", "Used", withoutBudget),
            wholeUsdColumn("forecast_low_usd", "Forecast from (80 %)"),
            wholeUsdColumn("forecast_high_usd", "to"),
            limitColumn("at_limit", "At the limit", withoutBudget),
            countColumn("members", "Members"),
            countColumn("agents", "Agents"),
          ]),
      showMore(list.page.total, list.page.returned, "department"),
    ]),
  ],
});

const withoutBudget: WhenNull<"budget_usd"> = (cellIn) =>
  cellIn("budget_usd").figure === null ? "no budget stated" : "unknown";

type Uses = Answer<typeof getExecutiveDashboard>["over_budget"];

function showUses(state: string, { count, shown }: Uses): Content {
  if (shown.rows.length === 0) return writeSentence(`${state}: ${count === 0 ? "none" : "unknown"}.`);
  return [
    tabulateRows(`${state}: cost of the billing cycle against the budget`, shown, [
      wordsColumn("name", "Name"),
      termColumn("kind", "Kind"),
      usdColumn("cost_usd", "Cost so far"),
      usdColumn("budget_usd", "Budget"),
      percentColumn("used_percent", "Used"),
      timeColumn("runs_out_on", "Used up on", "not foreseen"),
      limitColumn("at_limit", "At the limit"),
    ]),
    showMore(count, shown.rows.length, "budget"),
  ];
}
