/** From costs per window to what moved out of the ordinary. The days of what moved decide the rest: suspects.ts. */

import { median } from "../../../../src/analytics/statistics.ts";
import { sumUsage } from "../../../../src/analytics/usage.ts";
import { collectWindowedCosts } from "../../../../src/analytics/windowed-costs.ts";
import type { CostBreakdown } from "../../../../src/domain/costs.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../../../../src/domain/money.ts";
import {
  addDays,
  dayOf,
  daysOf,
  lastDayOf,
  shiftBack,
  startOfDay,
  type TimeWindow,
  windowOfDays,
} from "../../../../src/domain/time.ts";
import type { DailyCosts } from "../../../../src/domain/usage.ts";
import { findMovements, type Movement, thresholds, type WindowedCost } from "./anomalies.ts";

/** How the windows of a diagnosis lie. Steps of whole weeks keep the weekdays aligned. */
export interface DiagnosisPlan {
  readonly window: TimeWindow;
  /** The latest first. */
  readonly baseline: readonly TimeWindow[];
  /** The days before the window that show how an entity varies from day to day. */
  readonly dailyBaseline: TimeWindow;
  /** The days that daily series cover: everything above, and enough to tell a new spender from one that comes and goes. */
  readonly span: TimeWindow;
}

const baselineWindows = 4;
/** A quarter: one request, whatever its length. */
const minHistoryDays = 91;

export function planDiagnosis(window: TimeWindow): DiagnosisPlan {
  const days = daysOf(window).length;
  const step = Math.ceil(days / 7) * 7; // whole weeks
  const baseline = Array.from({ length: baselineWindows }, (_, index) =>
    shiftBack(window, step * (index + 1)),
  );
  const lastBefore = addDays(dayOf(window.start), -1);
  const dailyBaseline = windowOfDays(addDays(lastBefore, 1 - (days <= 14 ? 28 : 56)), lastBefore);
  const historyDays = Math.max(minHistoryDays, days + step * baselineWindows);
  const span = { start: startOfDay(addDays(lastDayOf(window), 1 - historyDays)), end: window.end };
  return { window, baseline, dailyBaseline, span };
}

export interface DiagnosisInput {
  readonly plan: DiagnosisPlan;
  readonly current: CostBreakdown;
  readonly baseline: readonly (CostBreakdown | null)[];
  /** The workspace's daily usage over the plan's span; null when it could not be read. */
  readonly usage: DailyCosts | null;
}

export interface Diagnosis {
  /** null when the workspace's own cost is not known. */
  readonly workspace: WindowedCost | null;
  /** Earlier windows that could be read, and in which the workspace had cost at all. */
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
    usage === null ? findLargestTotal(breakdown) : sumUsage(usage.days, window).cost;
  const actual = workspaceIn(plan.window, current);
  // A window without any cost is an outage, or lies before the first use: it says nothing about the usual.
  const costBefore = plan.baseline.map(
    (window, index) => workspaceIn(window, baseline[index] ?? null) || null,
  );
  const usable = baseline.map((breakdown, index) => (costBefore[index] === null ? null : breakdown));
  const workspace: WindowedCost | null =
    usage === null || actual === null
      ? null
      : { dimension: "workspace", id: null, name: "workspace", actual, baseline: costBefore };
  const costs = collectWindowedCosts(current, usable);
  const { rises, drops, watch, withoutHistory, minExcess } = findMovements(
    workspace === null ? costs : [workspace, ...costs],
    actual ?? findLargestTotal(current) ?? asDerivedUsd(0),
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

/** The dimension that accounts for most is the nearest to the workspace's total, to judge by what matters in it. */
function findLargestTotal(breakdown: CostBreakdown | null): Usd | null {
  if (breakdown === null) return null;
  const totals = [...breakdown.dimensions.values()].map(
    (items) => sumUsd(items.map(({ cost }) => cost)) ?? asDerivedUsd(0),
  );
  return totals.length === 0 ? null : asDerivedUsd(Math.max(...totals));
}

export interface Expectation {
  readonly actual: Usd | null;
  readonly expected: Usd | null;
  readonly excess: Usd | null;
  readonly excessPercent: number | null;
}

/** What a cost was expected to be; unknown when too few earlier windows are. */
export function expectationOf(cost: WindowedCost | null): Expectation {
  const unknown = { expected: null, excess: null, excessPercent: null };
  if (cost === null) return { actual: null, ...unknown };
  const { actual, baseline } = cost;
  const history = baseline.filter((earlier) => earlier !== null);
  if (history.length < thresholds.minBaselineWindows) return { actual, ...unknown };
  const expected = median(history);
  return {
    actual,
    expected: asDerivedUsd(expected),
    excess: asDerivedUsd(actual - expected),
    excessPercent: expected === 0 ? null : ((actual - expected) / expected) * 100,
  };
}
