/** Where a billing cycle will end: what has been spent, and for each day to come what its weekday usually costs. */
import type { DayUsage } from "../api/reports.ts";
import { derivedUsd, type Usd } from "../money.ts";
import { addDays, daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../time.ts";
import { weekday } from "./onset.ts";
import { median, sum } from "./statistics.ts";

/** Four weeks: each weekday four times. */
const historyDays = 28;
/** Fewer days with a figure than this are too sparse to look ahead. */
const minHistoryDays = 14;
/** Of the normal distribution: 80 % lie within. */
const z80 = 1.2816;

export interface Forecast {
  readonly total: Usd;
  /** 80 % range. */
  readonly low: Usd;
  readonly high: Usd;
  /** The day on which the budget is used up at the expected pace; null when the cycle ends first, or without a budget. */
  readonly exhaustedOn: UtcDay | null;
}

/**
 * @param days daily costs up to today, today's so far included
 * @returns null when the history is too sparse
 */
export function forecastCycle(
  days: readonly DayUsage[],
  cycle: TimeWindow,
  today: UtcDay,
  budget: Usd | null,
): Forecast | null {
  const costOf = new Map(days.flatMap(({ day, cost }) => (cost === null ? [] : [[day, cost] as const])));
  const history = daysOf(windowOfDays(addDays(today, -historyDays), addDays(today, -1)));
  if (history.filter((day) => costOf.has(day)).length < minHistoryDays) return null;
  const usual = usualByWeekday(history, costOf);
  const usualOn = (day: UtcDay): number => usual.get(weekday(day)) ?? 0;
  const spread = spreadOf(
    history.map((day) => (costOf.get(day) ?? 0) - usualOn(day)),
    history.map(usualOn),
  );

  const cycleDays = daysOf(cycle);
  const spent = sum(cycleDays.filter((day) => day < today).map((day) => costOf.get(day) ?? 0));
  const remaining = cycleDays.filter((day) => day >= today);
  // Today will cost what its weekday usually does, unless it already has cost more.
  const expectedOn = (day: UtcDay): number =>
    day === today ? Math.max(usualOn(day), costOf.get(day) ?? 0) : usualOn(day);
  const total = spent + sum(remaining.map(expectedOn));
  // Days vary on their own; that the level itself is off, as four weeks show it, adds to every day alike.
  const count = remaining.length;
  const uncertainty = z80 * spread * Math.sqrt(count + count ** 2 / historyDays);
  const soFar = spent + (costOf.get(today) ?? 0);
  return {
    total: derivedUsd(total),
    low: derivedUsd(Math.max(soFar, total - uncertainty)),
    high: derivedUsd(total + uncertainty),
    exhaustedOn: budget === null ? null : exhaustion(spent, remaining, expectedOn, budget, today),
  };
}

/** A day is never taken to vary by less than this share of a usual one. */
const minSpreadShare = 0.05;
/** Residuals against a median of four that includes the day itself are too small by about this factor. */
const smallSample = Math.sqrt(4 / 3);

/** Not the robust spread: a range that leaves out the odd expensive day would promise too much. */
function spreadOf(residuals: readonly number[], usual: readonly number[]): number {
  const deviation = Math.sqrt(sum(residuals.map((residual) => residual ** 2)) / residuals.length);
  return Math.max(smallSample * deviation, minSpreadShare * (sum(usual) / usual.length));
}

function usualByWeekday(
  history: readonly UtcDay[],
  costOf: ReadonlyMap<UtcDay, number>,
): ReadonlyMap<number, number> {
  const usual = new Map<number, number>();
  for (const [each, days] of Map.groupBy(history, weekday))
    usual.set(each, median(days.map((day) => costOf.get(day) ?? 0)));
  return usual;
}

function exhaustion(
  spent: number,
  remaining: readonly UtcDay[],
  expectedOn: (day: UtcDay) => number,
  budget: Usd,
  today: UtcDay,
): UtcDay | null {
  if (spent >= budget) return today;
  let reached = spent;
  for (const day of remaining) {
    reached += expectedOn(day);
    if (reached >= budget) return day;
  }
  return null;
}
