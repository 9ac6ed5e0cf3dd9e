/** How many requests stand behind each point of a ratio: what its means are weighted by. */
import { toTimeKey, type WeightOf } from "../analytics/series.ts";
import type { TimeseriesQuery } from "../api/workspace/series.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { divideUsd } from "../domain/ratios.ts";
import { dayOf, windowOfDays } from "../domain/time.ts";
import type { SeriesPoint } from "../domain/usage.ts";

interface Weighting {
  readonly weightOf: WeightOf;
  /** The same ratio from the sums themselves, where those can be had: then no rounding of a point spoils a mean. */
  readonly points: readonly SeriesPoint[] | null;
}

export async function readRequestWeights(
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
  const { days } = await api.usage(windowOfDays(since, dayOf(now)));
  return {
    weightOf: weighBy(new Map(days.map(({ day, requests }) => [day, requests]))),
    points:
      metric === "avg_cost_per_req"
        ? days.map(({ day, cost, requests }) => ({ time: day, value: divideUsd(cost, requests) }))
        : null,
  };
}
