/** Budgets, and the forecast that is held against one, as a person reads them in a terminal. */
import { isUsedUp } from "../../domain/budget.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import { writeOrUnknown, writePercent, writeUsd } from "../figure-text.ts";
import { type Drawing, drawBar } from "../terminal-drawing.ts";

export function writeKeyBudget(
  { virtual_key_budget: key }: Answer<typeof getMyBudget>,
  drawing: Drawing,
): string[] {
  if (key === null) return ["  unknown"];
  const spent = writeUsd(key.spent_in_period_usd);
  if (key.has_limit !== true)
    return [`  ${key.has_limit === false ? "no limit" : "limit unknown"}; ${spent} spent`];
  return [
    ...drawBudgetBar(key.used_percent, drawing),
    ...drawing.wrapped(`${spent} of ${writeUsd(key.budget_usd)}, ${writeUsd(key.remaining_usd)} left`),
    ...drawing.wrapped(
      `${writeOrUnknown(key.budget_window)} budget, resets ${writeOrUnknown(key.resets_at)}, at the limit: ${writeOrUnknown(key.at_limit)}`,
    ),
  ];
}

function drawBudgetBar(used: number | null, drawing: Drawing): string[] {
  // At 60 columns and more it has 40; the words beside it take 15.
  const length = Math.min(40, drawing.width - 20);
  return [`  ${drawBar(used, length)}  ${writePercent(used)} used`];
}

export function writeWorkspaceBudget(
  facts: Answer<typeof getWorkspaceBudgetStatus>,
  drawing: Drawing,
): string[] {
  const { thresholds_percent: thresholds, thresholds_reached_percent: reached } = facts;
  if (facts.budget_usd === null) return [`  none set, or unknown; ${writeUsd(facts.cost_usd)} spent`];
  return [
    ...drawBudgetBar(facts.used_percent, drawing),
    ...drawing.wrapped(
      `${writeUsd(facts.cost_usd)} of ${writeUsd(facts.budget_usd)}, ${writeUsd(facts.remaining_usd)} left`,
    ),
    ...drawing.wrapped(
      `${writeOrUnknown(facts.budget_period)} budget, alerts at ${writePercentList(thresholds)} (reached: ${writePercentList(reached)}), at the limit: ${writeOrUnknown(facts.at_limit)}`,
    ),
  ];
}

function writePercentList(values: readonly number[] | null): string {
  if (values === null) return "unknown";
  return values.length === 0 ? "none" : `${values.join(", ")} %`;
}

export function writeForecast({ cycle }: Answer<typeof getExecutiveDashboard>, drawing: Drawing): string[] {
  if (cycle.forecast_usd === null) return ["  unknown"];
  const [low, high] = cycle.forecast_80_percent_range_usd ?? [];
  const range =
    low === undefined || high === undefined ? "" : ` (80 % range ${writeUsd(low)} to ${writeUsd(high)})`;
  const within =
    { yes: ", within the budget", no: ", over the budget", open: ", within the budget or not" }[
      cycle.ends_within_budget ?? ""
    ] ?? "";
  return drawing.wrapped(
    `${writeUsd(cycle.forecast_usd)} at the end of ${cycle.days.replace("..", " to ")}${range}${within}${tellExhaustion(cycle)}. ${cycle.range_basis ?? ""}`,
  );
}

/** When the budget is used up, as the end of a sentence. */
function tellExhaustion(cycle: Answer<typeof getExecutiveDashboard>["cycle"]): string {
  if (isUsedUp(cycle.cost_usd, cycle.budget_usd)) return "; the budget is used up already";
  const [earliest = null] = cycle.budget_exhausted_range ?? [];
  if (earliest === null) return "";
  const expected = cycle.budget_exhausted_on;
  if (expected === null) return `; the budget is not used up before ${earliest}`;
  return `; the budget is used up on ${expected}${earliest < expected ? `, not before ${earliest}` : ""}`;
}

/** Budgets of keys and departments that are used up, and then those that nearly are; nothing where there are none. */
export const writeFullBudgets = (facts: Answer<typeof getExecutiveDashboard>, drawing: Drawing): string[] => [
  ...writeBudgetUses("over budget", facts.over_budget, drawing),
  ...writeBudgetUses("near budget", facts.near_budget, drawing),
];

type BudgetUses = Answer<typeof getExecutiveDashboard>["over_budget"];

function writeBudgetUses(state: string, { count, shown }: BudgetUses, drawing: Drawing): string[] {
  const [kinds, names, ends] = [
    wordsIn(shown, "kind"),
    wordsIn(shown, "name"),
    wordsIn(shown, "runs_out_on"),
  ];
  const [spent, budgets, used] = [
    figuresIn(shown, "cost_usd"),
    figuresIn(shown, "budget_usd"),
    figuresIn(shown, "used_percent"),
  ];
  const told = names.flatMap((name, index) => {
    const end = ends[index] == null ? "" : `, used up about ${ends[index]} at this pace`;
    return drawing.wrapped(
      `${state}: ${kinds[index] ?? ""} ${writeOrUnknown(name)}, ${writeUsd(spent[index] ?? null)} of ${writeUsd(budgets[index] ?? null)} (${writePercent(used[index] ?? null)})${end}`,
    );
  });
  const more = (count ?? 0) - names.length;
  return more > 0 ? [...told, `  and ${more} more ${state}`] : told;
}
