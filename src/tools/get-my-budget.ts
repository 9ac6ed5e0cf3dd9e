import * as v from "valibot";
import { asStatedEnd, countDaysLeft, findLastDay } from "../domain/billing-cycle.ts";
import { formatActionAtLimit, periodByBudgetWindow } from "../domain/budget.ts";
import { roundUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { isPeriodOfDays, type Period } from "../domain/periods.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { dayMs, dayOf, toTimestamp } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { CockpitPeriodInput } from "../toolkit/inputs.ts";
import { Figure, Source, Warnings } from "../toolkit/outputs.ts";

export const getMyBudget = defineTool({
  name: "get_my_budget",
  title: "My budget",
  description:
    "Budget of this virtual key (and of the agent or member behind it) in USD: limit, spent in the period, remaining, percent used, reset time, and what happens at the limit. Remaining is given only when the period matches the budget's own window; the result says which period does.",
  modes: ["vk"],
  effect: "read",
  input: v.strictObject({ period: CockpitPeriodInput }),
  output: v.object({
    period: v.string(),
    virtual_key_budget: v.nullable(
      v.object({
        has_limit: v.nullable(v.boolean()),
        budget_usd: Figure,
        spent_in_period_usd: Figure,
        remaining_usd: Figure,
        used_percent: Figure,
        budget_window: v.nullable(v.string()),
        resets_at: v.nullable(v.string()),
        last_day: v.nullable(v.string()),
        days_left: Figure,
        at_limit: v.nullable(v.string()),
      }),
    ),
    period_matches_budget_window: v.pipe(
      v.nullable(v.boolean()),
      v.description("Whether spent can be held against the limit; null when unknown"),
    ),
    entity_budget: v.pipe(
      v.nullable(v.object({ budget_usd: Figure, spent_in_period_usd: Figure })),
      v.description("Of the agent or member; its own window is not stated by the API"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { period }) {
    const status = await api.budgetStatus(period);
    const key = status.virtualKey;
    const fit = judgeWindowFit(period, key?.budgetWindow ?? null, key?.budget ?? null);
    const isComparable = fit.matches === true;
    const resetsAt = key?.resetsAt ?? null;
    const last = resetsAt && resetsAt > now ? findLastDay(null, asStatedEnd(resetsAt)).day : null;
    return {
      period,
      virtual_key_budget: key && {
        has_limit: key.isBudgetStated ? key.budget !== null : null,
        budget_usd: roundUsd(key.budget),
        spent_in_period_usd: roundUsd(key.spent),
        remaining_usd: isComparable ? roundUsd(subtractUsd(key.budget, key.spent)) : null,
        used_percent: isComparable ? computeSharePercent(key.spent, key.budget) : null,
        budget_window: key.budgetWindow,
        resets_at: resetsAt && toTimestamp(resetsAt),
        last_day: last,
        days_left: last === null ? null : countDaysLeft(last, dayOf(now)),
        at_limit: formatActionAtLimit(key.budget !== null || !key.isBudgetStated, key.budgetAction),
      },
      period_matches_budget_window: fit.matches,
      entity_budget: status.entity && {
        budget_usd: roundUsd(status.entity.budget),
        spent_in_period_usd: roundUsd(status.entity.spent),
      },
      source: status.source,
      warnings: [
        ...status.warnings,
        ...fit.warnings,
        ...(key?.spent != null && isPeriodOfDays(period)
          ? [
              `Spent covers the API's own ${period}, which ends now: today is in it, unlike in get_usage_summary.`,
            ]
          : []),
        ...(resetsAt === null ? [] : warnOfReset(resetsAt, key?.budgetWindow ?? null, now)),
        ...(status.entity?.budget == null ? [] : ["entity_budget states no window."]),
        ...(key !== null && !key.isBudgetStated
          ? ["The API did not state a budget: whether there is a limit is unknown."]
          : []),
      ],
    };
  },
});

/** A budget of this window starts anew after so many days at the most. */
const longestWindowDays: ReadonlyMap<string, number> = new Map([
  ["daily", 1],
  ["weekly", 7],
  ["monthly", 31],
]);

function warnOfReset(resetsAt: Date, budgetWindow: string | null, now: Date): string[] {
  const stated = `The reset that the API states, ${toTimestamp(resetsAt)},`;
  if (resetsAt <= now) return [`${stated} lies in the past: when the budget starts anew is unknown.`];
  const longest = longestWindowDays.get(budgetWindow ?? "");
  const days = Math.floor((resetsAt.getTime() - now.getTime()) / dayMs);
  return longest === undefined || days <= longest
    ? []
    : [`${stated} is ${days} days away, which is longer than a ${budgetWindow} budget lasts.`];
}

interface WindowFit {
  readonly matches: boolean | null;
  readonly warnings: readonly string[];
}

/** Spending is summed over the period asked for, and the limit counts over the budget's own window. */
function judgeWindowFit(period: Period, budgetWindow: string | null, budget: Usd | null): WindowFit {
  if (budget === null) return { matches: null, warnings: [] };
  if (budgetWindow === null) {
    return {
      matches: null,
      warnings: [
        "The API did not say over which window the budget counts, so remaining and percent are unknown.",
      ],
    };
  }
  const fitting = periodByBudgetWindow.get(budgetWindow);
  if (fitting === period) {
    const rolling =
      "The period is rolling and the budget's window may start at a fixed time, so this is an approximation.";
    return { matches: true, warnings: period === "billing_cycle" ? [] : [rolling] };
  }
  const advice =
    fitting === undefined ? "No reporting period matches it" : `The period that matches it is ${fitting}`;
  return {
    matches: false,
    warnings: [
      `Spent covers ${period}, but the budget counts ${budgetWindow}: the two cannot be compared. ${advice}.`,
    ],
  };
}
