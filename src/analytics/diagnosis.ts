/** The first stage of a diagnosis: from costs per window to what moved out of the ordinary. The second one is suspects.ts. */

import type { CostBreakdown } from "../domain/costs.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";
import {
  addDays,
  dayOf,
  daysOf,
  lastDayOf,
  shiftBack,
  startOfDay,
  type TimeWindow,
  windowOfDays,
} from "../domain/time.ts";
import type { DailyCosts } from "../domain/usage.ts";
import { findMovements, type Movement, thresholds } from "./anomalies.ts";
import { median } from "./statistics.ts";
import { sumUsage } from "./usage.ts";
import { collectWindowedCosts, type WindowedCost } from "./windowed-costs.ts";

/** The windows that a diagnosis compares. Steps of whole weeks keep the weekdays aligned. */
export interface DiagnosisPlan {
  readonly window: TimeWindow;
  /** The earlier windows, the latest first. */
  readonly baseline: readonly TimeWindow[];
  /** The days before the window that show how an entity varies from day to day. */
  readonly dailyBaseline: TimeWindow;
  /** The days that daily series are read for: all of the above, and enough to tell a new spender from one that comes and goes. */
  readonly span: TimeWindow;
}

const baselineWindows = 4;
/** Half a year: one request reads it like any other length, and it leaves some twenty weeks to learn from. */
const minHistoryDays = 182;

/** Every weekday must occur, and four earlier windows must not reach back further than half a year. */
const [minWindowDays, maxWindowDays] = [7, 31];

/** Why a window cannot be diagnosed; null when it can. */
export function explainUnfitWindow(window: TimeWindow): string | null {
  const days = daysOf(window).length;
  return days >= minWindowDays && days <= maxWindowDays
    ? null
    : `A diagnosis holds ${minWindowDays} to ${maxWindowDays} complete days against four earlier windows on the same weekdays, and these are ${days}`;
}

export function planDiagnosis(window: TimeWindow): DiagnosisPlan {
  const days = daysOf(window).length;
  const step = Math.ceil(days / 7) * 7; // whole weeks
  const baseline = Array.from({ length: baselineWindows }, (_, index) =>
    shiftBack(window, step * (index + 1)),
  );
  const lastBefore = addDays(dayOf(window.start), -1);
  // Four weeks of days, or eight before a window of more than two weeks.
  const dailyBaselineDays = days <= 14 ? 28 : 56;
  const dailyBaseline = windowOfDays(addDays(lastBefore, 1 - dailyBaselineDays), lastBefore);
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
  /** How many of the earlier windows could be read, and had any cost at all. */
  readonly usableBaselineWindows: number;
  readonly rises: readonly Movement[];
  readonly drops: readonly Movement[];
  readonly watch: readonly Movement[];
  readonly largeUnflagged: readonly Movement[];
  readonly minExcess: Usd;
  /** How many entities have too little history to be judged. */
  readonly withoutHistoryCount: number;
  /** How many movements would be flagged if the others of their dimension had not moved alike. */
  readonly withTideCount: number;
  /** How many entities of each dimension were looked at, those with too little history among them. */
  readonly entityCountByDimension: Readonly<Record<string, number>>;
}

export function diagnoseCosts({ plan, current, baseline, usage }: DiagnosisInput): Diagnosis {
  const workspaceCostIn = (window: TimeWindow, breakdown: CostBreakdown | null): Usd | null =>
    usage === null ? findLargestTotal(breakdown) : sumUsage(usage.days, window).cost;
  const actual = workspaceCostIn(plan.window, current);
  // A window without any cost is an outage, or lies before the first use: it does not show what is usual.
  const costBefore = plan.baseline.map(
    (window, index) => workspaceCostIn(window, baseline[index] ?? null) || null,
  );
  const usable = baseline.map((breakdown, index) => (costBefore[index] === null ? null : breakdown));
  const workspace: WindowedCost | null =
    usage === null || actual === null
      ? null
      : { dimension: "workspace", id: null, name: "workspace", actual, baseline: costBefore };
  const costs = collectWindowedCosts(current, usable);
  const { rises, drops, watch, largeUnflagged, withoutHistoryCount, withTideCount, minExcess } =
    findMovements(
      workspace === null ? costs : [workspace, ...costs],
      actual ?? findLargestTotal(current) ?? asDerivedUsd(0),
    );
  return {
    workspace,
    usableBaselineWindows: usable.filter((breakdown) => breakdown !== null).length,
    rises,
    drops,
    watch,
    largeUnflagged,
    minExcess,
    withoutHistoryCount,
    withTideCount,
    entityCountByDimension: Object.fromEntries(
      [...Map.groupBy(costs, ({ dimension }) => dimension)].map(([dimension, own]) => [
        dimension,
        own.length,
      ]),
    ),
  };
}

/** The total of the dimension that accounts for most: of all dimensions it comes nearest to the workspace's total. */
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

/** What a cost was expected to be; null when too few earlier windows are known. */
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
