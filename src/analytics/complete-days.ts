/** Totals, mean and highest day of a daily series, over its complete days only: today is left out. */

import { sumUsd, type Usd } from "../domain/money.ts";
import { divideUsd } from "../domain/ratios.ts";
import { sumNumbers } from "../domain/sums.ts";
import { daysOf, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";

export interface DailyTotals {
  /** Days of the window that are over, with or without a row. */
  readonly completeDays: number;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
  /** Over the days asked for, not over the rows received. */
  readonly meanCost: Usd | null;
  readonly highestDay: UtcDay | null;
  readonly warnings: readonly string[];
}

export function sumCompleteDays(
  days: readonly DayUsage[],
  window: TimeWindow | null,
  today: UtcDay,
): DailyTotals {
  const complete = days.filter(({ day }) => day < today);
  const wanted =
    window === null ? complete.map(({ day }) => day) : daysOf(window).filter((day) => day < today);
  const present = new Set(complete.map(({ day }) => day));
  const missing = wanted.filter((day) => !present.has(day));
  // Without any row the days are unknown; with some, those without a row had no use.
  const isUnknown = complete.length === 0 && wanted.length > 0;
  const cost = isUnknown ? null : sumUsd(complete.map((day) => day.cost));
  return {
    completeDays: wanted.length,
    cost,
    requests: isUnknown ? null : sumNumbers(complete.map((day) => day.requests)),
    tokens: isUnknown ? null : sumNumbers(complete.map((day) => day.tokens)),
    meanCost: divideUsd(cost, wanted.length),
    highestDay: findHighestDay(complete),
    warnings: missing.length === 0 ? [] : [tellMissingDays(missing, isUnknown)],
  };
}

function findHighestDay(days: readonly DayUsage[]): UtcDay | null {
  let top: DayUsage | undefined;
  for (const day of days) if (day.cost !== null && day.cost > (top?.cost ?? 0)) top = day;
  return top?.day ?? null;
}

function tellMissingDays(missing: readonly UtcDay[], isUnknown: boolean): string {
  const named = `${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}`;
  return isUnknown
    ? `The API sent no row for any complete day (${missing.length}: ${named}), so their totals are unknown.`
    : `The API sent no row for ${missing.length} complete day(s): ${named}. The totals and the mean count them as days without use.`;
}
