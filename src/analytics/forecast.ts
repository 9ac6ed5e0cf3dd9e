/** Where a billing cycle will end: what has been spent, and what the days to come will cost at the present level. */

import { derivedUsd, type Usd } from "../domain/money.ts";
import { addDays, daysOf, startOfDay, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { type RangeBasis, rangeOfNext, type SumRange } from "./forecast-range.ts";
import { levelsOf } from "./level.ts";
import { expectedMeanDays, type History } from "./past-forecasts.ts";
import { sum } from "./statistics.ts";

/** Fewer days since the first use than this are too few to look ahead. */
const minHistoryDays = 14;
/** With fewer days than this the weekdays are not learnt to the full, and few past forecasts stand side by side. */
const ampleHistoryDays = 84;
/** A shift of the level is told when the forecast follows it more than not. */
const minTrustInShift = 0.5;

export interface Forecast {
  readonly total: Usd;
  /** 80 % range. */
  readonly low: Usd;
  readonly high: Usd;
  readonly basis: ForecastBasis;
  /** When the budget is used up; null without a budget, or when the cycle ends first even at the high end of the range. */
  readonly exhaustion: Exhaustion | null;
  /** Since this day the cost is on another level, which is taken to go on; null when it is on that of four weeks. */
  readonly levelSince: UtcDay | null;
}

export interface ForecastBasis extends RangeBasis {
  readonly historyDays: number;
  readonly isLittleHistory: boolean;
}

/** The 80 % range of the day on which the budget is used up; null where the cycle ends before. */
export interface Exhaustion {
  readonly earliest: UtcDay;
  readonly expected: UtcDay | null;
  readonly latest: UtcDay | null;
}

/**
 * @param days daily costs up to today, today's so far included; a day without a row had no use
 * @returns null when the history is too short, or a day of it is unknown
 */
export function forecastCycle(
  days: readonly DayUsage[],
  cycle: TimeWindow,
  today: UtcDay,
  budget: Usd | null,
): Forecast | null {
  const history = historyOf(days, today);
  if (history === null) return null;
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const cycleDays = daysOf(cycle);
  const spent = sum(cycleDays.filter((day) => day < today).map((day) => costOf.get(day) ?? 0));
  const remaining = cycleDays.filter((day) => day >= today);
  const todaySoFar = costOf.get(today) ?? 0;
  const end = rangeOfNext(history, remaining.length);
  const shown = withToday(end, todaySoFar, shareOfToday(history, remaining.length));
  const { shift } = history.levelAt(history.costs.length);
  return {
    total: derivedUsd(spent + shown.middle),
    low: derivedUsd(spent + shown.low),
    high: derivedUsd(spent + shown.high),
    basis: {
      ...end.basis,
      historyDays: history.costs.length,
      isLittleHistory: history.costs.length < ampleHistoryDays,
    },
    exhaustion: budget === null ? null : exhaustionOf(history, spent, remaining, todaySoFar, budget),
    levelSince: shift === null || end.trustInShift < minTrustInShift ? null : addDays(today, -shift.length),
  };
}

/** Every day from the first use to yesterday. */
function historyOf(days: readonly DayUsage[], today: UtcDay): History | null {
  const firstUse = days.find(({ cost }) => cost !== null && cost > 0)?.day;
  if (firstUse === undefined || firstUse >= today) return null;
  if (days.some(({ day, cost }) => day >= firstUse && cost === null)) return null;
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const costs = daysOf({ start: startOfDay(firstUse), end: startOfDay(today) }).map(
    (day) => costOf.get(day) ?? 0,
  );
  if (costs.length < minHistoryDays) return null;
  return { costs, before: sumsBefore(costs), from: minHistoryDays, levelAt: levelsOf(costs, minHistoryDays) };
}

/** Of every day, and of the day after the last: what came before it. */
function sumsBefore(costs: readonly number[]): number[] {
  const sums = [0];
  for (const [index, cost] of costs.entries()) sums.push((sums[index] ?? 0) + cost);
  return sums;
}

/** The part of the days to come that today is expected to cost. */
function shareOfToday(history: History, days: number): number {
  const now = history.costs.length;
  const level = history.levelAt(now);
  return expectedMeanDays(level, now, 1) / expectedMeanDays(level, now, days);
}

/** Today will cost what its weekday usually does, unless it already has cost more. */
function withToday(
  { low, middle, high }: Pick<SumRange, "low" | "middle" | "high">,
  soFar: number,
  share: number,
) {
  const excess = Math.max(0, soFar - middle * share);
  return {
    low: Math.max(soFar, low + excess),
    middle: Math.max(soFar, middle + excess),
    high: Math.max(soFar, high + excess),
  };
}

function exhaustionOf(
  history: History,
  spent: number,
  remaining: readonly UtcDay[],
  todaySoFar: number,
  usedUpAt: number,
): Exhaustion | null {
  const sums = remaining.map((_, index) => {
    const days = index + 1;
    return withToday(rangeOfNext(history, days), todaySoFar, shareOfToday(history, days));
  });
  const earliest = firstDay(boundsFromLater(sums.map(({ high }) => high)));
  if (earliest === null) return null;
  const expected = firstDay(sums.map(({ middle }) => middle));
  return { earliest, expected, latest: firstDay(boundsFromEarlier(sums.map(({ low }) => low))) };

  function firstDay(costs: readonly number[]): UtcDay | null {
    return remaining[costs.findIndex((cost) => spent + cost >= usedUpAt)] ?? null;
  }
}

/** By a day at most as much is spent as by each later one. */
const boundsFromLater = (highs: readonly number[]): number[] =>
  highs.map((_, index) => Math.min(...highs.slice(index)));

/** By a day at least as much is spent as by each earlier one. */
const boundsFromEarlier = (lows: readonly number[]): number[] =>
  lows.map((_, index) => Math.max(...lows.slice(0, index + 1)));
