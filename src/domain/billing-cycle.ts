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
  /** The end itself can be read either way; this is how the API means its other dates. */
  readonly isAssumed: boolean;
}

/** A period of the subscription is a month or a year. */
const periodMonths = [1, 12];

/**
 * The last day of a period. A midnight is the first moment that does not belong to it. A bare date can be either, and is
 * held against the length that the period would have.
 */
export function findLastDay(start: UtcDay | null, { day, form }: StatedEnd): LastDay {
  const before = addDays(day, -1);
  if (form === "midnight") {
    return { day: before, basis: `it ends at midnight as ${day} begins`, isAssumed: false };
  }
  if (form === "time") return { day, basis: `it ends in the course of ${day}`, isAssumed: false };
  const ends = start === null ? [] : periodMonths.map((months) => addMonths(start, months));
  const fits = `the end is the bare date ${day}, which can mean either; from ${start} on this is a whole month or year`;
  if (ends.includes(day)) return { day: before, basis: fits, isAssumed: false };
  if (ends.includes(addDays(day, 1))) return { day, basis: fits, isAssumed: false };
  const basis = `the end is the bare date ${day}, which is taken to belong to the period; it may be the day after`;
  return { day, basis, isAssumed: true };
}

/** The end of a budget's window: it starts anew at this moment. */
export const asStatedEnd = (time: Date): StatedEnd => ({
  day: dayOf(time),
  form: startOfDay(dayOf(time)).getTime() === time.getTime() ? "midnight" : "time",
});

/** Days up to the last one, today included; none when it is over. */
export const countDaysLeft = (last: UtcDay, today: UtcDay): number =>
  last < today ? 0 : countDays(windowOfDays(today, last));

/** A month has at most 31 days. */
const longestMonthDays = 31;

export interface BillingCycle {
  readonly window: TimeWindow;
  readonly warnings: readonly string[];
}

/** The subscription's period where it is a month that is going on, else the calendar month. */
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
  // A yearly subscription still has monthly money: budgets and forecasts are for the month.
  if (days > longestMonthDays) return fallBackToMonth(`${period} has ${days} days, more than a month`);
  const warnings = last.isAssumed ? [`The last day of the billing cycle is not certain: ${last.basis}.`] : [];
  return { window, warnings };
}

/** What is odd about the subscription's own dates. */
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

/** `name`: what was asked for; by any other word than billing_cycle the reader knows how long it is. */
export function warnOfLongCycle(name: string, window: TimeWindow | null): string[] {
  const days = window === null ? 0 : countDays(window);
  return name === "billing_cycle" && days > longestMonthDays
    ? [`The billing cycle that the API states has ${days} days so far: it is longer than a month.`]
    : [];
}
