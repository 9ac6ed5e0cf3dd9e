/** Where a billing cycle will end: what has been spent, and for each day to come what its weekday usually costs now. */

import { derivedUsd, type Usd } from "../domain/money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { type Level, levelOf } from "./level.ts";
import { sum } from "./statistics.ts";

/** Fewer days since the first use than this are too few to look ahead. */
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
  /** Since this day the cost is on another level, which is taken to go on; null when it is on that of four weeks. */
  readonly levelSince: UtcDay | null;
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
  const firstUse = days.find(({ cost }) => cost !== null && cost > 0)?.day;
  if (firstUse === undefined || days.some(({ day, cost }) => day >= firstUse && cost === null)) return null;
  const history = daysOf({ start: startOfDay(firstUse), end: startOfDay(today) });
  if (firstUse >= today || history.length < minHistoryDays) return null;
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
  const level = levelOf(history, costOf);

  const cycleDays = daysOf(cycle);
  const spent = sum(cycleDays.filter((day) => day < today).map((day) => costOf.get(day) ?? 0));
  const remaining = cycleDays.filter((day) => day >= today);
  // Today will cost what its weekday usually does, unless it already has cost more.
  const expectedOn = (day: UtcDay): number =>
    day === today ? Math.max(level.usualOn(day), costOf.get(day) ?? 0) : level.usualOn(day);
  const total = spent + sum(remaining.map(expectedOn));
  const uncertainty = z80 * deviationOf(level, remaining.length);
  const soFar = spent + (costOf.get(today) ?? 0);
  return {
    total: derivedUsd(total),
    low: derivedUsd(Math.max(soFar, total - uncertainty)),
    high: derivedUsd(total + uncertainty),
    exhaustedOn: budget === null ? null : exhaustion(spent, remaining, expectedOn, budget, today),
    levelSince: level.since,
  };
}

/**
 * Of the sum of the days to come: they vary on their own; that the level is known from so many days only adds to every
 * day alike; and if it has drifted from week to week, it will go on to.
 */
function deviationOf({ spread, days, weeklyDrift }: Level, count: number): number {
  const ofDays = spread ** 2 * (count + count ** 2 / days);
  const ofDrift = (count * weeklyDrift) ** 2 * (count / 7 / 3);
  return Math.sqrt(ofDays + ofDrift);
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
