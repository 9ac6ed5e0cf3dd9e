import * as v from "valibot";
import { tellDashboard } from "../analytics/dashboard-headline.ts";
import { metricFacts, roundMetric } from "../analytics/series.ts";
import { type Panel, toDailyPoints } from "../chart/chart.ts";
import { roundUnitCost, roundUsd } from "../domain/money.ts";
import { computeChangePercent, roundPercent } from "../domain/ratios.ts";
import { addDays, dayOf } from "../domain/time.ts";
import { ComparedFiguresOutput } from "../toolkit/comparison-output.ts";
import { computeDashboard, warnOfForecast, warnOfUnstatedSpend } from "../toolkit/dashboard-figures.ts";
import {
  BudgetUsesOutput,
  CycleOutput,
  describeCycle,
  describeTodayAgainstUsual,
  describeUses,
  describeYesterday,
  TodayOutput,
  YesterdayOutput,
} from "../toolkit/dashboard-output.ts";
import { planDashboard, readDashboard, warnOfReads } from "../toolkit/dashboard-reads.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SparklineMetricsInput } from "../toolkit/inputs.ts";
import { Figure, formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { figuresIn, tableOf, tableWith, wordsIn } from "../toolkit/table.ts";

export const getExecutiveDashboard = defineTool({
  name: "get_executive_dashboard",
  title: "Executive dashboard",
  description:
    "One page for whoever pays: cost of the billing cycle, forecast with range against the budget and the day it runs out, yesterday against its usual, top movers in USD, unit costs with trend, success rate, keys and departments over or near their budget, and last week's sparklines. About 14 requests.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ sparkline_metrics: SparklineMetricsInput, chart: ChartInput }),
  output: v.object({
    headline: v.string(),
    cycle: CycleOutput,
    yesterday: YesterdayOutput,
    today: TodayOutput,
    windows: v.pipe(
      v.object({ movers: v.string(), unit_costs: v.string(), sparklines: v.string() }),
      v.description("UTC days, now against before"),
    ),
    movers: v.pipe(
      tableWith("dimension", "name", "cost_usd", "change_usd"),
      v.description("Agents and models are the same dollars"),
    ),
    unit_costs: v.pipe(ComparedFiguresOutput, v.description("Cost of the window ÷ its requests or tokens")),
    cycle_success_rate_percent: v.pipe(Figure, v.description("Of the requests of the billing cycle")),
    over_budget: v.pipe(BudgetUsesOutput, v.description("Keys and departments; fullest first")),
    near_budget: v.pipe(
      BudgetUsesOutput,
      v.description("From 80 %, or used up in this cycle at its mean pace"),
    ),
    sparklines: v.pipe(v.record(v.string(), v.array(Figure)), v.description("A value a day, oldest first")),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { sparkline_metrics }) {
    const today = dayOf(ctx.now);
    const windows = planDashboard(today);
    const read = await readDashboard(ctx, windows, sparkline_metrics);
    const figures = computeDashboard(read, windows, ctx.now);
    return {
      headline: tellDashboard({ ...figures, cycleDays: formatDays(figures.cycle) ?? "" }),
      cycle: describeCycle(figures, today),
      yesterday: describeYesterday(figures.yesterday),
      today: describeTodayAgainstUsual(figures.today, ctx.now),
      windows: {
        movers: `${formatDays(windows.week)} against ${formatDays(windows.weekBefore)}`,
        unit_costs: windows.halfMonths.map(formatDays).join(" against "),
        sparklines: `${addDays(today, -6)}..${today}, today is not over`,
      },
      movers: tableOf(figures.movers, {
        dimension: ({ dimension }) => dimension,
        name: ({ name }) => name,
        cost_usd: ({ cost }) => roundUsd(cost),
        change_usd: ({ change }) => roundUsd(change),
      }),
      unit_costs: tableOf(figures.unitCosts, {
        figure: ({ figure }) => figure,
        now: ({ later }) => roundUnitCost(later),
        before: ({ earlier }) => roundUnitCost(earlier),
        change_percent: ({ earlier, later }) => computeChangePercent(earlier, later),
      }),
      cycle_success_rate_percent: roundPercent(read.overview?.successRatePercent ?? null),
      over_budget: describeUses(figures.over, figures.areUsesWhole),
      near_budget: describeUses(figures.near, figures.areUsesWhole),
      sparklines: Object.fromEntries(
        (read.sparklines?.series ?? []).map(({ metric, values }) => [
          nameSeries(metric),
          values.map((value) => roundMetric(value, metricFacts[metric]?.unit ?? "")),
        ]),
      ),
      next: nextCalls,
      source:
        "analytics/usage, costs, overview and sparklines; subscriptions/current; policies/budget-control; virtual-keys; departments",
      warnings: [
        ...warnOfReads(read),
        ...figures.warnings,
        ...warnOfForecast(read, figures.forecast),
        ...warnOfUnstatedSpend(read),
      ],
    };
  },
  chart({ cycle, movers, windows, sparklines, over_budget, near_budget }, _, today) {
    const [low = null, high = null] = cycle.forecast_80_percent_range_usd ?? [];
    const [names, dimensions] = [wordsIn(movers, "name"), wordsIn(movers, "dimension")];
    const moves = figuresIn(movers, "change_usd").map((change, index) => ({
      name: names[index] ?? "",
      dimension: dimensions[index] ?? "",
      change: change ?? 0,
    }));
    const changesOf = (heading: string, wanted: string): Panel => ({
      kind: "changes",
      heading,
      days: windows.movers,
      changes: moves.filter(({ dimension }) => dimension === wanted),
    });
    return {
      title: `Cost of the billing cycle in USD, ${cycle.days.replace("..", " to ")} (UTC)`,
      rows: [
        [
          {
            kind: "budget",
            spent: cycle.cost_usd,
            forecast: cycle.forecast_usd,
            low,
            high,
            budget: cycle.budget_usd,
            others: [...tellUses("Over", over_budget), ...tellUses("Near", near_budget)],
          },
        ],
        [changesOf("Agents that moved most", "agent"), changesOf("Models that moved most", "model")],
        [
          {
            kind: "small",
            name: "Cost by day",
            unit: "USD",
            mark: "bars",
            points: toDailyPoints(sparklines["spend_usd"] ?? [], today),
            incompleteTime: today,
            mean: null,
          },
        ],
      ],
    };
  },
});

/** A line under the chart's bar; none without such uses. */
function tellUses(state: string, { count, shown }: v.InferOutput<typeof BudgetUsesOutput>): string[] {
  const percents = figuresIn(shown, "used_percent");
  const kinds = wordsIn(shown, "kind");
  const named = wordsIn(shown, "name").map(
    (name, index) => `${kinds[index] ?? ""} ${name} (${percents[index] ?? "?"} %)`,
  );
  const more = (count ?? 0) - named.length;
  return named.length === 0
    ? []
    : [`${state} budget: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

const nextCalls: NextCall[] = [
  {
    tool: "diagnose_cost_anomaly",
    arguments: { period: "7d" },
    why: "Whether it is unusual",
  },
  { tool: "drill_down_spend", arguments: { dimension: "agent", period: "30d" }, why: "Who spends it" },
  { tool: "find_idle_resources", arguments: {}, why: "What can go" },
];

/** A metric's name with its unit, as figures have it everywhere. */
function nameSeries(metric: string): string {
  const unit = metricFacts[metric]?.unit;
  return { USD: `${metric}_usd`, percent: `${metric}_percent`, ms: `${metric}_ms` }[unit ?? ""] ?? metric;
}
