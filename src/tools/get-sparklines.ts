import * as v from "valibot";
import { metricFacts, roundMetric } from "../analytics/series.ts";
import { lastDays } from "../chart/chart.ts";
import { dayOf, lastDayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SparklineMetricsInput } from "../toolkit/inputs.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";

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
        points: v.array(Figure),
        complete_days_total: Figure,
        complete_days_mean: Figure,
      }),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }, { metrics }) {
    const { days, series, source, warnings } = await api.sparklines(metrics);
    const wanted = metrics === "all" ? [] : metrics.split(",");
    const absent = wanted.filter((name) => !series.some(({ metric }) => metric === name));
    return {
      days: `${dayOf(days.start)}..${lastDayOf(days)}`,
      series: series.map(({ metric, values }) => {
        const { unit = null, kind = null } = metricFacts[metric] ?? {};
        const complete = values.slice(0, -1).filter((value) => value !== null);
        // A sum with an unknown part is unknown, and of nothing there is none.
        const isWhole = complete.length === values.length - 1 && complete.length > 0;
        const sum = isWhole ? complete.reduce((a, b) => a + b, 0) : null;
        return {
          metric,
          unit,
          points: values.map((value) => roundMetric(value, unit ?? "")),
          complete_days_total: kind === "sum" ? roundMetric(sum, unit ?? "") : null,
          complete_days_mean: roundMetric(sum === null ? null : sum / complete.length, unit ?? ""),
        };
      }),
      source,
      warnings: [
        ...warnings,
        ...(series.length === 0 ? ["The API sent no series: unknown, not zero."] : []),
        ...(series.some(({ values }) => values.slice(0, -1).includes(null))
          ? ["Days that the API sent no value for are null, and totals and means with such a day unknown."]
          : []),
        ...(absent.length > 0 ? [`Not offered by this deployment: ${absent.join(", ")}.`] : []),
      ],
    };
  },
  chart({ days, series }, _, today) {
    return {
      title: `Last 7 days, ${days.replace("..", " to ")} (UTC)`,
      rows: series.map(({ metric, unit, points, complete_days_mean: mean }) => [
        {
          kind: "small",
          name: metric,
          unit,
          mark: metricFacts[metric]?.kind === "ratio" ? "line" : "bars",
          points: lastDays(points, today),
          incomplete: today,
          mean,
        },
      ]),
    };
  },
});
