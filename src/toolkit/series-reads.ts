/**
 * What is read for a series over time: its points and, for a ratio, the requests that weight its means; and which of the
 * points a window shows.
 */
import { toTimeKey, type WeightOf } from "../analytics/series.ts";
import type { TimeseriesQuery } from "../api/workspace/series.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { divideUsd } from "../domain/ratios.ts";
import {
  dayOf,
  endsYesterday,
  isInWindow,
  type TimeWindow,
  type UtcDay,
  windowOfDays,
} from "../domain/time.ts";
import type { SeriesPoint } from "../domain/usage.ts";
import type { Context } from "./context.ts";
import { trackPartialReads } from "./partial-reads.ts";

/** A series; `weighting` is null for sums, and where the requests could not be read. */
export async function readSeries(
  { api, now, progress }: Context<"manager">,
  query: TimeseriesQuery,
  kind: "sum" | "ratio",
) {
  const parts = trackPartialReads(progress);
  const series = await api.timeseries(query);
  const weighting =
    kind === "sum"
      ? null
      : await parts.read("The requests that weight its means", readRequestWeights(api, query, now));
  return { ...series, weighting, warnings: [...series.warnings, ...parts.warnings()] };
}

/** The points of the window, and today's where it follows them. */
export function selectPoints(
  points: readonly SeriesPoint[],
  window: TimeWindow,
  today: UtcDay,
): SeriesPoint[] {
  const hasToday = endsYesterday(window, today);
  return points.filter(({ time }) => {
    const day = time.slice(0, 10);
    return isInWindow(day, window) || (hasToday && day === today);
  });
}

interface Weighting {
  readonly weightOf: WeightOf;
  /** The same ratio computed from cost and requests, where the API has both: the series' own points are rounded. */
  readonly points: readonly SeriesPoint[] | null;
}

async function readRequestWeights(
  api: WorkspaceApi,
  { metric, granularity, since }: TimeseriesQuery,
  now: Date,
): Promise<Weighting> {
  // A day or an hour without a row had no request, as long as there are rows at all.
  const weighBy =
    (counts: ReadonlyMap<string, number | null>): WeightOf =>
    ({ time }) => {
      const key = toTimeKey(time, granularity);
      return counts.size > 0 && !counts.has(key) ? 0 : (counts.get(key) ?? null);
    };
  if (granularity === "hour") {
    const { points } = await api.timeseries({ metric: "requests", granularity, since });
    return {
      weightOf: weighBy(new Map(points.map(({ time, value }) => [toTimeKey(time, granularity), value]))),
      points: null,
    };
  }
  const { days } = await api.dailyCosts(windowOfDays(since, dayOf(now)));
  return {
    weightOf: weighBy(new Map(days.map(({ day, requests }) => [day, requests]))),
    points:
      metric === "avg_cost_per_req"
        ? days.map(({ day, cost, requests }) => ({ time: day, value: divideUsd(cost, requests) }))
        : null,
  };
}
