/** The figures of the executive dashboard: what is read for them, and what they come to. */

import { mapItemsById } from "../analytics/breakdown-items.ts";
import { sortByBudgetUse } from "../analytics/budget-use.ts";
import {
  collectDepartmentBudgetUses,
  collectKeyBudgetUses,
  compareDayWithUsual,
  compareUnitCosts,
  computeBurnMultiple,
  findTopMovers,
  judgeForecast,
} from "../analytics/dashboard.ts";
import { forecastCycle, planHistory } from "../analytics/forecast.ts";
import { sumUsage } from "../analytics/usage.ts";
import { findBillingCycle } from "../domain/billing-cycle.ts";
import { asCycleBudget } from "../domain/budget.ts";
import { addDays, cutWindowAt, dayOf, shiftBack, type UtcDay, windowOfCompleteDays } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { trackPartialReads } from "./partial-reads.ts";

export const planDashboard = (today: UtcDay) => {
  const [week, half] = [windowOfCompleteDays(7, today), windowOfCompleteDays(15, today)];
  return {
    history: planHistory(today),
    week,
    weekBefore: shiftBack(week, 7),
    trend: [half, shiftBack(half, 15)] as const,
  };
};

type Windows = ReturnType<typeof planDashboard>;

export async function readDashboard(
  { api, progress }: Context<"manager">,
  { history, week, weekBefore }: Windows,
  sparklineMetrics: string,
) {
  const parts = trackPartialReads(progress);
  const [
    usage,
    subscription,
    policy,
    overview,
    costsNow,
    costsBefore,
    keys,
    sparklines,
    departments,
    ofCycle,
  ] = await Promise.all([
    parts.read("Daily usage", api.usage(history)),
    parts.read("The subscription", api.subscription()),
    parts.read("The budget policy", api.budgetPolicy()),
    parts.read("The overview", api.overview()),
    parts.read("The costs of the last week", api.allCosts(week)),
    parts.read("The costs of the week before", api.allCosts(weekBefore)),
    parts.read("The virtual keys", api.virtualKeys()),
    parts.read("The sparklines", api.sparklines(sparklineMetrics)),
    parts.readIfOffered("The departments", api.departments()),
    parts.read("The costs of the billing cycle", api.costs(null)),
  ]);
  return {
    usage,
    subscription,
    policy,
    overview,
    costsNow,
    costsBefore,
    keys,
    sparklines,
    departments,
    ofCycle,
    failures: parts.failures(),
  };
}

type ReadParts = Awaited<ReturnType<typeof readDashboard>>;

export function computeDashboard(read: ReadParts, { trend }: Windows, now: Date) {
  const today = dayOf(now);
  const { usage, subscription, policy, costsNow, costsBefore, keys, departments, ofCycle } = read;
  const days = usage?.days ?? [];
  const { window: cycle, warnings: cycleWarnings } = findBillingCycle(subscription, today);
  const soFar = cutWindowAt(cycle, addDays(today, 1));
  const { limit: budget, warnings: budgetWarnings } = asCycleBudget(policy);
  const forecast = usage && forecastCycle(days, cycle, today, budget);
  const uses = [
    ...collectKeyBudgetUses(keys?.rows ?? []),
    ...collectDepartmentBudgetUses(departments?.rows ?? [], ofCycle && mapItemsById(ofCycle, "department")),
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
      { figure: "cost_per_request_usd", ...compareUnitCosts(days, trend, ({ requests }) => requests) },
      {
        figure: "cost_per_million_tokens_usd",
        ...compareUnitCosts(days, trend, ({ tokens }) => (tokens === null ? null : tokens / 1e6)),
      },
    ],
    ...sortByBudgetUse(uses, cycle, now),
    // Otherwise a part of them would pass for all.
    areUsesWhole: keys !== null && departments !== null && (departments === undefined || ofCycle !== null),
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

export const collectWarnings = (read: ReadParts): string[] =>
  [read.usage, read.costsNow, read.costsBefore, read.keys, read.sparklines, read.departments].flatMap(
    (figures) => figures?.warnings ?? [],
  );

export function warnOfForecast({ usage, keys }: ReadParts, forecast: DashboardFigures["forecast"]): string[] {
  return [
    ...(usage !== null && forecast === null
      ? ["There is no forecast: fewer than 14 days since the first use, or a day whose cost is unknown."]
      : []),
    ...(forecast?.levelSince
      ? [
          `The cost has been on another level since ${forecast.levelSince}. The forecast takes that to go on; from so few days it is less certain.`,
        ]
      : []),
    ...(keys !== null && keys.rows.length > 0 && keys.rows.every(({ spent }) => spent === null)
      ? ["The API states no spend of keys, so none can be found near its budget."]
      : []),
  ];
}
