/** A daily series against the same weekdays before: how it varies from day to day, since when it is out, and whether it goes on. */
import type { DayUsage } from "../api/reports.ts";
import { derivedUsd, type Usd } from "../money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../time.ts";
import { thresholds } from "./anomalies.ts";
import { median, robustSpread } from "./statistics.ts";

export interface DailyFinding {
  /** First day of the window that is out of the ordinary; null when no single day is. */
  readonly onset: UtcDay | null;
  readonly isGoingOn: boolean;
  readonly daysOut: number;
  /** The spread of a window's sum that follows from the spread of its days. */
  readonly windowSpread: Usd;
}

const minDaySpreadShare = 0.1;
const minDaySpreadUsd = 0.05;

/** `days` must cover `baseline` and `window`; a day without a row had no use. */
export function dailyFinding(
  days: readonly DayUsage[],
  window: TimeWindow,
  baseline: TimeWindow,
): DailyFinding {
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const baselineDays = daysOf(baseline);
  const byWeekday = Map.groupBy(baselineDays, weekday);
  const expectedOn = (day: UtcDay): number =>
    median((byWeekday.get(weekday(day)) ?? []).map((earlier) => costOf.get(earlier) ?? 0)) || 0;

  const residuals = baselineDays.map((day) => (costOf.get(day) ?? 0) - expectedOn(day));
  const daySpread = robustSpread(residuals);
  const isOut = (day: UtcDay): boolean => {
    const expected = expectedOn(day);
    const excess = (costOf.get(day) ?? 0) - expected;
    const spread = Math.max(daySpread, minDaySpreadShare * expected, minDaySpreadUsd);
    return excess >= thresholds.minScore * spread && excess >= (thresholds.minExcessPercent / 100) * expected;
  };

  const windowDays = daysOf(window);
  const out = windowDays.filter(isOut);
  const lastDays = windowDays.slice(-2);
  return {
    onset: out[0] ?? null,
    isGoingOn: lastDays.some((day) => out.includes(day)),
    daysOut: out.length,
    windowSpread: derivedUsd(daySpread * Math.sqrt(windowDays.length)),
  };
}

export const weekday = (day: UtcDay): number => startOfDay(day).getUTCDay();
