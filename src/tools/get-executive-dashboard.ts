import * as v from "valibot";
import type { PacedUse } from "../analytics/budget-use.ts";
import type { DayAgainstUsual } from "../analytics/dashboard.ts";
import { tellBasis, tellDashboard } from "../analytics/dashboard-headline.ts";
import { metricFacts, roundMetric } from "../analytics/series.ts";
import { type Panel, toDailyPoints } from "../chart/chart.ts";
import { countDaysLeft } from "../domain/billing-cycle.ts";
import { formatBudgetAction } from "../domain/budget.ts";
import { roundUnitCost, roundUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { computeChangePercent, computeSharePercent, roundPercent } from "../domain/ratios.ts";
import { addDays, dayOf, lastDayOf, type UtcDay } from "../domain/time.ts";
import {
  collectWarnings,
  computeDashboard,
  type DashboardFigures,
  planDashboard,
  readDashboard,
  warnOfForecast,
} from "../toolkit/dashboard-figures.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SparklineMetricsInput } from "../toolkit/inputs.ts";
import { formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { figuresIn, Table, tableOf, tableWith, wordsIn } from "../toolkit/table.ts";

const Figure = v.nullable(v.number());
const Day = v.nullable(v.string());

const BudgetUses = v.object({
  count: Figure,
  shown: tableWith("kind", "name", "cost_usd", "budget_usd", "used_percent", "at_limit", "runs_out_on"),
});
const shownUses = 5;

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
    cycle: v.object({
      days: v.string(),
      days_left: v.number(),
      cost_usd: Figure,
      forecast_usd: Figure,
      forecast_80_percent_range_usd: v.nullable(v.array(v.number())),
      range_basis: v.nullable(v.string()),
      budget_usd: Figure,
      used_percent: Figure,
      ends_within_budget: v.pipe(
        v.nullable(v.string()),
        v.description("yes, no, open (the budget lies within the range), or null"),
      ),
      budget_exhausted_on: Day,
      budget_exhausted_range: v.pipe(
        v.nullable(v.array(Day)),
        v.description("Earliest and latest day, 80 %; null is after the cycle"),
      ),
      burn_multiple: v.pipe(
        Figure,
        v.description(
          "Share of the budget used by yesterday ÷ share of the cycle's days over by then; 1 is an even pace",
        ),
      ),
      forecast_level_since: v.pipe(
        Day,
        v.description("The forecast takes the level since this day to go on"),
      ),
    }),
    yesterday: v.object({
      day: v.string(),
      cost_usd: Figure,
      usual_usd: Figure,
      usual_80_percent_range_usd: v.nullable(v.array(v.number())),
      difference_usd: Figure,
      judgement: v.nullable(v.string()),
    }),
    /** So far; what a part of a day usually costs is not known. */
    today: v.object({
      cost_usd: Figure,
      hours_over: v.number(),
      usual_whole_day_usd: Figure,
      judgement: v.string(),
    }),
    windows: v.pipe(
      v.object({ movers: v.string(), unit_costs: v.string(), sparklines: v.string() }),
      v.description("UTC days, now against before"),
    ),
    movers: v.pipe(
      tableWith("dimension", "name", "cost_usd", "change_usd"),
      v.description("Agents and models are the same dollars"),
    ),
    unit_costs: v.pipe(Table, v.description("Cost of the window ÷ its requests or tokens")),
    cycle_success_rate_percent: v.pipe(Figure, v.description("Of the requests of the billing cycle")),
    over_budget: v.pipe(BudgetUses, v.description("Keys and departments; fullest first")),
    near_budget: v.pipe(BudgetUses, v.description("From 80 %, or used up in this cycle at its mean pace")),
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
    const describeUses = (uses: readonly PacedUse[]) => ({
      count: figures.areUsesWhole ? uses.length : null,
      shown: tableOf(uses.slice(0, shownUses), budgetUseColumns),
    });
    return {
      headline: tellDashboard({ ...figures, cycleDays: formatDays(figures.cycle) ?? "" }),
      cycle: describeCycle(figures, today),
      yesterday: describeYesterday(figures.yesterday),
      today: describeToday(figures.today, ctx.now),
      windows: {
        movers: `${formatDays(windows.week)} against ${formatDays(windows.weekBefore)}`,
        unit_costs: windows.trend.map(formatDays).join(" against "),
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
      over_budget: describeUses(figures.over),
      near_budget: describeUses(figures.near),
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
        ...read.failures,
        ...collectWarnings(read),
        ...figures.warnings,
        ...warnOfForecast(read, figures.forecast),
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
            incomplete: today,
            mean: null,
          },
        ],
      ],
    };
  },
});

