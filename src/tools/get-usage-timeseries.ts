import * as v from "valibot";
import {
  findFirstDayNeeded,
  isCompleteAt,
  metricFacts,
  roundMetric,
  type SeriesSummary,
  summarizeSeries,
} from "../analytics/series.ts";
import { fillMissingPoints } from "../chart/chart.ts";
import { InputError } from "../domain/errors.ts";
import { resolveCompletePeriod } from "../domain/periods.ts";
import { computeChangePercent } from "../domain/ratios.ts";
import { countDays, dayOf, lastDayOf, type TimeWindow, windowOfCompleteDays } from "../domain/time.ts";
import type { SeriesPoint } from "../domain/usage.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, PageInput, SeriesPeriodInput } from "../toolkit/inputs.ts";
import { Page, pageOf } from "../toolkit/list-page.ts";
import { Figure, Source, Warnings } from "../toolkit/outputs.ts";
import { readSeries, selectPoints } from "../toolkit/series-reads.ts";
import { pointsIn, tableOf, tableWith } from "../toolkit/table.ts";

const chartTitles = {
  cost: "Cost in USD",
  requests: "Requests",
  tokens: "Tokens",
  avg_cost_per_req: "Cost per request in USD",
  success_rate: "Success rate in percent",
  latency: "Latency in ms",
} as const;

/** Half a year of days, or a week of hours. */
const pageSize = 180;

export const getUsageTimeseries = defineTool({
  name: "get_usage_timeseries",
  title: "Usage over time",
  description:
    "One metric over time with its unit: points by day or hour, total (or mean, for ratios) of the complete days, and the last complete week against the one before. Page 1 is the most recent. Hourly success_rate and latency do not exist; hourly cost only where the API states it in USD.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    metric: v.pipe(
      v.picklist(["cost", "requests", "tokens", "avg_cost_per_req", "success_rate", "latency"]),
      v.description("What to measure: USD, counts, USD per request, percent, ms"),
    ),
    granularity: v.optional(v.pipe(v.picklist(["day", "hour"]), v.description("Width of a point")), "day"),
    period: SeriesPeriodInput,
    page: PageInput,
    chart: ChartInput,
  }),
  output: v.object({
    metric: v.string(),
    unit: v.string(),
    period: v.string(),
    from: v.nullable(v.string()),
    to: v.nullable(v.string()),
    complete_points: v.number(),
    total: v.pipe(Figure, v.description("Sum of from..to; null for ratios")),
    mean: v.pipe(Figure, v.description("Per point; ratios request-weighted")),
    last_complete_week: v.object({ days: v.string(), value: Figure }),
    week_before: v.object({ days: v.string(), value: Figure }),
    week_change_percent: v.pipe(Figure, v.description("null for percentages")),
    week_change_points: v.pipe(Figure, v.description("Of percentages")),
    points: tableWith("time", "value"),
    incomplete_point: v.nullable(v.string()),
    page: Page,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { metric, granularity, period, page }) {
    if (granularity === "hour") refuseMetricWithoutHours(metric);
    const { now } = ctx;
    const { name, window, warnings } = resolveSeriesPeriod(period, now);
    const { unit = metric, kind = "sum" } = metricFacts[metric] ?? {};
    const series = await readSeries(ctx, { metric, granularity, since: findFirstDayNeeded(window) }, kind);
    const points = selectPoints(series.points, window, dayOf(now));
    const summary = summarizeSeries({
      points: series.weighting?.points ?? series.points,
      window,
      kind,
      weightOf: series.weighting?.weightOf ?? null,
    });
    const { value } = summary;
    const isSum = kind === "sum";
    // Over the days asked for, not over the points received.
    const mean = isSum && value !== null ? value / countPoints(window, granularity) : value;
    const isKnown = points.some((point) => point.value !== null);
    const shown = pageOf(isKnown ? [...points].reverse() : [], page, pageSize);
    const isComplete = isCompleteAt(now, granularity);
    return {
      metric,
      unit,
      period: name,
      from: dayOf(window.start),
      to: lastDayOf(window),
      complete_points: summary.pointCount,
      total: isSum ? roundMetric(value, unit) : null,
      mean: roundMetric(mean, unit),
      ...describeWeeks(summary, unit),
      points: tableOf([...shown.items].reverse(), {
        time: (point) => point.time,
        value: (point) => roundMetric(point.value, unit),
      }),
      incomplete_point: points.find((point) => !isComplete(point))?.time ?? null,
      page: shown.page,
      source: series.source,
      warnings: [
        ...warnings,
        ...series.warnings,
        ...warnOfGaps(points, isSum ? summary.missingDays : 0),
        ...warnOfUnknownPoints(points, metric, granularity),
      ],
    };
  },
  chart({ unit, mean, points, incomplete_point, page }, { metric, granularity }) {
    const rows = pointsIn(points, "time", "value");
    const [from = "", to = ""] = [rows[0]?.time, rows.at(-1)?.time];
    return {
      title: `${chartTitles[metric]} by ${granularity}, ${from.slice(0, 10)} to ${to.slice(0, 10)} (UTC)`,
      rows: [
        [
          {
            kind: "series",
            mark: metricFacts[metric]?.kind === "ratio" ? "line" : "bars",
            unit,
            interval: granularity,
            points: fillMissingPoints(rows, granularity, from, to),
            incompleteTime: incomplete_point,
            // The mean of all points says nothing of one page among several.
            mean: page.returned === page.total ? mean : null,
            part:
              page.total === null || page.returned === page.total
                ? null
                : { shown: page.returned, of: page.total },
          },
        ],
      ],
    };
  },
});

