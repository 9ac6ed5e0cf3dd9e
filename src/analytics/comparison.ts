/** One entity, or the workspace, over two windows of complete days: what changed, why, and whether that much is usual. */

import { asDerivedUsd, type Usd } from "../domain/money.ts";
import { daysOf, isInWindow, shiftBack, startOfDay, type TimeWindow } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { type Drivers, findDrivers } from "./drivers.ts";
import { median, robustSpread } from "./statistics.ts";
import { sumUsage, type UsageTotals } from "./usage.ts";

/**
 * So many earlier windows are read where each is a week or less, and fewer of longer ones: their changes from one to the
 * next show how much the entity changes anyway.
 */
const maxHistoryWindows = 8;
/** With fewer earlier windows than this, nothing is known of what is usual. */
const minHistoryWindows = 4;
/** A change of up to this many robust spreads is usual, as with anomalies. */
const usualFactor = 3.5;
/** A change that is a smaller part of a usual window's cost is not called unusual, however even the windows before were. */
export const minUnusualPercent = 35;

export interface ComparisonPlan {
  readonly window: TimeWindow;
  readonly before: TimeWindow;
  /** From the start of the earliest window that is read to the end of `before`. */
  readonly history: TimeWindow;
  /** The days that the daily series has to cover. */
  readonly span: TimeWindow;
}

/** A longer window would take years of history to show what is usual. */
const maxDaysWithHistory = 31;

/** @param other the days to compare with, of which no history is read; left out: the days right before the window */
export function planComparison(window: TimeWindow, other?: TimeWindow): ComparisonPlan {
  if (other !== undefined) {
    const [first, last] = other.start < window.start ? [other, window] : [window, other];
    return { window, before: other, history: other, span: { start: first.start, end: last.end } };
  }
  const days = daysOf(window).length;
  const before = shiftBack(window, days);
  const { start } = shiftBack(window, days * chooseWindowCount(days));
  return { window, before, history: { start, end: before.end }, span: { start, end: window.end } };
}

/** Several windows are at most half a year together. */
function chooseWindowCount(days: number): number {
  if (days > maxDaysWithHistory) return 1;
  return days > 7 ? minHistoryWindows + 1 : maxHistoryWindows;
}

export interface Comparison {
  readonly now: UsageTotals;
  readonly before: UsageTotals;
  readonly change: Usd | null;
  /** What the change comes from, as if both windows had the same number of days. */
  readonly drivers: Drivers | null;
  /** What the different number of days adds; null where it is the same, or there are no drivers. */
  readonly moreOrFewerDays: Usd | null;
  readonly days: { readonly now: number; readonly before: number };
  /**
   * true: no larger than `usualChange`. false: larger, and large enough to be called unusual. null: larger, but too small
   * for that; or not known.
   */
  readonly isUsual: boolean | null;
  /** The largest change that is usual by the changes before; null with too few of them. */
  readonly usualChange: Usd | null;
}

export function compareWindows(
  days: readonly DayUsage[],
  { window, before, history }: ComparisonPlan,
): Comparison {
  const [now, then] = [totalsOf(days, window), totalsOf(days, before)];
  const change = now.cost === null || then.cost === null ? null : asDerivedUsd(now.cost - then.cost);
  const limits = learnChangeLimits(days, before, history);
  const lengths = { now: daysOf(window).length, before: daysOf(before).length };
  const drivers = findDrivers(scaleTotals(then, lengths.now / lengths.before), now);
  return {
    now,
    before: then,
    change,
    drivers,
    moreOrFewerDays:
      drivers === null || change === null || lengths.now === lengths.before
        ? null
        : asDerivedUsd(change - drivers.volume - (drivers.tokensPerRequest ?? 0) - drivers.unitPrice),
    days: lengths,
    isUsual: change === null || limits === null ? null : judgeChange(Math.abs(change), limits),
    usualChange: limits?.usual ?? null,
  };
}

/** The totals as they would be over another number of days. */
const scaleTotals = ({ cost, requests, tokens }: UsageTotals, factor: number): UsageTotals => ({
  cost: cost === null ? null : asDerivedUsd(cost * factor),
  requests: requests === null ? null : requests * factor,
  tokens: tokens === null ? null : tokens * factor,
});

/** The API does not promise a row for a day without use: where it sent any row, a window without one had none. */
function totalsOf(days: readonly DayUsage[], window: TimeWindow): UsageTotals {
  const hasRow = days.some(({ day }) => isInWindow(day, window));
  return days.length > 0 && !hasRow
    ? { cost: asDerivedUsd(0), requests: 0, tokens: 0 }
    : sumUsage(days, window);
}

interface ChangeLimits {
  /** The largest change that is usual by the changes before. */
  readonly usual: Usd;
  /** A change up to this one is too small to be called unusual. */
  readonly small: Usd;
}

function judgeChange(change: number, { usual, small }: ChangeLimits): boolean | null {
  if (change <= usual) return true;
  return change > small ? false : null;
}

/** From the changes between the windows before. Windows that begin before the first cost of all do not count. */
function learnChangeLimits(
  days: readonly DayUsage[],
  before: TimeWindow,
  history: TimeWindow,
): ChangeLimits | null {
  const length = daysOf(before).length;
  const firstDay = days.find(({ cost }) => cost !== null && cost > 0)?.day;
  if (firstDay === undefined) return null;
  const costs: number[] = [];
  for (let window = before; window.start >= history.start; window = shiftBack(window, length)) {
    if (startOfDay(firstDay) > window.start) break;
    const rows = days.filter(({ day }) => isInWindow(day, window));
    if (rows.some(({ cost }) => cost === null)) break;
    costs.push(sumUsage(days, window).cost ?? 0);
  }
  const changes = costs.slice(0, -1).map((cost, index) => cost - (costs[index + 1] ?? 0));
  if (changes.length < minHistoryWindows - 1) return null;
  return {
    usual: asDerivedUsd(usualFactor * robustSpread(changes)),
    small: asDerivedUsd((minUnusualPercent / 100) * median(costs)),
  };
}
