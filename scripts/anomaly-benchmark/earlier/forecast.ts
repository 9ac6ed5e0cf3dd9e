/** The forecast of the version before ranges were measured on past forecasts, to compare with. */

import { sum } from "../../../src/analytics/statistics.ts";
import { asDerivedUsd, type Usd } from "../../../src/domain/money.ts";
import { daysOf, startOfDay, type TimeWindow, type UtcDay } from "../../../src/domain/time.ts";
import type { DayUsage } from "../../../src/domain/usage.ts";
import { type Level, levelOf } from "./level.ts";

/** Fewer days since the first use than this are too few to look ahead. */
const minHistoryDays = 14;
/** Deviations of the normal distribution within which 80 % lie. */
const z80 = 1.2816;

interface Forecast {
  readonly total: Usd;
  /** 80 % range. */
  readonly low: Usd;
  readonly high: Usd;
}

/**
 * @param days daily costs up to today, today's so far included; a day without a row had no use
 * @returns null when the history is too short, or a day of it is unknown
 */
export function earlierForecast(
  days: readonly DayUsage[],
  cycle: TimeWindow,
  today: UtcDay,
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
    total: asDerivedUsd(total),
    low: asDerivedUsd(Math.max(soFar, total - uncertainty)),
    high: asDerivedUsd(total + uncertainty),
  };
}

/**
 * The deviation of the sum of the days to come: they vary on their own; that the level is known from so many days only adds to every
 * day alike; and if it has drifted from week to week, it will go on to.
 */
function deviationOf({ spread, days, weeklyDrift }: Level, count: number): number {
  const ofDays = spread ** 2 * (count + count ** 2 / days);
  const ofDrift = (count * weeklyDrift) ** 2 * (count / 7 / 3);
  return Math.sqrt(ofDays + ofDrift);
}
