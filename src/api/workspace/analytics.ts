/** The dashboard endpoints of a workspace: overview, budget status, the last 24 hours, series over time. */

import type * as v from "valibot";
import { ApiError, InputError } from "../../domain/errors.ts";
import { divideUsd } from "../../domain/ratios.ts";
import type { Sourced } from "../../domain/sourced.ts";
import { sumKnown } from "../../domain/sums.ts";
import {
  addDays,
  cutAfterToday,
  dayOf,
  daysOf,
  type TimeWindow,
  type UtcDay,
  windowOfDays,
} from "../../domain/time.ts";
import type {
  DayUsage,
  Live24h,
  LiveRow,
  Overview,
  Scalars,
  SeriesPoint,
  Sparklines,
  Timeseries,
} from "../../domain/usage.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { usdOf } from "../http/wire.ts";
import {
  Live24hResponse,
  OverviewResponse,
  ScalarsResponse,
  type SeriesMetric,
  SparklinesResponse,
  timeseriesResponse,
} from "./analytics-responses.ts";
import type { WorkspaceUsage } from "./usage.ts";

export interface TimeseriesQuery {
  readonly metric: SeriesMetric;
  readonly granularity: "day" | "hour";
  /** The first day that is needed; the points go on to today. */
  readonly since: UtcDay;
}

/** As documented; today is the last of them. */
const sparklineDays = 7;

const routes = {
  overview: path`/api/v1/analytics/overview`,
  budgetStatus: path`/api/v1/analytics/budget-status`,
  live24h: path`/api/v1/analytics/live-24h`,
  timeseries: path`/api/v1/analytics/usage/timeseries`,
  sparklines: path`/api/v1/analytics/sparklines`,
} as const;

/** The route knows only presets, by the number of days up to today. */
const presets = [
  { preset: "7d", days: 7 },
  { preset: "30d", days: 30 },
  { preset: "3m", days: 90 },
  { preset: "6m", days: 180 },
  { preset: "12m", days: 365 },
] as const;

/** The metrics that a day's usage holds. */
const derivedFromUsage: { readonly [M in SeriesMetric]?: (day: DayUsage) => number | null } = {
  cost: ({ cost }) => cost,
  requests: ({ requests }) => requests,
  tokens: ({ tokens }) => tokens,
  avg_cost_per_req: ({ cost, requests }) => divideUsd(cost, requests),
};

export type WorkspaceAnalytics = ReturnType<typeof createWorkspaceAnalytics>;

export function createWorkspaceAnalytics(request: SendRequest, now: Date, { usage }: WorkspaceUsage) {
  const today = dayOf(now);

  return {
    overview: (): Promise<Overview> => readOverview(request, today),

    /** The budget status as the API states it; its members are not documented. */
    async budgetStatus(): Promise<Sourced & { readonly reported: Scalars }> {
      const reported = await request(routes.budgetStatus, ScalarsResponse);
      return { reported, source: sourceOf(routes.budgetStatus), warnings: [] };
    },

    live24h: (limit: number): Promise<Live24h> => readLive24h(request, limit),

    timeseries: (query: TimeseriesQuery): Promise<Timeseries> => readTimeseries(request, query, usage, today),

    sparklines: (metrics: string): Promise<Sparklines> => readSparklines(request, metrics, today),
  };
}

async function readOverview(request: SendRequest, today: UtcDay): Promise<Overview> {
  const answer = await request(routes.overview, OverviewResponse);
  const { agents, members, departments, virtualKeys, masterKeys } = answer;
  return {
    window: cutAfterToday(answer.period, today),
    cost: usdOf(answer.totalCost, answer.totalCostCents),
    requests: answer.totalRequests,
    tokens: answer.totalTokens,
    successRatePercent: answer.successRate,
    counts: { agents, members, departments, virtualKeys, masterKeys },
    source: sourceOf(routes.overview),
    warnings: [],
  };
}

async function readLive24h(request: SendRequest, limit: number): Promise<Live24h> {
  const answer = await nameAlternative(
    request(routes.live24h, Live24hResponse, { query: { limit } }),
    "get_daily_costs with period 24h",
  );
  const { summary } = answer;
  return {
    requests: summary.requestCount,
    inputTokens: summary.promptTokensSum,
    outputTokens: summary.completionTokensSum,
    cacheHits: summary.cacheHitCount,
    cacheMisses: summary.cacheMissCount,
    lastEventAt: summary.lastEventAt,
    rawCost: summary.costSum,
    topModels: toLiveRows(answer.topModels).slice(0, limit),
    topKeys: toLiveRows(answer.topKeys).slice(0, limit),
    source: sourceOf(routes.live24h),
    warnings: [],
  };
}

