/** What the routes of series over time answer: points of one metric, and sparklines. */

import * as v from "valibot";
import { fields } from "../http/fields.ts";
import { isJsonObject } from "../http/json-object.ts";
import { Day, Numeric, optional, rowsOf, Text } from "../http/wire.ts";

export type SeriesMetric = "cost" | "requests" | "tokens" | "avg_cost_per_req" | "success_rate" | "latency";

/** The names of the member that holds a metric's value. Raw cost sums are not in dollars, and are left out. */
const metricNames: Readonly<Record<SeriesMetric, readonly string[]>> = {
  cost: ["cost", "costUsd", "totalCost", "spend"],
  requests: ["requests", "requestCount", "totalRequests"],
  tokens: ["tokens", "totalTokens", "tokenCount"],
  avg_cost_per_req: ["avgCostPerReq", "avgCostPerRequest", "costPerRequest"],
  success_rate: ["successRate"],
  latency: ["latency", "latencyMs", "avgLatencyMs", "latencyMsAvg", "avgLatency"],
};

export const timeseriesResponse = (metric: SeriesMetric) =>
  rowsOf(
    fields(
      { time: Text, value: optional(Numeric) },
      { time: ["bucket", "date", "timestamp", "hour", "day"], value: metricNames[metric] },
    ),
    ["rows", "series", "points", "data", "items", "timeseries", "buckets"],
  );

/** A point of a sparkline: a number, or a day or bucket with a value. */
const SparklinePoint = v.union([
  v.pipe(
    Numeric,
    v.transform((value) => ({ day: null, value })),
  ),
  fields(
    { day: v.fallback(optional(Day), null), value: Numeric },
    { day: ["date", "bucket"], value: ["cost", "requests", "tokens", "spend", "count"] },
  ),
]);

export const SparklinesResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload) => {
    const inner = ["sparklines", "metrics", "series"].map((name) => payload[name]).find(isJsonObject);
    const lists = inner ?? payload;
    return Object.entries(lists)
      .filter(([, points]) => Array.isArray(points))
      .map(([name, points]) => {
        const checked = v.safeParse(v.array(SparklinePoint), points);
        return { metric: v.parse(Text, name), points: checked.success ? checked.output : null };
      });
  }),
);
