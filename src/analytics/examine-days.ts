/** Daily costs compared with the same weekdays before: how they vary, and which days stand out, since when and until when. */

import { asDerivedUsd, type Usd } from "../domain/money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { thresholds } from "./anomalies.ts";
import { median, quantile, robustSpread, sum, sumRuns } from "./statistics.ts";
import { type DayRun, findDayRun } from "./surge.ts";
import { type DailyTide, noTide } from "./tide.ts";
import { mapCosts } from "./usage.ts";

/** What the days of an entity show, whether or not one of them is out of the ordinary. */
export interface ExaminedDays {
  /** The first day of the window that is out of the ordinary; null when no single day is. */
  readonly onset: UtcDay | null;
  readonly isGoingOn: boolean;
  readonly daysOut: number;
  /** The excess from the onset to the last day that is out of the ordinary: in all, and per day. */
  readonly excessSince: Usd | null;
  readonly excessADay: Usd | null;
  /** How far windows of this length usually fall below what is expected of them, as a standard deviation. */
  readonly spreadBelow: Usd;
  /** The days in a row of the window that stand out most upwards. */
  readonly surge: DayRun | null;
  /** The days in a row that stand out most downwards, of the window and of the week before it. */
  readonly slump: DayRun | null;
  /** Surge and slump without what everybody else did on these days. */
  readonly surgeInTide: DayRun | null;
  readonly slumpInTide: DayRun | null;
}

const minDaySpreadShare = 0.1;
const minDaySpreadUsd = 0.05;
/** A week holds every weekday once, so that sums over a week vary by what happens and not by the calendar. */
const weekDays = 7;
/**
 * How far weeks fall is measured without the lowest fifth of the weeks before. A week is counted from every day, so that
 * one incident lowers a dozen of them; that fifth has room for these.
 */
const usualShare = 0.8;
/** How many standard deviations of a normal distribution lie between its middle and that share. */
const usualSigmas = 0.8416;
/** The expectation varies too: it is the median of four windows. */
const expectationFactor = Math.sqrt(1 + Math.PI / 2 / 4);

/**
 * @param days of the window and of everything known before it; a day without a row had no use
 * @param baseline what the days of the window are compared with
 * @param tide what everybody else did on a day
 */
export function examineDays(
  days: readonly DayUsage[],
  window: TimeWindow,
  baseline: TimeWindow,
  tide: DailyTide = noTide,
): ExaminedDays {
  const costByDay = mapCosts(days);
  const costOn = (day: UtcDay): number => costByDay.get(day) ?? 0;
  const windowDays = daysOf(window);
  const earlier = listDaysBefore(windowDays[0] ?? "", costByDay);
  const all = [...earlier, ...windowDays];
  const series = all.map(costOn);
  const outliers = findOutliers(windowDays, daysOf(baseline), costOn);
  const tides = tide === noTide ? [] : all.map(tide);
  const rising = tides.map((each) => each.rising);
  const falling = tides.map((each) => each.falling);
  const weekBefore = earlier.length - weekDays;
  return {
    onset: outliers.days[0] ?? null,
    isGoingOn: windowDays.slice(-2).some((day) => outliers.days.includes(day)),
    daysOut: outliers.days.length,
    excessSince: outliers.excessSince,
    excessADay: outliers.excessADay,
    spreadBelow: asDerivedUsd(
      estimateSpreadBelow(earlier.map(costOn), outliers.daySpread) * Math.sqrt(windowDays.length / weekDays),
    ),
    surge: findDayRun(series, earlier.length, "rise"),
    surgeInTide: findDayRun(series, earlier.length, "rise", rising),
    slump: findDayRun(series, weekBefore, "drop"),
    slumpInTide: findDayRun(series, weekBefore, "drop", falling),
  };
}

interface Outliers extends Pick<ExaminedDays, "excessSince" | "excessADay"> {
  readonly days: readonly UtcDay[];
  readonly daySpread: number;
}

/** The days of the window that are out of the ordinary by themselves, and how much a day of the baseline varies. */
function findOutliers(
  windowDays: readonly UtcDay[],
  baselineDays: readonly UtcDay[],
  costOn: (day: UtcDay) => number,
): Outliers {
  const usual = new Map<number, number>();
  for (const [weekday, same] of Map.groupBy(baselineDays, weekdayOf))
    usual.set(weekday, median(same.map(costOn)));
  const expectedOn = (day: UtcDay): number => usual.get(weekdayOf(day)) ?? 0;
  const excessOn = (day: UtcDay): number => costOn(day) - expectedOn(day);
  const daySpread = robustSpread(baselineDays.map(excessOn));
  const days = windowDays.filter((day) => {
    const expected = expectedOn(day);
    const spread = Math.max(daySpread, minDaySpreadShare * expected, minDaySpreadUsd);
    const excess = excessOn(day);
    return excess >= thresholds.minScore * spread && excess >= (thresholds.minExcessPercent / 100) * expected;
  });
  const [onset, last] = [days[0], days.at(-1)];
  const between =
    onset === undefined || last === undefined ? [] : windowDays.filter((day) => onset <= day && day <= last);
  const excess = sum(between.map(excessOn));
  return {
    days,
    daySpread,
    excessSince: between.length === 0 ? null : asDerivedUsd(excess),
    excessADay: between.length === 0 ? null : asDerivedUsd(excess / between.length),
  };
}

function estimateSpreadBelow(earlier: readonly number[], daySpread: number): number {
  const weeks = sumRuns(earlier, weekDays);
  const distance = median(weeks) - quantile(weeks, 1 - usualShare);
  return expectationFactor * Math.max(daySpread * Math.sqrt(weekDays), (distance || 0) / usualSigmas);
}

/** Every day from the first one known to the one before `first`. */
function listDaysBefore(first: UtcDay, costByDay: ReadonlyMap<UtcDay, number>): UtcDay[] {
  const known = [...costByDay.keys()].filter((day) => day < first).sort();
  const [start] = known;
  if (start === undefined) return [];
  return daysOf({ start: startOfDay(start), end: startOfDay(first) });
}

const weekdayOf = (day: UtcDay): number => startOfDay(day).getUTCDay();
