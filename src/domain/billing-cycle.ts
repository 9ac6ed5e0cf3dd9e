/** The last day of a period that the API states by its two ends, and the billing cycle that follows from a subscription. */

import type { Subscription } from "./entities.ts";
import {
  addDays,
  addMonths,
  countDays,
  dayOf,
  monthOf,
  type StatedEnd,
  startOfDay,
  type TimeWindow,
  type UtcDay,
  windowOfDays,
} from "./time.ts";

export interface LastDay {
  /** The last day that belongs to the period. */
  readonly day: UtcDay;
  /** How that is known, in words. */
  readonly basis: string;
  /** The stated end may be the last day or the day after it, and is taken to be the last day, like the API's other dates. */
  readonly isAssumed: boolean;
}

/** The lengths that a subscription's period can have: a month or a year. */
const periodMonths = [1, 12];

/**
 * The last day of a period. A midnight is the first moment that does not belong to it. A bare date can be the last day or
 * the one after: the one that makes the period a whole month or year is taken. Where neither does, the date is assumed to
 * belong to the period.
 */
export function findLastDay(start: UtcDay | null, { day, form }: StatedEnd): LastDay {
  const dayBefore = addDays(day, -1);
  if (form === "midnight") {
    return { day: dayBefore, basis: `it ends at midnight as ${day} begins`, isAssumed: false };
  }
  if (form === "time") return { day, basis: `it ends in the course of ${day}`, isAssumed: false };
  const ends = start === null ? [] : periodMonths.map((months) => addMonths(start, months));
  const wholePeriodBasis = `the end ${day} can be the last day or the one after; from ${start} on this is a whole month or year`;
  if (ends.includes(day)) return { day: dayBefore, basis: wholePeriodBasis, isAssumed: false };
  if (ends.includes(addDays(day, 1))) return { day, basis: wholePeriodBasis, isAssumed: false };
  const basis = `the end is the bare date ${day}, which is taken to belong to the period; it may be the day after`;
  return { day, basis, isAssumed: true };
}

/** The end of a period that is stated as a moment, such as the moment at which a budget starts anew. */
export const asStatedEnd = (time: Date): StatedEnd => ({
  day: dayOf(time),
  form: startOfDay(dayOf(time)).getTime() === time.getTime() ? "midnight" : "time",
});

/** Days up to the last one, today included; 0 when it is past. */
export const countDaysLeft = (last: UtcDay, today: UtcDay): number =>
  last < today ? 0 : countDays(windowOfDays(today, last));

/** A month has at most 31 days. */
const longestMonthDays = 31;

export interface BillingCycle {
  readonly window: TimeWindow;
  readonly warnings: readonly string[];
}

/** The subscription's period where it is going on and no longer than a month, else the calendar month. */
export function findBillingCycle(subscription: Subscription | null, today: UtcDay): BillingCycle {
  const fallBackToMonth = (reason: string): BillingCycle => ({
    window: monthOf(today),
    warnings: subscription === null ? [] : [`${reason}: the cycle is taken to be the calendar month.`],
  });
  const { periodStart: start = null, periodEnd: end = null } = subscription ?? {};
  if (start === null || end === null) return fallBackToMonth("The subscription states no billing period");
  const last = findLastDay(start, end);
  const period = `The subscription's period, ${start}..${last.day},`;
  if (last.day < start) return fallBackToMonth(`${period} ends before it begins`);
  if (last.day < today) return fallBackToMonth(`${period} is over`);
  if (start > today) return fallBackToMonth(`${period} has not begun`);
  const window = windowOfDays(start, last.day);
  const days = countDays(window);
  // Under a yearly subscription too, budgets and forecasts are for a month.
  if (days > longestMonthDays) return fallBackToMonth(`${period} has ${days} days, more than a month`);
  const warnings = last.isAssumed ? [`The last day of the billing cycle is not certain: ${last.basis}.`] : [];
  return { window, warnings };
}

/** Dates of the subscription that contradict each other, or today. */
export function warnOfSubscriptionDates(subscription: Subscription, today: UtcDay): string[] {
  const { periodStart: start, periodEnd: end, billingPeriod } = subscription;
  if (end === null) return [];
  const last = findLastDay(start, end);
  if (start !== null && last.day < start) return ["The billing period ends before it begins."];
  const days = start === null ? 0 : countDays(windowOfDays(start, last.day));
  return [
    ...(last.day < today ? [`The billing period ended on ${last.day}: what follows it is not stated.`] : []),
    ...(start !== null && start > today ? [`The billing period begins in the future, on ${start}.`] : []),
    ...(days > longestMonthDays && billingPeriod === "monthly"
      ? [`The billing period is called monthly and has ${days} days.`]
      : []),
    ...(last.isAssumed ? [`The last day of the billing period is not certain: ${last.basis}.`] : []),
  ];
}

/** @param name of the period that was asked for: any other than billing_cycle says by itself how long it is */
export function warnOfLongCycle(name: string, window: TimeWindow | null): string[] {
  const days = window === null ? 0 : countDays(window);
  return name === "billing_cycle" && days > longestMonthDays
    ? [`The billing cycle that the API states has ${days} days so far: it is longer than a month.`]
    : [];
}
