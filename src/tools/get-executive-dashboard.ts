import * as v from "valibot";
import {
  byShare,
  fullBudgets,
  keysOfOtherWindows,
  useOfDepartments,
  useOfKeys,
} from "../analytics/budget-use.ts";
import { burnMultiple, topMovers, unitTrend, yesterdayAgainstUsual } from "../analytics/dashboard.ts";
import { basisText, dashboardHeadline, withinBudget } from "../analytics/dashboard-headline.ts";
import { forecastCycle } from "../analytics/forecast.ts";
import { metricFacts, roundMetric } from "../analytics/series.ts";
import { usageTotals } from "../analytics/usage.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { lastDays, type Panel } from "../chart/chart.ts";
import { billingCycle, daysLeft } from "../domain/billing-cycle.ts";
import { actionText, cycleBudget } from "../domain/budget.ts";
import type { Department, EntityList } from "../domain/entities.ts";
import { ApiError } from "../domain/errors.ts";
import { differenceUsd, roundUnitCost, roundUsd, usdPer } from "../domain/money.ts";
import { changePercent, roundPercent, sharePercent } from "../domain/ratios.ts";
import {
  addDays,
  completeDays,
  dayOf,
  lastDayOf,
  shiftedBack,
  windowBefore,
  windowOfDays,
} from "../domain/time.ts";
import { departmentBudgetNote } from "../toolkit/budget-notes.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { ChartInput, SparklineMetricsInput } from "../toolkit/inputs.ts";
import { daysShown, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { type Parts, trackPartialReads } from "../toolkit/partial-reads.ts";
import { figuresIn, Table, tableOf, tableWith, wordsIn } from "../toolkit/table.ts";

const Figure = v.nullable(v.number());
const Day = v.nullable(v.string());

/** Thirty weeks: the range of the forecast is measured on what forecasts of the past would have got wrong. */
const historyDays = 210;

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
    }),
    windows: v.pipe(
      v.object({ movers: v.string(), unit_costs: v.string(), sparklines: v.string() }),
      v.description("UTC days, now against before"),
    ),
    movers: v.pipe(
      tableWith("dimension", "name", "cost_usd", "change_usd"),
      v.description("Agents and models are the same dollars"),
    ),
    unit_costs: v.pipe(Table, v.description("Medians over the days")),
    success_rate_percent: v.pipe(Figure, v.description("Of the requests of the billing cycle")),
    keys_over_budget: Figure,
    keys_near_budget: Figure,
    departments_over_budget: Figure,
    departments_near_budget: Figure,
    full_budgets: tableWith("kind", "name", "cost_usd", "budget_usd", "used_percent", "at_limit"),
    sparklines: v.pipe(v.record(v.string(), v.array(Figure)), v.description("A value a day, oldest first")),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now, progress }, { sparkline_metrics }) {
    const today = dayOf(now);
    const week = completeDays(7, today);
    const parts = trackPartialReads(progress);
    const [
      usage,
      subscription,
      policy,
      overview,
      costsNow,
      costsBefore,
      keys,
      sparklines,
      departments,
      cycleCosts,
    ] = await Promise.all([
      parts.read("Daily usage", api.usage(windowOfDays(addDays(today, -historyDays), today))),
      parts.read("The subscription", api.subscription()),
      parts.read("The budget policy", api.budgetPolicy()),
      parts.read("The overview", api.overview()),
      parts.read("The costs of the last week", api.allCosts(week)),
      parts.read("The costs of the week before", api.allCosts(shiftedBack(week, 7))),
      parts.read("The virtual keys", api.virtualKeys()),
      parts.read("The sparklines", api.sparklines(sparkline_metrics)),
      readDepartments(api, parts),
      api.entityCosts("department", null),
    ]);
    const failures = parts.failures();
    const days = usage?.days ?? [];
    const { window: cycle, warnings: cycleWarnings } = billingCycle(subscription, today);
    const soFar = windowBefore(cycle, addDays(today, 1));
    const spent = usage && soFar ? usageTotals(days, soFar).cost : null;
    const { limit: budget, warnings: budgetWarnings } = cycleBudget(policy);
    const forecast = usage && forecastCycle(days, cycle, today, budget);
    const yesterday = yesterdayAgainstUsual(days, today);
    const ofKeys = keys && fullBudgets(useOfKeys(keys.rows));
    const ofDepartments =
      departments?.rows.length && cycleCosts.byId
        ? fullBudgets(useOfDepartments(departments.rows, cycleCosts))
        : null;
    const within = forecast && budget !== null ? withinBudget(forecast.low, forecast.high, budget) : null;
    const movers =
      costsNow && costsBefore
        ? (["agent", "model"] as const).flatMap((dimension) =>
            topMovers(costsNow, costsBefore, dimension, 3).map((mover) => ({ ...mover, dimension })),
          )
        : [];
    const trend = completeDays(30, today);
    const perRequest = unitTrend(days, trend, ({ cost, requests }) => usdPer(cost, requests));
    const perMillion = unitTrend(days, trend, ({ cost, tokens }) => usdPer(cost, tokens && tokens / 1e6));
    const budgets = {
      over: [...(ofDepartments?.over ?? []), ...(ofKeys?.over ?? [])].sort(byShare),
      near: [...(ofDepartments?.near ?? []), ...(ofKeys?.near ?? [])].sort(byShare),
    };
    const shownUses = [
      ...budgets.over.slice(0, shownBudgets.over),
      ...budgets.near.slice(0, shownBudgets.near),
    ];
    const otherWindows = keysOfOtherWindows(keys?.rows ?? []);
    return {
      headline: dashboardHeadline({
        spent,
        budget,
        within,
        budgets,
        movers,
        forecast,
        cycleDays: daysShown(cycle) ?? "",
      }),
      cycle: {
        days: daysShown(cycle) ?? "",
        days_left: daysLeft(lastDayOf(cycle), today),
        cost_usd: roundUsd(spent),
        forecast_usd: roundUsd(forecast?.total ?? null),
        forecast_80_percent_range_usd: forecast && [
          roundUsd(forecast.low) ?? 0,
          roundUsd(forecast.high) ?? 0,
        ],
        range_basis: forecast && basisText(forecast.basis),
        budget_usd: roundUsd(budget),
        used_percent: sharePercent(spent, budget),
        ends_within_budget: within,
        budget_exhausted_on: forecast?.exhaustion?.expected ?? null,
        budget_exhausted_range: forecast?.exhaustion
          ? [forecast.exhaustion.earliest, forecast.exhaustion.latest]
          : null,
        burn_multiple: usage && hundredths(burnMultiple(days, cycle, today, budget)),
        forecast_level_since: forecast?.levelSince ?? null,
      },
      yesterday: {
        day: yesterday.day,
        cost_usd: roundUsd(yesterday.cost),
        usual_usd: roundUsd(yesterday.usual),
        usual_80_percent_range_usd: yesterday.usualRange?.map((cost) => roundUsd(cost) ?? 0) ?? null,
        difference_usd: roundUsd(differenceUsd(yesterday.cost, yesterday.usual)),
      },
      windows: {
        movers: `${daysShown(week)} against ${daysShown(shiftedBack(week, 7))}`,
        unit_costs: `${daysShown(completeDays(15, today))} against ${daysShown(shiftedBack(completeDays(15, today), 15))}`,
        sparklines: `${addDays(today, -6)}..${today}, today is not over`,
      },
      movers: tableOf(movers, {
        dimension: ({ dimension }) => dimension,
        name: ({ name }) => name,
        cost_usd: ({ cost }) => roundUsd(cost),
        change_usd: ({ change }) => roundUsd(change),
      }),
      unit_costs: tableOf(
        [
          { figure: "cost_per_request_usd", ...perRequest },
          { figure: "cost_per_million_tokens_usd", ...perMillion },
        ],
        {
          figure: ({ figure }) => figure,
          now: ({ later }) => roundUnitCost(later),
          before: ({ earlier }) => roundUnitCost(earlier),
          change_percent: ({ earlier, later }) => changePercent(earlier, later),
        },
      ),
      success_rate_percent: roundPercent(overview?.successRatePercent ?? null),
      keys_over_budget: ofKeys?.over.length ?? null,
      keys_near_budget: ofKeys?.near.length ?? null,
      departments_over_budget: ofDepartments?.over.length ?? null,
      departments_near_budget: ofDepartments?.near.length ?? null,
      full_budgets: tableOf(shownUses, {
        kind: ({ kind }) => kind,
        name: ({ name }) => name,
        cost_usd: ({ spent }) => roundUsd(spent),
        budget_usd: ({ budget }) => roundUsd(budget),
        used_percent: ({ spent, budget }) => sharePercent(spent, budget),
        at_limit: ({ action }) => actionText(action),
      }),
      sparklines: Object.fromEntries(
        (sparklines?.series ?? []).map(({ metric, values }) => [
          seriesName(metric),
          values.map((value) => roundMetric(value, metricFacts[metric]?.unit ?? "")),
        ]),
      ),
      next: [
        {
          tool: "diagnose_cost_anomaly",
          arguments: { period: "7d" },
          why: "Whether the movers are unusual, and why",
        },
        {
          tool: "drill_down_spend",
          arguments: { dimension: "agent", period: "30d" },
          why: "Who spends the money",
        },
        { tool: "find_idle_resources", arguments: {}, why: "What can be given up" },
      ],
      source:
        "analytics/usage, costs, overview and sparklines; subscriptions/current; policies/budget-control; virtual-keys; departments",
      warnings: [
        ...failures,
        ...(costsNow?.warnings ?? []),
        ...(costsBefore?.warnings ?? []),
        ...(keys?.warnings ?? []),
        ...(departments?.warnings ?? []),
        ...(departments?.rows.length ? cycleCosts.warnings : []),
        ...(sparklines?.warnings ?? []),
        ...cycleWarnings,
        ...(usage !== null && forecast === null
          ? ["There is no forecast: fewer than 14 days since the first use, or a day whose cost is unknown."]
          : []),
        ...(forecast?.levelSince
          ? [
              `The cost has been on another level since ${forecast.levelSince}. The forecast takes that to go on; from so few days it is less certain.`,
            ]
          : []),
        ...(keys !== null && keys.rows.length > 0 && keys.rows.every(({ spent: own }) => own === null)
          ? ["The API states no spend of keys, so none can be found near its budget."]
          : []),
        ...budgetWarnings,
        ...(otherWindows === 0
          ? []
          : [
              `${otherWindows} active ${otherWindows === 1 ? "key has" : "keys have"} a budget that is not monthly. The API states spend in a billing period only, so how much of such a budget is used is unknown.`,
            ]),
        ...(ofDepartments && ofDepartments.over.length + ofDepartments.near.length > 0
          ? [departmentBudgetNote]
          : []),
      ],
    };
  },
  chart({ cycle, movers, windows, sparklines, full_budgets }, _, today) {
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
            others: fullBudgetLines(full_budgets),
          },
        ],
        [changesOf("Agents that moved most", "agent"), changesOf("Models that moved most", "model")],
        [
          {
            kind: "small",
            name: "Cost by day",
            unit: "USD",
            mark: "bars",
            points: lastDays(sparklines["spend_usd"] ?? [], today),
            incomplete: today,
            mean: null,
          },
        ],
      ],
    };
  },
});

