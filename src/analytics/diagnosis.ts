/** From costs per window, and the days of the top suspects, to what is out of the ordinary and why. */

import type { DailyCosts, DayUsage } from "../api/reports.ts";
import type { CostBreakdown } from "../api/workspace-costs.ts";
import { derivedUsd, sumUsd, type Usd } from "../money.ts";
import {
  addDays,
  completeDays,
  daysOf,
  shiftedBack,
  type TimeWindow,
  type UtcDay,
  windowOfDays,
} from "../time.ts";
import { findMovements, type Movement, thresholds, type WindowedCost } from "./anomalies.ts";
import { type Drivers, driversOf } from "./drivers.ts";
import { type DailyFinding, dailyFinding } from "./onset.ts";
import { median, sum } from "./statistics.ts";
import { usageTotals } from "./usage.ts";
import { windowedCosts } from "./windowed-costs.ts";

/** How the windows of a diagnosis lie. Steps of whole weeks keep the weekdays aligned. */
export interface DiagnosisPlan {
  readonly window: TimeWindow;
  readonly baseline: readonly TimeWindow[];
  /** The days before the window that show how an entity varies from day to day. */
  readonly dailyBaseline: TimeWindow;
  /** From the first day of any of these to the last day of the window. */
  readonly span: TimeWindow;
}

const baselineWindows = 4;

export function planDiagnosis(period: "7d" | "30d", today: UtcDay): DiagnosisPlan {
  const days = period === "7d" ? 7 : 30;
  const step = period === "7d" ? 7 : 35; // the next whole number of weeks
  const window = completeDays(days, today);
  const baseline = Array.from({ length: baselineWindows }, (_, index) =>
    shiftedBack(window, step * (index + 1)),
  );
  const lastBefore = addDays(today, -days - 1);
  const dailyBaseline = windowOfDays(addDays(lastBefore, 1 - (period === "7d" ? 28 : 56)), lastBefore);
  const first = baseline.at(-1) ?? window;
  return { window, baseline, dailyBaseline, span: { start: first.start, end: window.end } };
}

export interface DiagnosisInput {
  readonly plan: DiagnosisPlan;
  readonly current: CostBreakdown;
  readonly baseline: readonly (CostBreakdown | null)[];
  /** The workspace's daily usage over the plan's span; null when it could not be read. */
  readonly usage: DailyCosts | null;
}

export interface Diagnosis {
  readonly workspace: WindowedCost;
  /** Earlier windows in which the workspace had cost at all. */
  readonly usableBaseline: number;
  readonly rises: readonly Movement[];
  readonly drops: readonly Movement[];
  readonly watch: readonly Movement[];
  readonly minExcess: Usd;
  readonly withoutHistory: number;
  readonly examined: Readonly<Record<string, number>>;
}

export function diagnose({ plan, current, baseline, usage }: DiagnosisInput): Diagnosis {
  const workspaceIn = (window: TimeWindow, breakdown: CostBreakdown | null): Usd | null =>
    usage === null ? largestTotal(breakdown) : usageTotals(usage.days, window).cost;
  const workspace: WindowedCost = {
    dimension: "workspace",
    id: null,
    name: "workspace",
    actual: workspaceIn(plan.window, current) ?? derivedUsd(0),
    // A window without any cost is an outage, or lies before the first use: it says nothing about the usual.
    baseline: plan.baseline.map((window, index) => workspaceIn(window, baseline[index] ?? null) || null),
  };
  const usable = baseline.map((breakdown, index) => (workspace.baseline[index] === null ? null : breakdown));
  const costs = windowedCosts(current, usable);
  const { rises, drops, watch, withoutHistory, minExcess } = findMovements(
    [workspace, ...costs],
    workspace.actual,
  );
  return {
    workspace,
    usableBaseline: usable.filter((breakdown) => breakdown !== null).length,
    rises,
    drops,
    watch,
    minExcess,
    withoutHistory,
    examined: Object.fromEntries(
      [...Map.groupBy(costs, ({ dimension }) => dimension)].map(([dimension, own]) => [
        dimension,
        own.length,
      ]),
    ),
  };
}

/** Without usage, the dimension that accounts for most is the nearest to the workspace's total. */
function largestTotal(breakdown: CostBreakdown | null): Usd | null {
  if (breakdown === null) return null;
  const totals = [...breakdown.dimensions.values()].map(
    (items) => sumUsd(items.map(({ cost }) => cost)) ?? derivedUsd(0),
  );
  return totals.length === 0 ? null : derivedUsd(Math.max(...totals));
}

export interface Suspect {
  readonly movement: Movement;
  readonly daily: DailyFinding;
  /** Of the excess; null when requests or tokens are unknown. */
  readonly drivers: Drivers | null;
  /** Within what its days vary anyway: not out of the ordinary after all. */
  readonly isWithinVariation: boolean;
}

/** Holds a movement against the days of its entity. */
export function examine(
  movement: Movement,
  days: readonly DayUsage[],
  { window, dailyBaseline }: DiagnosisPlan,
): Suspect {
  const daily = dailyFinding(days, window, dailyBaseline);
  const isWithinVariation =
    movement.kind === "increase" && movement.excess < thresholds.minScore * daily.windowSpread;
  return {
    movement,
    daily,
    isWithinVariation,
    drivers: excessDrivers(movement, days, window, dailyBaseline),
  };
}

/** Actual against expected; the expected requests and tokens are those of a usual week, as long as the window. */
function excessDrivers(
  { expected }: Movement,
  days: readonly DayUsage[],
  window: TimeWindow,
  baseline: TimeWindow,
): Drivers | null {
  const usageOn = new Map(days.map((day) => [day.day, day]));
  const weeks = weeksOf(daysOf(baseline));
  const perWindow = daysOf(window).length / 7;
  const usual = (figure: (day: DayUsage) => number | null): number | null => {
    const rows = weeks.map((week) => week.flatMap((day) => usageOn.get(day) ?? []));
    if (rows.flat().some((day) => figure(day) === null)) return null;
    return median(rows.map((week) => sum(week.map((day) => figure(day) ?? 0)))) * perWindow;
  };
  const before = {
    cost: expected,
    requests: usual(({ requests }) => requests),
    tokens: usual(({ tokens }) => tokens),
  };
  return driversOf(before, usageTotals(days, window));
}

const weeksOf = (days: readonly UtcDay[]): UtcDay[][] =>
  Array.from({ length: Math.floor(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));

export interface Expectation {
  readonly expected: Usd | null;
  readonly excess: Usd | null;
  readonly excessPercent: number | null;
}

/** What a cost was expected to be; unknown when too few earlier windows are. */
export function expectationOf({ actual, baseline }: WindowedCost): Expectation {
  const history = baseline.filter((cost) => cost !== null);
  if (history.length < thresholds.minBaselineWindows)
    return { expected: null, excess: null, excessPercent: null };
  const expected = median(history);
  return {
    expected: derivedUsd(expected),
    excess: derivedUsd(actual - expected),
    excessPercent: expected === 0 ? null : ((actual - expected) / expected) * 100,
  };
}