const toLiveRows = (panel: v.InferOutput<typeof Live24hResponse>["topModels"]): LiveRow[] =>
  (panel ?? []).map(({ name, provider, requestCount, costSum }) => ({
    name,
    provider,
    requests: requestCount,
    rawCost: costSum,
  }));

/**
 * By the time series route; where that is missing, or has no value in a known unit, from daily usage, which has the same
 * figures in documented units for days, but neither hours nor success rate nor latency.
 */
async function readTimeseries(
  request: SendRequest,
  { metric, granularity, since }: TimeseriesQuery,
  usage: WorkspaceUsage["usage"],
  today: UtcDay,
): Promise<Timeseries> {
  const derive = granularity === "day" ? derivedFromUsage[metric] : undefined;
  const preset = presets.find(({ days }) => addDays(today, 1 - days) <= since)?.preset;
  if (preset === undefined && derive === undefined) {
    throw new InputError(
      `The API's series of ${metric} by ${granularity} reach back 12 months, not to ${since}. No request was sent.`,
    );
  }
  const answer =
    preset &&
    request(routes.timeseries, timeseriesResponse(metric), { query: { metric, granularity, preset } });
  const points = await (derive === undefined && answer !== undefined
    ? nameAlternative(
        answer,
        "get_usage_timeseries by day with metric cost, requests, tokens or avg_cost_per_req",
      )
    : answer && ignoreMissing(answer));
  if (points !== undefined && (derive === undefined || points.some(({ value }) => value !== null))) {
    return {
      ...mergePoints(
        points.filter(({ time }) => time.slice(0, 10) >= since),
        metric,
      ),
      source: sourceOf(routes.timeseries),
    };
  }
  const { days, source, warnings } = await usage(windowOfDays(since, today));
  return {
    points: days.map((day) => ({ time: day.day, value: derive?.(day) ?? null })),
    source,
    warnings,
  };
}

async function readSparklines(request: SendRequest, metrics: string, today: UtcDay): Promise<Sparklines> {
  const answer = await nameMetrics(request(routes.sparklines, SparklinesResponse, { query: { metrics } }));
  const unreadable = answer.filter(({ points }) => points === null).map(({ metric }) => metric);
  const days = windowOfDays(addDays(today, 1 - sparklineDays), today);
  return {
    days,
    series: answer.flatMap(({ metric, points }) =>
      points === null ? [] : [{ metric, values: placePoints(points, days) }],
    ),
    source: sourceOf(routes.sparklines),
    warnings:
      unreadable.length === 0
        ? []
        : [`Left out because their points are not numbers: ${unreadable.join(", ")}.`],
  };
}

const additiveMetrics: ReadonlySet<SeriesMetric> = new Set(["cost", "requests", "tokens"]);

/** Oldest first, one point a time: what counts is added up, and of two ratios none is taken. */
function mergePoints(
  received: readonly SeriesPoint[],
  metric: SeriesMetric,
): { readonly points: readonly SeriesPoint[]; readonly warnings: readonly string[] } {
  const points = [...Map.groupBy(received, ({ time }) => time)].map(([time, same]) => ({
    time,
    value: same.length > 1 && !additiveMetrics.has(metric) ? null : sumKnown(same.map(({ value }) => value)),
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

/** Points with dates take their days' places; those without end today. */
function placePoints(
  points: readonly { readonly day: UtcDay | null; readonly value: number }[],
  days: TimeWindow,
): (number | null)[] {
  const byDay = new Map(points.flatMap(({ day, value }) => (day === null ? [] : [[day, value]])));
  if (byDay.size === 0) return points.slice(-sparklineDays).map(({ value }) => value);
  return daysOf(days).map((day) => byDay.get(day) ?? null);
}

/** A 404 of a route that no document confirms means that this deployment lacks it; the error then names `alternative`. */
async function nameAlternative<T>(answer: Promise<T>, alternative: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "not_found")) throw error;
    throw new ApiError("not_found", { ...error.facts, alternative });
  }
}

/** What a deployment has is not documented beyond these names. */
async function nameMetrics<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "invalid_request")) throw error;
    const acceptable =
      "Known metrics are spend, requests, tokens, success and latency; all gives what the deployment has.";
    throw new ApiError(error.kind, { ...error.facts, acceptable });
  }
}

async function ignoreMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return undefined;
    throw error;
  }
}
