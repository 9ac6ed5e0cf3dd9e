/** A daily series against the same weekdays before: how it varies from day to day, since when it is out, and whether it goes on. */
import type { DayUsage } from "../api/reports.ts";
import { derivedUsd, type Usd } from "../money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../time.ts";
import { thresholds } from "./anomalies.ts";
import { median, robustSpread, sum, trimmedSpread } from "./statistics.ts";

export interface DailyFinding {
  /** First day of the window that is out of the ordinary; null when no single day is. */
  readonly onset: UtcDay | null;
  readonly isGoingOn: boolean;
  readonly daysOut: number;
  /** The spread of a window's sum that follows from the spread of its days. */
  readonly windowSpread: Usd;
  /** Excess of the days that stand out even against the odd expensive day of before. */
  readonly burst: Usd;
}

const minDaySpreadShare = 0.1;
const minDaySpreadUsd = 0.05;
/** A day of a burst exceeds what only one in twenty earlier days exceeded by this factor. */
const burstFactor = 1.5;
const usualShare = 0.95;

/** `days` must cover `baseline` and `window`; a day without a row had no use. */
export function dailyFinding(
  days: readonly DayUsage[],
  window: TimeWindow,
  baseline: TimeWindow,
): DailyFinding {
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const baselineDays = daysOf(baseline);
  const usual = new Map<number, number>();
  for (const [each, same] of Map.groupBy(baselineDays, weekday))
    usual.set(each, median(same.map((day) => costOf.get(day) ?? 0)));
  const expectedOn = (day: UtcDay): number => usual.get(weekday(day)) ?? 0;
  const excessOn = (day: UtcDay): number => (costOf.get(day) ?? 0) - expectedOn(day);

  const residuals = baselineDays.map(excessOn);
  const daySpread = robustSpread(residuals);
  const rare = residuals.toSorted((a, b) => a - b)[Math.floor(usualShare * (residuals.length - 1))] ?? 0;
  const isOut = (day: UtcDay): boolean => {
    const expected = expectedOn(day);
    const spread = Math.max(daySpread, minDaySpreadShare * expected, minDaySpreadUsd);
    const excess = excessOn(day);
    return excess >= thresholds.minScore * spread && excess >= (thresholds.minExcessPercent / 100) * expected;
  };

  const windowDays = daysOf(window);
  const out = windowDays.filter(isOut);
  const lastDays = windowDays.slice(-2);
  return {
    onset: out[0] ?? null,
    isGoingOn: lastDays.some((day) => out.includes(day)),
    daysOut: out.length,
    windowSpread: derivedUsd(Math.max(daySpread, trimmedSpread(residuals)) * Math.sqrt(windowDays.length)),
    burst: derivedUsd(sum(out.map(excessOn).filter((excess) => excess >= burstFactor * rare))),
  };
}

export const weekday = (day: UtcDay): number => startOfDay(day).getUTCDay();