/** The unit belongs to the name, as everywhere. */
function seriesName(metric: string): string {
  const unit = metricFacts[metric]?.unit;
  return { USD: `${metric}_usd`, percent: `${metric}_percent`, ms: `${metric}_ms` }[unit ?? ""] ?? metric;
}

/** Of those that are over, and then of those that are near. */
const shownBudgets = { over: 2, near: 2 } as const;

/** A line for those that are used up, and one for those that nearly are. */
function fullBudgetLines(table: Table): string[] {
  const [kinds, names, used] = [
    wordsIn(table, "kind"),
    wordsIn(table, "name"),
    figuresIn(table, "used_percent"),
  ];
  const line = (words: string, isWanted: (percent: number) => boolean): string[] => {
    const listed = names.flatMap((name, index) =>
      isWanted(used[index] ?? 0) ? [`${kinds[index]} ${name} (${used[index]} %)`] : [],
    );
    return listed.length === 0 ? [] : [`${words}: ${listed.join(", ")}`];
  };
  return [
    ...line("Over their budget", (percent) => percent >= 100),
    ...line("Near their budget", (percent) => percent < 100),
  ];
}

/** A plan without departments has none: that is no failure, and is said in a few words. */
async function readDepartments(
  api: WorkspaceApi,
  parts: Parts,
): Promise<Pick<EntityList<Department>, "rows" | "warnings"> | null> {
  const answer = api.departments();
  const isInPlan = await answer.then(
    () => true,
    (error: unknown) => !(error instanceof ApiError && error.facts.forbiddenReason === "plan"),
  );
  if (isInPlan) return parts.read("The departments", answer);
  return { rows: [], warnings: ["The plan has no departments (GET /api/v1/departments)."] };
}

const hundredths = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100;
