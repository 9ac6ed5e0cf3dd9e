/** A series of one metric: its unit, its complete points, and how its last week went. */

import { roundTo } from "../domain/money.ts";
import { sumNumbers } from "../domain/sums.ts";
import { addDays, dayOf, daysOf, isDay, lastDayOf, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { SeriesPoint } from "../domain/usage.ts";

interface MetricFacts {
  readonly unit: string;
  /** Points of a sum add up; points of a ratio can only be averaged. */
  readonly kind: "sum" | "ratio";
}

/** Units as documented for the collector behind the API: USD floats, percent 0–100, milliseconds. */
export const metricFacts: Readonly<Record<string, MetricFacts>> = {
  cost: { unit: "USD", kind: "sum" },
  spend: { unit: "USD", kind: "sum" },
  requests: { unit: "requests", kind: "sum" },
  tokens: { unit: "tokens", kind: "sum" },
  avg_cost_per_req: { unit: "USD per request", kind: "ratio" },
  success_rate: { unit: "percent", kind: "ratio" },
  success: { unit: "percent", kind: "ratio" },
  latency: { unit: "ms", kind: "ratio" },
};

export interface SeriesSummary {
  /** The sum over the window, or for a ratio the mean weighted by requests; null when some part is unknown. */
  readonly value: number | null;
  readonly pointCount: number;
  /** Days of the window without a point. */
  readonly missingDays: number;
  readonly lastWeek: number | null;
  readonly weekBefore: number | null;
  readonly lastWeekDays: readonly [UtcDay, UtcDay];
  readonly weekBeforeDays: readonly [UtcDay, UtcDay];
}

/** How many requests stand behind a point; null when that is unknown. */
export type WeightOf = (point: SeriesPoint) => number | null;

/** What is summed, or averaged by weight, over the window and over each of the two weeks up to its end. */
export interface SeriesQuestion {
  readonly points: readonly SeriesPoint[];
  readonly window: TimeWindow;
  readonly kind: MetricFacts["kind"];
  /** null: the requests behind the points are unknown, so every mean is null. */
  readonly weightOf: WeightOf | null;
}

/** The window is of whole days, and the `time` of each point begins with its day. */
export function summarizeSeries({ points, window, kind, weightOf }: SeriesQuestion): SeriesSummary {
  const pointsBetween = (first: UtcDay, last: UtcDay): readonly SeriesPoint[] =>
    points.filter(({ time }) => time.slice(0, 10) >= first && time.slice(0, 10) <= last);
  const aggregate = (some: readonly SeriesPoint[]): number | null =>
    kind === "sum" ? sumPoints(some) : weightOf && averagePoints(some, weightOf);
  const aggregateWeek = (first: UtcDay, last: UtcDay): number | null => {
    const inWeek = pointsBetween(first, last);
    const days = new Set(inWeek.map(({ time }) => time.slice(0, 10)));
    return days.size === 7 ? aggregate(inWeek) : null; // a week with a hole is no week
  };
  const [first, last] = [dayOf(window.start), lastDayOf(window)];
  const lastWeekDays = [addDays(last, -6), last] as const;
  const weekBeforeDays = [addDays(last, -13), addDays(last, -7)] as const;
  const inWindow = pointsBetween(first, last);
  return {
    value: aggregate(inWindow),
    pointCount: inWindow.length,
    missingDays: daysOf(window).length - new Set(inWindow.map(({ time }) => time.slice(0, 10))).size,
    lastWeek: aggregateWeek(...lastWeekDays),
    weekBefore: aggregateWeek(...weekBeforeDays),
    lastWeekDays,
    weekBeforeDays,
  };
}

/** The first day of which a summary needs points. */
export const findFirstDayNeeded = (window: TimeWindow): UtcDay => {
  const [first, twoWeeksBack] = [dayOf(window.start), addDays(lastDayOf(window), -13)];
  return first < twoWeeksBack ? first : twoWeeksBack;
};

/** A point's time in one spelling: the day, or the hour. */
export const toTimeKey = (time: string, granularity: "day" | "hour"): string =>
  granularity === "day" ? time.slice(0, 10) : time.slice(0, 13).replace(" ", "T");

/** A point is over when its day is, or its hour (`YYYY-MM-DDTHH`); a day may be written as a time stamp. */
export const isCompleteAt =
  (now: Date, granularity: "day" | "hour") =>
  ({ time }: SeriesPoint): boolean =>
    granularity === "day" || isDay(time)
      ? time.slice(0, 10) < dayOf(now)
      : toTimeKey(time, "hour") < toTimeKey(now.toISOString(), "hour");

const sumPoints = (points: readonly SeriesPoint[]): number | null =>
  points.length === 0 ? null : sumNumbers(points.map(({ value }) => value));

/** The mean weighted by requests, which is the ratio of the sums. */
export function averagePoints(points: readonly SeriesPoint[], weightOf: WeightOf): number | null {
  let [sum, totalWeight] = [0, 0];
  for (const point of points) {
    const weight = weightOf(point);
    if (weight === 0) continue;
    if (weight === null || point.value === null) return null;
    sum += point.value * weight;
    totalWeight += weight;
  }
  return totalWeight === 0 ? null : sum / totalWeight;
}

/** Unit costs with four decimals, everything else with at most two: more would say nothing. Rounded as money is. */
export const roundMetric = (value: number | null, unit: string): number | null =>
  roundTo(value, unit === "USD per request" ? 4 : 2);
