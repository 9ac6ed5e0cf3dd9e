/** How the executive dashboard shows the billing cycle, yesterday and today, and budgets that are used up or nearly so. */
import * as v from "valibot";
import type { PacedUse } from "../analytics/budget-use.ts";
import type { DayAgainstUsual } from "../analytics/dashboard.ts";
import { tellBasis } from "../analytics/dashboard-headline.ts";
import { countDaysLeft } from "../domain/billing-cycle.ts";
import { formatBudgetAction } from "../domain/budget.ts";
import { roundTo, roundUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { lastDayOf, type UtcDay } from "../domain/time.ts";
import type { DashboardFigures } from "./dashboard-figures.ts";
import { Figure, formatDays } from "./outputs.ts";
import { tableOf, tableWith } from "./table.ts";

const Day = v.nullable(v.string());

export const CycleOutput = v.object({
  days: v.string(),
  days_left: v.number(),
  cost_usd: Figure,
  forecast_usd: Figure,
  forecast_80_percent_range_usd: v.nullable(v.array(v.number())),
  range_basis: v.nullable(v.string()),
  budget_usd: Figure,
  used_percent: Figure,
  ends_within_budget: v.pipe(
    v.nullable(v.string()),
    v.description("yes, no, open (the budget lies within the range), or null"),
  ),
  budget_exhausted_on: Day,
  budget_exhausted_range: v.pipe(
    v.nullable(v.array(Day)),
    v.description("Earliest and latest day, 80 %; null is after the cycle"),
  ),
  burn_multiple: v.pipe(
    Figure,
    v.description(
      "Share of the budget used by yesterday ÷ share of the cycle's days over by then; 1 is an even pace",
    ),
  ),
  forecast_level_since: v.pipe(Day, v.description("The forecast takes the level since this day to go on")),
});

export function describeCycle(
  { cycle, spent, budget, forecast, within, burn }: DashboardFigures,
  today: UtcDay,
) {
  return {
    days: formatDays(cycle) ?? "",
    days_left: countDaysLeft(lastDayOf(cycle), today),
    cost_usd: roundUsd(spent),
    forecast_usd: roundUsd(forecast?.total ?? null),
    forecast_80_percent_range_usd: forecast && [roundUsd(forecast.low) ?? 0, roundUsd(forecast.high) ?? 0],
    range_basis: forecast && tellBasis(forecast.basis),
    budget_usd: roundUsd(budget),
    used_percent: computeSharePercent(spent, budget),
    ends_within_budget: within,
    budget_exhausted_on: forecast?.exhaustion?.expected ?? null,
    budget_exhausted_range: forecast?.exhaustion
      ? [forecast.exhaustion.earliest, forecast.exhaustion.latest]
      : null,
    burn_multiple: roundTo(burn, 2),
    forecast_level_since: forecast?.levelSince ?? null,
  };
}

export const YesterdayOutput = v.object({
  day: v.string(),
  cost_usd: Figure,
  usual_usd: Figure,
  usual_80_percent_range_usd: v.nullable(v.array(v.number())),
  difference_usd: Figure,
  judgement: v.nullable(v.string()),
});

export const describeYesterday = ({ day, cost, usual, usualRange }: DayAgainstUsual) => ({
  day,
  cost_usd: roundUsd(cost),
  usual_usd: roundUsd(usual),
  usual_80_percent_range_usd: usualRange?.map((each) => roundUsd(each) ?? 0) ?? null,
  difference_usd: roundUsd(subtractUsd(cost, usual)),
  judgement: cost === null || usualRange === null ? null : judgeYesterday(cost, usualRange),
});

/** A tenth of all days lies above an 80 % range, and a tenth below it. */
const judgeYesterday = (cost: Usd, [low, high]: readonly [Usd, Usd]): string =>
  cost > high ? "above, as 1 day in 10" : cost < low ? "below, as 1 day in 10" : "usual";

/** Today so far, compared with a whole day: what a part of a day usually costs is not known. */
export const TodayOutput = v.object({
  cost_usd: Figure,
  hours_past: v.number(),
  usual_whole_day_usd: Figure,
  judgement: v.string(),
});

export function describeTodayAgainstUsual({ cost, usual, usualRange }: DayAgainstUsual, now: Date) {
  return {
    cost_usd: roundUsd(cost),
    hours_past: now.getUTCHours(),
    usual_whole_day_usd: roundUsd(usual),
    judgement: judgeToday(cost, usual, usualRange?.[1] ?? null),
  };
}

function judgeToday(cost: Usd | null, usual: Usd | null, high: Usd | null): string {
  if (cost !== null && high !== null && cost > high) return "unusual: above the range of a whole day already";
  return cost !== null && usual !== null && cost > usual
    ? "above a usual whole day already, within its range"
    : "open until the day is over";
}

export const BudgetUsesOutput = v.object({
  count: Figure,
  shown: tableWith("kind", "name", "cost_usd", "budget_usd", "used_percent", "at_limit", "runs_out_on"),
});

const maxUses = 5;

/** @param isWhole whether these are all: otherwise how many there are is unknown */
export const describeUses = (uses: readonly PacedUse[], isWhole: boolean) => ({
  count: isWhole ? uses.length : null,
  shown: tableOf(uses.slice(0, maxUses), budgetUseColumns),
});

const budgetUseColumns = {
  kind: ({ kind }: PacedUse) => kind,
  name: ({ name }: PacedUse) => name,
  cost_usd: ({ spent }: PacedUse) => roundUsd(spent),
  budget_usd: ({ budget }: PacedUse) => roundUsd(budget),
  used_percent: ({ spent, budget }: PacedUse) => computeSharePercent(spent, budget),
  at_limit: ({ actionAtLimit }: PacedUse) => formatBudgetAction(actionAtLimit),
  runs_out_on: ({ runsOutOn }: PacedUse) => runsOutOn,
};
