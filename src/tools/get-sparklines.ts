import * as v from "valibot";
import { metricFacts, roundMetric } from "../analytics/series.ts";
import { lastDays } from "../chart/chart.ts";
import { Source, Warnings } from "../result.ts";
import { addDays, dayOf } from "../time.ts";
import { defineTool } from "../tool.ts";
import { ChartInput, SparklineMetricsInput } from "../tool-input.ts";

const Figure = v.nullable(v.number());

export const getSparklines = defineTool({
  name: "get_sparklines",
  title: "Sparklines",
  description:
    "Short series of the last 7 days, oldest first, today (incomplete) last: spend in USD, requests, tokens and whatever else the deployment has, each with unit and total of the complete days. For other periods use get_usage_timeseries.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    metrics: SparklineMetricsInput,
    chart: ChartInput,
  }),
  output: v.object({
    days: v.string(),
    series: v.array(
      v.object({
        metric: v.string(),
        unit: v.nullable(v.string()),
        points: v.array(v.number()),
        complete_days_total: Figure,
        complete_days_mean: Figure,
      }),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }, { metrics }) {
    const { series, source, warnings } = await api.sparklines(metrics);
    const today = dayOf(now);
    const last = series.find(({ points }) => points.length > 0)?.points.at(-1)?.day ?? today;
    const wanted = metrics === "all" ? [] : metrics.split(",");
    const absent = wanted.filter((name) => !series.some(({ metric }) => metric === name));
    return {
      days: `${addDays(last, -6)}..${last}`,
      series: series.map(({ metric, points }) => {
        const { unit = null, kind = null } = metricFacts[metric] ?? {};
        const values = points.map(({ value }) => roundMetric(value, unit ?? "") ?? value);
        // Without dates, the last point is today: the API counts back from it.
        const complete = points
          .filter(({ day }, index) => (day === null ? index < points.length - 1 : day < today))
          .map(({ value }) => value);
        const sum = complete.length === 0 ? null : complete.reduce((a, b) => a + b, 0);
        return {
          metric,
          unit,
          points: values,
          complete_days_total: kind === "sum" ? roundMetric(sum, unit ?? "") : null,
          complete_days_mean: roundMetric(sum === null ? null : sum / complete.length, unit ?? ""),
        };
      }),
      source,
      warnings: [
        ...warnings,
        ...(series.length === 0 ? ["The API sent no series: unknown, not zero."] : []),
        ...(absent.length > 0 ? [`Not offered by this deployment: ${absent.join(", ")}.`] : []),
      ],
    };
  },
  chart({ days, series }, _, today) {
    const last = days.slice(-today.length);
    return {
      title: `Last 7 days, ${days.replace("..", " to ")} (UTC)`,
      rows: series.map(({ metric, unit, points, complete_days_mean: mean }) => [
        {
          kind: "small",
          name: metric,
          unit,
          mark: metricFacts[metric]?.kind === "ratio" ? "line" : "bars",
          points: lastDays(points, last),
          incomplete: today,
          mean,
        },
      ]),
    };
  },
});
