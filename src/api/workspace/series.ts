/** Series over time of a workspace: of one metric by day or hour, and the sparklines of several. */

import { ApiError, InputError } from "../../domain/errors.ts";
import { divideUsd } from "../../domain/ratios.ts";
import { sumNumbers } from "../../domain/sums.ts";
import { addDays, daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../../domain/time.ts";
import type { DayUsage, SeriesPoint, Sparklines, Timeseries } from "../../domain/usage.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { ignoreMissing, nameAlternative } from "./missing-routes.ts";
import { type SeriesMetric, SparklinesResponse, timeseriesResponse } from "./series-responses.ts";
import type { WorkspaceUsage } from "./usage.ts";

export interface TimeseriesQuery {
  readonly metric: SeriesMetric;
  readonly granularity: "day" | "hour";
  /** The first day that is needed; the points go on to today. */
  readonly since: UtcDay;
}

const routes = {
  timeseries: path`/api/v1/analytics/usage/timeseries`,
  sparklines: path`/api/v1/analytics/sparklines`,
} as const;

/** The spans that the route offers, by their number of days up to today. */
const presets = [
  { preset: "7d", days: 7 },
  { preset: "30d", days: 30 },
  { preset: "3m", days: 90 },
  { preset: "6m", days: 180 },
  { preset: "12m", days: 365 },
] as const;

/** The metrics that can be computed from a day's usage. */
const derivedFromUsage: { readonly [M in SeriesMetric]?: (day: DayUsage) => number | null } = {
  cost: ({ cost }) => cost,
  requests: ({ requests }) => requests,
  tokens: ({ tokens }) => tokens,
  avg_cost_per_req: ({ cost, requests }) => divideUsd(cost, requests),
};

/** What can be asked instead where the route is missing. */
const dailyAlternative = "get_usage_timeseries by day with metric cost, requests, tokens or avg_cost_per_req";

/**
 * From the time series route. Where that is missing, does not reach back to `since`, or has no value in a known unit, from
 * daily usage, which has the same figures in documented units for days, but neither hours nor success rate nor latency.
 */
export async function readTimeseries(
  request: SendRequest,
  { metric, granularity, since }: TimeseriesQuery,
  dailyCosts: WorkspaceUsage["dailyCosts"],
  today: UtcDay,
): Promise<Timeseries> {
  const derive = granularity === "day" ? derivedFromUsage[metric] : undefined;
  const preset = presets.find(({ days }) => addDays(today, 1 - days) <= since)?.preset;
  if (preset === undefined && derive === undefined) {
    throw new InputError(
      `The API's series of ${metric} by ${granularity} reach back 12 months, not to ${since}. No request was sent.`,
    );
  }
  const ask = (): Promise<SeriesPoint[]> =>
    request(routes.timeseries, timeseriesResponse(metric), { query: { metric, granularity, preset } });
  let points: readonly SeriesPoint[] | undefined;
  if (derive === undefined) points = await nameAlternative(ask(), dailyAlternative);
  else if (preset !== undefined) points = await ignoreMissing(ask());
  if (points !== undefined && (derive === undefined || points.some(({ value }) => value !== null))) {
    const wanted = points.filter(({ time }) => time.slice(0, 10) >= since);
    return { ...mergePoints(wanted, metric), source: sourceOf(routes.timeseries) };
  }
  const { days, source, warnings } = await dailyCosts(windowOfDays(since, today));
  return {
    points: days.map((day) => ({ time: day.day, value: derive?.(day) ?? null })),
    source,
    warnings,
  };
}

const additiveMetrics: ReadonlySet<SeriesMetric> = new Set(["cost", "requests", "tokens"]);

/** Oldest first, one point for each time: counts of the same time are added up, a ratio that comes twice is unknown. */
function mergePoints(
  received: readonly SeriesPoint[],
  metric: SeriesMetric,
): { readonly points: readonly SeriesPoint[]; readonly warnings: readonly string[] } {
  const points = [...Map.groupBy(received, ({ time }) => time)].map(([time, same]) => ({
    time,
    value:
      same.length > 1 && !additiveMetrics.has(metric) ? null : sumNumbers(same.map(({ value }) => value)),
  }));
  const repeated = received.length - points.length;
  return {
    points: points.sort((a, b) => a.time.localeCompare(b.time)),
    warnings:
      repeated === 0
        ? []
        : [
            `The API sent ${repeated} more points than there are times: ${additiveMetrics.has(metric) ? "points of one time were added up" : "a time with several points is unknown"}.`,
          ],
  };
}

/** As documented; the last of them is today. */
const sparklineDays = 7;

export async function readSparklines(
  request: SendRequest,
  metrics: string,
  today: UtcDay,
): Promise<Sparklines> {
  const answer = await nameAcceptableMetrics(
    request(routes.sparklines, SparklinesResponse, { query: { metrics } }),
  );
  const unreadable = answer.filter(({ points }) => points === null).map(({ metric }) => metric);
  const window = windowOfDays(addDays(today, 1 - sparklineDays), today);
  return {
    window,
    series: answer.flatMap(({ metric, points }) =>
      points === null ? [] : [{ metric, values: placePoints(points, window) }],
    ),
    source: sourceOf(routes.sparklines),
    warnings:
      unreadable.length === 0
        ? []
        : [`Left out because their points are not numbers: ${unreadable.join(", ")}.`],
  };
}

/** @throws ApiError that names the documented metrics where the API refused those that were asked for */
async function nameAcceptableMetrics<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "invalid_request")) throw error;
    const acceptable =
      "Known metrics are spend, requests, tokens, success and latency; all gives what the deployment has.";
    throw new ApiError(error.kind, { ...error.facts, acceptable });
  }
}

/** The values of the days up to today: where points have dates, one for each day; otherwise the last seven at most. */
function placePoints(
  points: readonly { readonly day: UtcDay | null; readonly value: number }[],
  window: TimeWindow,
): (number | null)[] {
  const byDay = new Map(points.flatMap(({ day, value }) => (day === null ? [] : [[day, value]])));
  if (byDay.size === 0) return points.slice(-sparklineDays).map(({ value }) => value);
  return daysOf(window).map((day) => byDay.get(day) ?? null);
}