function describeCycle({ cycle, spent, budget, forecast, within, burn }: DashboardFigures, today: UtcDay) {
  return {
    days: formatDays(cycle) ?? "",
    days_left: countDaysLeft(lastDayOf(cycle), today),
    cost_usd: roundUsd(spent),
    forecast_usd: roundUsd(forecast?.total ?? null),
    forecast_80_percent_range_usd: forecast && [roundUsd(forecast.low) ?? 0, roundUsd(forecast.high) ?? 0],
    range_basis: forecast && tellBasis(forecast.basis),
    budget_usd: roundUsd(budget),
    used_percent: computeSharePercent(spent, budget),
    ends_within_budget: within,
    budget_exhausted_on: forecast?.exhaustion?.expected ?? null,
    budget_exhausted_range: forecast?.exhaustion
      ? [forecast.exhaustion.earliest, forecast.exhaustion.latest]
      : null,
    burn_multiple: roundToHundredths(burn),
    forecast_level_since: forecast?.levelSince ?? null,
  };
}

function describeToday({ cost, usual, usualRange }: DayAgainstUsual, now: Date) {
  return {
    cost_usd: roundUsd(cost),
    hours_over: now.getUTCHours(),
    usual_whole_day_usd: roundUsd(usual),
    judgement: judgeToday(cost, usual, usualRange?.[1] ?? null),
  };
}

function judgeToday(cost: Usd | null, usual: Usd | null, high: Usd | null): string {
  if (cost !== null && high !== null && cost > high) return "unusual: above the range of a whole day already";
  return cost !== null && usual !== null && cost > usual
    ? "above a usual whole day already, within its range"
    : "open until the day is over";
}

/** A tenth of all days lies above an 80 % range, and a tenth below it. */
const judgeYesterday = (cost: Usd, [low, high]: readonly [Usd, Usd]): string =>
  cost > high ? "above, as 1 day in 10" : cost < low ? "below, as 1 day in 10" : "usual";

const describeYesterday = ({ day, cost, usual, usualRange }: DayAgainstUsual) => ({
  day,
  cost_usd: roundUsd(cost),
  usual_usd: roundUsd(usual),
  usual_80_percent_range_usd: usualRange?.map((each) => roundUsd(each) ?? 0) ?? null,
  difference_usd: roundUsd(subtractUsd(cost, usual)),
  judgement: cost === null || usualRange === null ? null : judgeYesterday(cost, usualRange),
});

const budgetUseColumns = {
  kind: ({ kind }: PacedUse) => kind,
  name: ({ name }: PacedUse) => name,
  cost_usd: ({ spent }: PacedUse) => roundUsd(spent),
  budget_usd: ({ budget }: PacedUse) => roundUsd(budget),
  used_percent: ({ spent, budget }: PacedUse) => computeSharePercent(spent, budget),
  at_limit: ({ atLimit }: PacedUse) => formatBudgetAction(atLimit),
  runs_out_on: ({ runsOutOn }: PacedUse) => runsOutOn,
};

/** A line under the chart's bar; none when there are none. */
function tellUses(state: string, { count, shown }: v.InferOutput<typeof BudgetUses>): string[] {
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

/** The unit belongs to the name, as everywhere. */
function nameSeries(metric: string): string {
  const unit = metricFacts[metric]?.unit;
  return { USD: `${metric}_usd`, percent: `${metric}_percent`, ms: `${metric}_ms` }[unit ?? ""] ?? metric;
}

const roundToHundredths = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100;
