import { computeDays } from "./breakdowns.ts";
import { createRequests } from "./charges.ts";
import { HOUR_MS, toDay, toTimestamp } from "./days.ts";
import { wrapWorkspace } from "./envelopes.ts";
import type { DayRange } from "./query-reader.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route } from "./route.ts";
import { computeSuccessRate, type Sum, sumOf, type Usage } from "./sums.ts";

const metrics = ["cost", "requests", "tokens", "avg_cost_per_req", "success_rate", "latency"] as const;
type Metric = (typeof metrics)[number];
const presets = ["7d", "30d", "3m", "6m", "12m", "mtd"] as const;
type Preset = (typeof presets)[number];

/** No official page confirms these two. */
export const liveRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/analytics/live-24h",
    access: "read",
    unconfirmed: "live-24h",
    query: (read) => read.integer("limit", 1, 10, 5),
    answer: answerLive24h,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/usage/timeseries",
    access: "read",
    unconfirmed: "timeseries",
    query: (read) => ({
      metric: read.oneOf("metric", metrics),
      granularity: read.oneOf("granularity", ["day", "hour"], "day"),
      preset: read.oneOf("preset", presets, "30d"),
    }),
    answer: answerTimeseries,
  }),
];

/** The collector's own columns: text, and cost in storage units, which seem to be 1e-9 USD. */
function createRawColumns(sum: Sum) {
  return {
    request_count: String(sum.requests),
    cost_sum: String(sum.costMicroUsd * 1_000),
    prompt_tokens_sum: String(sum.inputTokens),
    completion_tokens_sum: String(sum.outputTokens),
  };
}

function answerLive24h(call: Call, limit: number) {
  const { world, now } = call;
  const requests = world.requestsBetween(new Date(now.getTime() - 24 * HOUR_MS), now);
  const labels = new Map(world.masterKeys.map(({ id, label }) => [id, label]));
  const byHour = Map.groupBy(requests, ({ time }) => Math.floor(time / HOUR_MS));
  return wrapWorkspace(call, {
    summary: { ...createRawColumns(sumOf(requests)), cache_hit_count: "0" },
    topModels: listCostliest(world.groupBy("model", requests), limit).map(({ id, own, sum }) => ({
      model: id,
      provider: own[0]?.provider ?? "unknown",
      ...createRawColumns(sum),
    })),
    topKeys: listCostliest(world.groupBy("master_key", requests), limit).map(({ id, sum }) => ({
      id,
      name: labels.get(id) ?? id,
      ...createRawColumns(sum),
    })),
    hourly: [...byHour].map(([hour, own]) => ({
      bucket: toTimestamp(new Date(hour * HOUR_MS)),
      ...createRawColumns(sumOf(own)),
    })),
  });
}

function listCostliest(groups: ReadonlyMap<string, readonly Usage[]>, limit: number) {
  const rows = [...groups].map(([id, own]) => ({ id, own, sum: sumOf(own) }));
  return rows.sort((a, b) => b.sum.costMicroUsd - a.sum.costMicroUsd).slice(0, limit);
}

interface SeriesQuery {
  readonly metric: Metric;
  readonly granularity: "day" | "hour";
  readonly preset: Preset;
}

/** The answer's shape is not documented: `rows` is the documented siblings', `points` that of analytics/usage. */
function answerTimeseries(call: Call, { metric, granularity, preset }: SeriesQuery) {
  if (granularity === "hour" && (metric === "success_rate" || metric === "latency")) {
    throw refusals.hourMetric(metric);
  }
  const range = rangeOf(preset, call.now);
  const charges = call.world.chargesBetween(range.from, range.to);
  const buckets =
    granularity === "day"
      ? Map.groupBy(charges, ({ date }) => date)
      : Map.groupBy(charges.flatMap(createRequests), ({ time }) => toTimestamp(hourOf(time)));
  const sums = [...buckets]
    .map(([bucket, own]) => ({ bucket, sum: sumOf(own) }))
    .sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
  if (call.switches.timeseriesShape === "points") {
    return wrapWorkspace(call, {
      metric,
      granularity,
      period: { dateFrom: range.from, dateTo: range.to },
      series: sums.map(({ bucket, sum }) => ({ date: bucket, value: metricValues[metric](sum) })),
    });
  }
  return wrapWorkspace(call, {
    metric,
    granularity,
    window: { startDate: range.from, endDate: range.to },
    rows: sums.map(({ bucket, sum }) => ({ bucket, ...createRawColumns(sum), ...measured(metric, sum) })),
  });
}

function hourOf(time: number): Date {
  return new Date(Math.floor(time / HOUR_MS) * HOUR_MS);
}

/** Days, and for the longer presets 30 days per month. */
const presetDays = { "7d": 7, "30d": 30, "3m": 90, "6m": 180, "12m": 365 } as const;

function rangeOf(preset: Preset, now: Date): DayRange {
  return computeDays(now, preset === "mtd" ? Number(toDay(now).slice(8)) : presetDays[preset]);
}

/** USD, counts, percent and milliseconds; null where there is nothing to measure. */
const metricValues: Readonly<Record<Metric, (sum: Sum) => number | null>> = {
  cost: (sum) => sum.costUsd,
  requests: (sum) => sum.requests,
  tokens: (sum) => sum.tokens,
  avg_cost_per_req: (sum) => (sum.requests === 0 ? null : sum.costUsd / sum.requests),
  success_rate: computeSuccessRate,
  latency: (sum) => (sum.requests === 0 ? null : Math.round(sum.latencyMsSum / sum.requests)),
};

/** What cannot be derived from the raw columns. */
function measured(metric: Metric, sum: Sum) {
  if (metric === "success_rate") return { success_rate: metricValues.success_rate(sum) };
  return metric === "latency" ? { latency_ms_avg: metricValues.latency(sum) } : {};
}