/** @throws InputError */
function refuseMetricWithoutHours(metric: string): void {
  if (metric !== "success_rate" && metric !== "latency") return;
  throw new InputError(
    `${metric} has no hourly figures: the hourly aggregates hold counts, tokens and cost only. Ask with granularity day. No request was sent.`,
  );
}

/** The last complete week against the one before: in points for percentages, else in percent. */
function describeWeeks({ lastWeek, weekBefore, lastWeekDays, weekBeforeDays }: SeriesSummary, unit: string) {
  const isPercentage = unit === "percent";
  return {
    last_complete_week: { days: lastWeekDays.join(".."), value: roundMetric(lastWeek, unit) },
    week_before: { days: weekBeforeDays.join(".."), value: roundMetric(weekBefore, unit) },
    week_change_percent: isPercentage ? null : computeChangePercent(weekBefore, lastWeek),
    week_change_points:
      isPercentage && lastWeek !== null && weekBefore !== null
        ? roundMetric(lastWeek - weekBefore, unit)
        : null,
  };
}

function warnOfGaps(points: readonly SeriesPoint[], missingDays: number): string[] {
  if (points.length === 0) return ["The API sent no points: unknown, not zero."];
  return missingDays === 0
    ? []
    : [`The API sent no point for ${missingDays} of the days: they count as days without use.`];
}

function warnOfUnknownPoints(
  points: readonly SeriesPoint[],
  metric: string,
  granularity: "day" | "hour",
): string[] {
  const unknown = points.filter(({ value }) => value === null).length;
  if (unknown === 0) return [];
  if (unknown < points.length) return [`${unknown} points have no ${metric} in a known unit; they are null.`];
  const advice =
    granularity === "hour"
      ? " Ask with granularity day; get_live_24h has the shares of cost of the last 24 hours."
      : "";
  return [`None of the API's ${unknown} points has ${metric} in a known unit: unknown, not zero.${advice}`];
}

/** Periods that only series have, by their days up to today, which is not complete. */
const longPeriods: ReadonlyMap<string, number> = new Map([
  ["3m", 90],
  ["6m", 180],
  ["12m", 365],
]);

const countPoints = (window: TimeWindow, granularity: "day" | "hour"): number =>
  countDays(window) * (granularity === "day" ? 1 : 24);

function resolveSeriesPeriod(period: string, now: Date) {
  const days = longPeriods.get(period.trim().toLowerCase());
  if (days === undefined) return resolveCompletePeriod(period, now, "A series over time has");
  return { name: period, window: windowOfCompleteDays(days - 1, dayOf(now)), warnings: [] };
}
