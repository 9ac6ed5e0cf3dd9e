/** A series of one metric: its unit, its complete points, and how its last week went. */

import { derivedUsd, roundUnitCost, roundUsd } from "../domain/money.ts";
import { changePercent, sumKnown } from "../domain/ratios.ts";
import { addDays, isDay, type UtcDay } from "../domain/time.ts";
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
  /** The sum of the complete points, or for a ratio their plain mean. */
  readonly value: number | null;
  readonly completePoints: number;
  readonly lastWeek: number | null;
  readonly weekBefore: number | null;
  readonly lastWeekDays: readonly [UtcDay, UtcDay];
  readonly weekBeforeDays: readonly [UtcDay, UtcDay];
  readonly weekChangePercent: number | null;
}

/** `time` starts with the day; hours of a day that is over are complete. */
export function seriesSummary(
  points: readonly SeriesPoint[],
  kind: MetricFacts["kind"],
  isComplete: (point: SeriesPoint) => boolean,
  today: UtcDay,
): SeriesSummary {
  const complete = points.filter(isComplete);
  const week = (first: UtcDay, last: UtcDay): number | null => {
    const inWeek = complete.filter(({ time }) => time.slice(0, 10) >= first && time.slice(0, 10) <= last);
    const days = new Set(inWeek.map(({ time }) => time.slice(0, 10)));
    return days.size === 7 ? aggregate(inWeek, kind) : null; // a week with a hole is no week
  };
  const lastWeekDays = [addDays(today, -7), addDays(today, -1)] as const;
  const weekBeforeDays = [addDays(today, -14), addDays(today, -8)] as const;
  const lastWeek = week(...lastWeekDays);
  const weekBefore = week(...weekBeforeDays);
  return {
    value: aggregate(complete, kind),
    completePoints: complete.length,
    lastWeek,
    weekBefore,
    lastWeekDays,
    weekBeforeDays,
    weekChangePercent: changePercent(weekBefore, lastWeek),
  };
}

/** A point is over when its day is, or its hour (`YYYY-MM-DDTHH`); a day may be written as a time stamp. */
export const isCompleteAt =
  (now: Date, granularity: "day" | "hour") =>
  ({ time }: SeriesPoint): boolean =>
    granularity === "day" || isDay(time)
      ? time.slice(0, 10) < now.toISOString().slice(0, 10)
      : time.slice(0, 13).replace(" ", "T") < now.toISOString().slice(0, 13);

function aggregate(points: readonly SeriesPoint[], kind: MetricFacts["kind"]): number | null {
  if (points.length === 0) return null;
  if (kind === "sum") return sumKnown(points.map(({ value }) => value));
  const known = points.flatMap(({ value }) => value ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Unit costs with four decimals, everything else with at most two, rounded as money is: more says nothing. */
export const roundMetric = (value: number | null, unit: string): number | null =>
  value === null
    ? null
    : unit === "USD per request"
      ? roundUnitCost(derivedUsd(value))
      : roundUsd(derivedUsd(value));
