/** The history that a forecast rests on: what every day from the first use to yesterday cost, and the levels on the way. */
import { daysOf, startOfDay, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { type Level, learnLevels } from "./level.ts";
import { mapCosts } from "./usage.ts";

export interface History {
  readonly costs: readonly number[];
  /** For each day the sum of all costs before it, and last the sum of all. */
  readonly sumsBefore: readonly number[];
  /** The first day on which a forecast would have been made. */
  readonly firstForecast: number;
  readonly levelAt: (end: number) => Level;
}

/** Fewer days since the first use than this are too few to look ahead. */
const minHistoryDays = 14;

/** null when the first use is too recent, or the cost of a day since then is unknown. */
export function toHistory(days: readonly DayUsage[], today: UtcDay): History | null {
  const firstUse = days.find(({ cost }) => cost !== null && cost > 0)?.day;
  if (firstUse === undefined || firstUse >= today) return null;
  if (days.some(({ day, cost }) => day >= firstUse && cost === null)) return null;
  const costByDay = mapCosts(days);
  const costs = daysOf({ start: startOfDay(firstUse), end: startOfDay(today) }).map(
    (day) => costByDay.get(day) ?? 0,
  );
  if (costs.length < minHistoryDays) return null;
  return {
    costs,
    sumsBefore: accumulateCosts(costs),
    firstForecast: minHistoryDays,
    levelAt: learnLevels(costs, minHistoryDays),
  };
}

/** What all days before each day cost together, and before the day after the last. */
function accumulateCosts(costs: readonly number[]): number[] {
  const sums = [0];
  for (const [index, cost] of costs.entries()) sums.push((sums[index] ?? 0) + cost);
  return sums;
}
