/** The figures of the executive dashboard, computed from what was read for it. */

import { mapItemsByKey } from "../analytics/breakdown-items.ts";
import { splitByBudgetUse } from "../analytics/budget-use.ts";
import {
  collectDepartmentBudgetUses,
  collectKeyBudgetUses,
  compareDayWithUsual,
  compareUnitCosts,
  computeBurnMultiple,
  findTopMovers,
  judgeForecast,
} from "../analytics/dashboard.ts";
import { forecastCycle } from "../analytics/forecast.ts";
import { sumUsage } from "../analytics/usage.ts";
import { findBillingCycle } from "../domain/billing-cycle.ts";
import { asCycleBudget } from "../domain/budget.ts";
import { addDays, cutWindowAt, dayOf } from "../domain/time.ts";
import type { DashboardReads, DashboardWindows } from "./dashboard-reads.ts";

export function computeDashboard(read: DashboardReads, { halfMonths }: DashboardWindows, now: Date) {
  const today = dayOf(now);
  const { usage, subscription, policy, costsNow, costsBefore, keys, departments, cycleCosts } = read;
  const days = usage?.days ?? [];
  const { window: cycle, warnings: cycleWarnings } = findBillingCycle(subscription, today);
  const soFar = cutWindowAt(cycle, addDays(today, 1));
  const { limit: budget, warnings: budgetWarnings } = asCycleBudget(policy);
  const forecast = usage && forecastCycle(days, cycle, today, budget);
  const uses = [
    ...collectKeyBudgetUses(keys?.rows ?? []),
    ...collectDepartmentBudgetUses(
      departments?.rows ?? [],
      cycleCosts && mapItemsByKey(cycleCosts, "department"),
    ),
  ];
  return {
    cycle,
    spent: usage && soFar ? sumUsage(days, soFar).cost : null,
    budget,
    forecast,
    within: forecast && budget !== null ? judgeForecast(forecast.low, forecast.high, budget) : null,
    burn: usage && computeBurnMultiple(days, cycle, today, budget),
    yesterday: compareDayWithUsual(days, addDays(today, -1)),
    today: compareDayWithUsual(days, today),
    movers:
      costsNow && costsBefore
        ? (["agent", "model"] as const).flatMap((dimension) =>
            findTopMovers(costsNow, costsBefore, dimension, 3).map((mover) => ({ ...mover, dimension })),
          )
        : [],
    unitCosts: [
      { figure: "cost_per_request_usd", ...compareUnitCosts(days, halfMonths, ({ requests }) => requests) },
      {
        figure: "cost_per_million_tokens_usd",
        ...compareUnitCosts(days, halfMonths, ({ tokens }) => (tokens === null ? null : tokens / 1e6)),
      },
    ],
    ...splitByBudgetUse(uses, cycle, now),
    /** With a part missing, the uses that are known would pass for all. */
    areUsesWhole: keys !== null && departments !== null && (departments === undefined || cycleCosts !== null),
    warnings: [
      ...cycleWarnings,
      ...budgetWarnings,
      ...(uses.some(({ kind }) => kind === "department")
        ? ["A department's budget states no window: it is held against the billing cycle."]
        : []),
    ],
  };
}

export type DashboardFigures = ReturnType<typeof computeDashboard>;

export function warnOfForecast({ usage }: DashboardReads, forecast: DashboardFigures["forecast"]): string[] {
  return [
    ...(usage !== null && forecast === null
      ? ["There is no forecast: fewer than 14 days since the first use, or a day whose cost is unknown."]
      : []),
    ...(forecast?.levelSince
      ? [
          `The cost has been on another level since ${forecast.levelSince}. The forecast takes that to go on; from so few days it is less certain.`,
        ]
      : []),
  ];
}

export const warnOfUnstatedSpend = ({ keys }: DashboardReads): string[] =>
  keys !== null && keys.rows.length > 0 && keys.rows.every(({ spent }) => spent === null)
    ? ["The API states no spend of keys, so none can be found near its budget."]
    : [];
