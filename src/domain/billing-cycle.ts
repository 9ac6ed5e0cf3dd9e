/** The billing cycle that follows from the subscription's period. */
import type { Subscription } from "./entities.ts";
import { lastDayOfPeriod } from "./last-day.ts";
import { daysOf, monthOf, type TimeWindow, type UtcDay, windowOfDays } from "./time.ts";

/** A month has at most 31 days. */
const longestMonthDays = 31;

export interface BillingCycle {
  readonly window: TimeWindow;
  readonly warnings: readonly string[];
}

/** The subscription's period where it is a month that is going on, else the calendar month. */
export function billingCycle(subscription: Subscription | null, today: UtcDay): BillingCycle {
  const month = (reason: string): BillingCycle => ({
    window: monthOf(today),
    warnings: subscription === null ? [] : [`${reason}: the cycle is taken to be the calendar month.`],
  });
  const { periodStart: start = null, periodEnd: end = null } = subscription ?? {};
  if (start === null || end === null) return month("The subscription states no billing period");
  const last = lastDayOfPeriod(start, end);
  const period = `The subscription's period, ${start}..${last.day},`;
  if (last.day < start) return month(`${period} ends before it begins`);
  if (last.day < today) return month(`${period} is over`);
  if (start > today) return month(`${period} has not begun`);
  const window = windowOfDays(start, last.day);
  const days = daysOf(window).length;
  // A yearly subscription still has monthly money: budgets and forecasts are for the month.
  if (days > longestMonthDays) return month(`${period} has ${days} days, more than a month`);
  const warnings = last.isAssumed ? [`The last day of the billing cycle is not certain: ${last.basis}.`] : [];
  return { window, warnings };
}

/** What is odd about the subscription's own dates. */
export function subscriptionWarnings(subscription: Subscription, today: UtcDay): string[] {
  const { periodStart: start, periodEnd: end, billingPeriod } = subscription;
  if (end === null) return [];
  const last = lastDayOfPeriod(start, end);
  if (start !== null && last.day < start) return ["The billing period ends before it begins."];
  const days = start === null ? 0 : daysOf(windowOfDays(start, last.day)).length;
  return [
    ...(last.day < today ? [`The billing period ended on ${last.day}: what follows it is not stated.`] : []),
    ...(start !== null && start > today ? [`The billing period begins in the future, on ${start}.`] : []),
    ...(days > longestMonthDays && billingPeriod === "monthly"
      ? [`The billing period is called monthly and has ${days} days.`]
      : []),
    ...(last.isAssumed ? [`The last day of the billing period is not certain: ${last.basis}.`] : []),
  ];
}
