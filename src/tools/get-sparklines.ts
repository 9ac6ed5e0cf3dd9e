import * as v from "valibot";
import { averagePoints, metricFacts, roundMetric } from "../analytics/series.ts";
import { toDailyPoints } from "../chart/chart.ts";
import { dayOf, lastDayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SparklineMetricsInput } from "../toolkit/inputs.ts";
import { Figure, Source, Warnings } from "../toolkit/outputs.ts";

export const getSparklines = defineTool({
  name: "get_sparklines",
  title: "Sparklines",
  description:
    "Short series of six complete days and today, oldest first, today (incomplete) last: spend in USD, requests, tokens and whatever else the deployment has, each with unit and total of the complete days. For other periods use get_usage_timeseries.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    metrics: SparklineMetricsInput,
    chart: ChartInput,
  }),
  output: v.object({
    days: v.string(),
    incomplete_day: v.pipe(v.string(), v.description("Of the last point")),
    series: v.array(
      v.object({
        metric: v.string(),
        unit: v.nullable(v.string()),
        points: v.array(Figure),
        complete_days_total: Figure,
        complete_days_mean: v.pipe(Figure, v.description("Ratios weighted by requests")),
      }),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }, { metrics }) {
    const wanted = metrics === "all" ? null : metrics.split(",");
    // Means of ratios are weighted by requests.
    const needsRequests = wanted?.some((name) => isRatio(name)) && !wanted.includes("requests");
    const { window, series, source, warnings } = await api.sparklines(
      needsRequests ? `${metrics},requests` : metrics,
    );
    const asked = series.filter(({ metric }) => wanted?.includes(metric) ?? true);
    const absent = (wanted ?? []).filter((name) => !series.some(({ metric }) => metric === name));
    const requests = series.find(({ metric }) => metric === "requests")?.values ?? null;
    const isMeanUnknown = requests === null && asked.some(({ metric }) => isRatio(metric));
    return {
      days: `${dayOf(window.start)}..${lastDayOf(window)}`,
      incomplete_day: lastDayOf(window),
      series: asked.map(({ metric, values }) => {
        const { unit = null, kind = null } = metricFacts[metric] ?? {};
        const complete = values.slice(0, -1).filter((value) => value !== null);
        // A sum with an unknown part is unknown, and so is a sum of no values.
        const isWhole = complete.length === values.length - 1 && complete.length > 0;
        const sum = isWhole ? complete.reduce((a, b) => a + b, 0) : null;
        const mean =
          kind === "ratio"
            ? averageByRequests(values, requests)
            : sum === null
              ? null
              : sum / complete.length;
        return {
          metric,
          unit,
          points: values.map((value) => roundMetric(value, unit ?? "")),
          complete_days_total: kind === "sum" ? roundMetric(sum, unit ?? "") : null,
          complete_days_mean: roundMetric(mean, unit ?? ""),
        };
      }),
      source,
      warnings: [
        ...warnings,
        ...(series.length === 0 ? ["The API sent no series: unknown, not zero."] : []),
        ...(asked.some(({ values }) => values.slice(0, -1).includes(null))
          ? ["Days that the API sent no value for are null, and totals and means with such a day unknown."]
          : []),
        ...(isMeanUnknown
          ? ["Without requests, by which they are weighted, the means of ratios are unknown."]
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
          points: toDailyPoints(points, today),
          incompleteTime: today,
          mean,
        },
      ]),
    };
  },
});

const isRatio = (metric: string): boolean => metricFacts[metric]?.kind === "ratio";

type Values = readonly (number | null)[];

/** The mean over the days before today; both series end today. */
function averageByRequests(values: Values, requests: Values | null): number | null {
  if (requests === null || requests.length !== values.length) return null;
  const points = values.slice(0, -1).map((value, index) => ({ time: String(index), value }));
  return averagePoints(points, ({ time }) => requests[Number(time)] ?? null);
}
