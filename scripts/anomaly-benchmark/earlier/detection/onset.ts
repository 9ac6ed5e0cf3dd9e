/** A daily series against the same weekdays before: how it varies, since when it is out, and whether it goes on. */

import { median, quantile, robustSpread, sum, sumRuns } from "../../../../src/analytics/statistics.ts";
import { asDerivedUsd, type Usd } from "../../../../src/domain/money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../../../../src/domain/time.ts";
import type { DayUsage } from "../../../../src/domain/usage.ts";
import { thresholds } from "./anomalies.ts";

export interface DailyFinding {
  /** First day of the window that is out of the ordinary; null when no single day is. */
  readonly onset: UtcDay | null;
  readonly isGoingOn: boolean;
  readonly daysOut: number;
  /** How far the sum of such a window lies from what is expected, upwards and downwards, when nothing happens. */
  readonly spreadAbove: Usd;
  readonly spreadBelow: Usd;
  /** Excess of the days that are out. */
  readonly burst: Usd;
  /** Whether the week with most of it stands out among the weeks before. */
  readonly isBurst: boolean;
}

const minDaySpreadShare = 0.1;
const minDaySpreadUsd = 0.05;
/** A week holds every weekday once, so that sums over a week vary by what happens and not by the calendar. */
const week = 7;
/**
 * The fifth of the weeks before that lies farthest out is not asked how weeks vary: an incident of a week, which touches
 * twice as many, fits into it.
 */
const usualShare = 0.8;
/** How many standard deviations of a normal distribution lie between its middle and that share. */
const usualSigmas = 0.8416;
/** What is expected is itself the middle of four windows, which varies too. */
const ofExpectation = Math.sqrt(1 + Math.PI / 2 / 4);
/** A burst is at least this many times the largest of the weeks before, one incident of a week aside. */
const burstFactor = 2;

/**
 * @param days of the window and of everything known before it; a day without a row had no use
 * @param baseline what the days of the window are held against
 */
export function examineDays(
  days: readonly DayUsage[],
  window: TimeWindow,
  baseline: TimeWindow,
): DailyFinding {
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const baselineDays = daysOf(baseline);
  const usual = new Map<number, number>();
  for (const [each, same] of Map.groupBy(baselineDays, weekdayOf))
    usual.set(each, median(same.map((day) => costOf.get(day) ?? 0)));
  const expectedOn = (day: UtcDay): number => usual.get(weekdayOf(day)) ?? 0;
  const excessOn = (day: UtcDay): number => (costOf.get(day) ?? 0) - expectedOn(day);
  const daySpread = robustSpread(baselineDays.map(excessOn));
  const isOut = (day: UtcDay): boolean => {
    const expected = expectedOn(day);
    const spread = Math.max(daySpread, minDaySpreadShare * expected, minDaySpreadUsd);
    const excess = excessOn(day);
    return excess >= thresholds.minScore * spread && excess >= (thresholds.minExcessPercent / 100) * expected;
  };
  const weeksOf = (figure: (day: UtcDay) => number, some: readonly UtcDay[]): number[] =>
    sumRuns(some.map(figure), week);
  const burstOn = (day: UtcDay): number => (isOut(day) ? excessOn(day) : 0);

  const windowDays = daysOf(window);
  const [first = ""] = windowDays;
  const earlier = listDaysBefore(first, costOf);
  const weeks = weeksOf((day) => costOf.get(day) ?? 0, earlier);
  const middle = median(weeks);
  const weekSpread = (distance: number): number =>
    ofExpectation * Math.max(daySpread * Math.sqrt(week), (distance || 0) / usualSigmas);
  const above = weekSpread(quantile(weeks, usualShare) - middle);
  const below = weekSpread(middle - quantile(weeks, 1 - usualShare));
  const perWindow = Math.sqrt(windowDays.length / week);
  const out = windowDays.filter(isOut);
  return {
    onset: out[0] ?? null,
    isGoingOn: windowDays.slice(-2).some((day) => out.includes(day)),
    daysOut: out.length,
    spreadAbove: asDerivedUsd(above * perWindow),
    spreadBelow: asDerivedUsd(below * perWindow),
    burst: asDerivedUsd(sum(out.map(excessOn))),
    isBurst:
      Math.max(0, ...weeksOf(burstOn, windowDays)) >=
      Math.max(
        thresholds.minScore * above,
        (thresholds.minExcessPercent / 100) * sum([...usual.values()]),
        burstFactor * findSecondHighest(weeksOf(burstOn, earlier)),
      ),
  };
}

/** The highest of running sums over weeks that shares no day with the very highest. */
function findSecondHighest(weeks: readonly number[]): number {
  const top = weeks.indexOf(Math.max(...weeks));
  return Math.max(0, ...weeks.filter((_, index) => Math.abs(index - top) >= week));
}

/** Every day from the first one known to the one before `first`. */
function listDaysBefore(first: UtcDay, costOf: ReadonlyMap<UtcDay, number>): UtcDay[] {
  const known = [...costOf.keys()].filter((day) => day < first).sort();
  const [start] = known;
  if (start === undefined) return [];
  return daysOf({ start: startOfDay(start), end: startOfDay(first) });
}

export const weekdayOf = (day: UtcDay): number => startOfDay(day).getUTCDay();
