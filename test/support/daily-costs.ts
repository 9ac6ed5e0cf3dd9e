/** Made-up days of one spender, for the arithmetic on days. */
import { asDerivedUsd, type Usd } from "../../src/domain/money.ts";
import { daysOf, isInWindow, type TimeWindow } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";

/** @param costOn by how many days ago it was; the last day of the window is one day ago */
export function makeDays(window: TimeWindow, costOn: (daysAgo: number) => number): DayUsage[] {
  return daysOf(window).map((day, index, all) => ({
    day,
    cost: asDerivedUsd(costOn(all.length - index)),
    requests: null,
    tokens: null,
  }));
}

export const sumCosts = (days: readonly DayUsage[], window: TimeWindow): Usd =>
  asDerivedUsd(days.reduce((sum, { day, cost }) => sum + (isInWindow(day, window) ? (cost ?? 0) : 0), 0));
