import * as v from "valibot";
import { isCompleteAt, metricFacts, roundMetric, seriesSummary } from "../analytics/series.ts";
import { everyPoint } from "../chart/chart.ts";
import { InputError } from "../domain/errors.ts";
import { dayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, PageInput } from "../toolkit/inputs.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";
import { figuresIn, Page, pageOf, Table, tableOf, wordsIn } from "../toolkit/table.ts";

const Figure = v.nullable(v.number());

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

const allUnknown = (points: number, metric: string, granularity: "day" | "hour"): string =>
  `None of the API's ${points} points has ${metric} in a known unit: unknown, not zero.${
    granularity === "hour"
      ? " Ask with granularity day; get_live_24h has the shares of cost of the last 24 hours."
      : ""
  }`;

export const getUsageTimeseries = defineTool({
  name: "get_usage_timeseries",
  title: "Usage over time",
  description:
    "One metric over time with its unit: points by day or hour, total (or mean, for ratios) of the complete points, and the last complete week against the one before. Page 1 is the most recent. Hourly success_rate and latency do not exist; hourly cost only where the API states it in USD.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    metric: v.pipe(
      v.picklist(["cost", "requests", "tokens", "avg_cost_per_req", "success_rate", "latency"]),
      v.description("What to measure: USD, counts, USD per request, percent, ms"),
    ),
    granularity: v.optional(v.pipe(v.picklist(["day", "hour"]), v.description("Width of a point")), "day"),
    period: v.optional(
      v.pipe(
        v.picklist(["7d", "30d", "3m", "6m", "12m"]),
        v.description("Reporting window, ending today (UTC)"),
      ),
      "30d",
    ),
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
    total: v.pipe(Figure, v.description("Of complete points; null for ratios")),
    mean: v.pipe(Figure, v.description("Of complete points; unweighted for ratios")),
    last_complete_week: v.object({ days: v.string(), value: Figure }),
    week_before: v.object({ days: v.string(), value: Figure }),
    week_change_percent: Figure,
    points: Table,
    incomplete_point: v.nullable(v.string()),
    page: Page,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { metric, granularity, period, page }) {
    if (granularity === "hour" && (metric === "success_rate" || metric === "latency")) {
      throw new InputError(
        `${metric} has no hourly figures: the hourly aggregates hold counts, tokens and cost only. Ask with granularity day. No request was sent.`,
      );
    }
    const series = await api.timeseries({ metric, granularity, period });
    const { unit = metric, kind = "sum" } = metricFacts[metric] ?? {};
    const isComplete = isCompleteAt(now, granularity);
    const summary = seriesSummary(series.points, kind, isComplete, dayOf(now));
    const { value, completePoints } = summary;
    const isSum = kind === "sum";
    const mean =
      isSum && value !== null && completePoints > 0 ? value / completePoints : isSum ? null : value;
    const unknown = series.points.filter((point) => point.value === null).length;
    const isKnown = unknown < series.points.length;
    const shown = pageOf(isKnown ? [...series.points].reverse() : [], page, pageSize);
    return {
      metric,
      unit,
      period,
      from: series.points[0]?.time ?? null,
      to: series.points.at(-1)?.time ?? null,
      complete_points: completePoints,
      total: isSum ? roundMetric(value, unit) : null,
      mean: roundMetric(mean, unit),
      last_complete_week: {
        days: summary.lastWeekDays.join(".."),
        value: roundMetric(summary.lastWeek, unit),
      },
      week_before: { days: summary.weekBeforeDays.join(".."), value: roundMetric(summary.weekBefore, unit) },
      week_change_percent: summary.weekChangePercent,
      points: tableOf([...shown.items].reverse(), {
        time: (point) => point.time,
        value: (point) => roundMetric(point.value, unit),
      }),
      incomplete_point: series.points.find((point) => !isComplete(point))?.time ?? null,
      page: shown.page,
      source: series.source,
      warnings: [
        ...series.warnings,
        ...(period === "7d" ? ["7d holds no two complete weeks to compare: ask for 30d."] : []),
        ...(series.points.length === 0 ? ["The API sent no points: unknown, not zero."] : []),
        ...(unknown > 0 && !isKnown ? [allUnknown(unknown, metric, granularity)] : []),
        ...(unknown > 0 && isKnown
          ? [`${unknown} points have no ${metric} in a known unit; they are null.`]
          : []),
      ],
    };
  },
  chart({ unit, mean, points, incomplete_point, page }, { metric, granularity }) {
    const values = figuresIn(points, "value");
    const rows = wordsIn(points, "time").map((time, index) => ({ time, value: values[index] ?? null }));
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
            points: everyPoint(rows, granularity, from, to),
            incomplete: incomplete_point,
            // Of one page among several, the mean of all says nothing.
            mean: page.returned === page.total ? mean : null,
          },
        ],
      ],
    };
  },
});
