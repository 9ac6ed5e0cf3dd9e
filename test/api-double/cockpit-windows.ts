import { addDays, type Day, HOUR_MS, monthEndOf, monthStartOf, toDay, toDayNumber } from "./days.ts";
import type { VirtualKey } from "./population.ts";
import type { Call } from "./route.ts";
import type { Usage } from "./sums.ts";

export const periods = ["24h", "7d", "30d", "billing_cycle"] as const;
export type Period = (typeof periods)[number];

/** Days, both included; with `hours`, only the requests of those hours. */
export interface CockpitWindow {
  readonly from: Day;
  readonly to: Day;
  readonly hours?: { readonly from: Date; readonly to: Date };
}

/** 7d and 30d end today; 24h is rolling; the billing cycle is the calendar month so far. */
export function windowOf(period: Period, now: Date): CockpitWindow {
  const today = toDay(now);
  if (period === "24h") return createRollingDay(now);
  if (period === "7d") return { from: addDays(today, -6), to: today };
  if (period === "30d") return { from: addDays(today, -29), to: today };
  return { from: monthStartOf(today), to: today };
}

/** The window of the same length just before; of one that begins with a month, the same days of the month before. */
export function previousOf({ from, to, hours }: CockpitWindow): CockpitWindow {
  if (hours !== undefined) return createRollingDay(hours.from);
  const length = toDayNumber(to) - toDayNumber(from) + 1;
  const before = addDays(from, -1);
  if (from !== monthStartOf(to)) return { from: addDays(before, 1 - length), to: before };
  const start = monthStartOf(before);
  return { from: start, to: earlierOf(addDays(start, length - 1), monthEndOf(start)) };
}

function earlierOf(...days: readonly [Day, Day]): Day {
  return days.toSorted()[0] ?? days[0];
}

function createRollingDay(end: Date): CockpitWindow {
  const start = new Date(end.getTime() - 24 * HOUR_MS);
  return { from: toDay(start), to: toDay(end), hours: { from: start, to: end } };
}

/** What the caller's key may see: all keys of its agent or member; unbound, the whole workspace. */
export function usageOf({ world, key }: Call, { from, to, hours }: CockpitWindow): readonly Usage[] {
  const usage: readonly Usage[] = hours
    ? world.requestsBetween(hours.from, hours.to)
    : world.chargesBetween(from, to);
  if (key === undefined) return [];
  if (key.entityType === null || key.entityId === null) return usage;
  return world.of(key.entityType, key.entityId, usage);
}

/** Change in percent to two decimals; null from zero. */
export function computeChange(current: number, previous: number): number | null {
  return computePercent(current - previous, previous);
}

export function computePercent(part: number, whole: number | null): number | null {
  return whole === null || whole === 0 ? null : Math.round((10_000 * part) / whole) / 100;
}

/** The next start of a budget's window, which need not be the period that was asked for. Weeks start on Monday. */
export function resetOf(window: VirtualKey["budgetWindow"], now: Date): string {
  const today = toDay(now);
  const daysToMonday = 7 - ((now.getUTCDay() + 6) % 7);
  const next = {
    daily: addDays(today, 1),
    weekly: addDays(today, daysToMonday),
    monthly: addDays(monthEndOf(today), 1),
  };
  return `${next[window]}T00:00:00Z`;
}
