import { describe, expect, test } from "bun:test";
import {
  asStatedEnd,
  countDaysLeft,
  findBillingCycle,
  findLastDay,
  warnOfLongCycle,
  warnOfSubscriptionDates,
} from "../../src/domain/billing-cycle.ts";
import type { Subscription } from "../../src/domain/entities.ts";
import { dayOf, lastDayOf, type StatedEnd, windowOfDays } from "../../src/domain/time.ts";

const today = "2026-11-22";
const at = (day: string, form: StatedEnd["form"] = "date"): StatedEnd => ({ day, form });

const plan = (
  periodStart: string | null,
  periodEnd: StatedEnd | null,
  billingPeriod = "monthly",
): Subscription => ({
  tier: "team",
  status: "active",
  billingPeriod,
  basePrice: null,
  virtualKeyLimit: null,
  logLimit: null,
  periodStart,
  periodEnd,
  trialEndsAt: null,
  cancelAtPeriodEnd: null,
  source: "subscriptions/current",
  warnings: [],
});

test.each([
  ["a midnight does not belong to it", "2026-11-10", at("2026-12-10", "midnight"), "2026-12-09", false],
  ["a moment of the day does", "2026-11-10", at("2026-12-10", "time"), "2026-12-10", false],
  ["a bare date, a month on", "2026-11-10", at("2026-12-10"), "2026-12-09", false],
  ["a bare date, the last of a month", "2026-11-10", at("2026-12-09"), "2026-12-09", false],
  ["a bare date, a year on", "2026-11-10", at("2027-11-10"), "2027-11-09", false],
  ["a bare date, the last of a year", "2026-01-01", at("2026-12-31"), "2026-12-31", false],
  ["a month that is shorter", "2026-01-31", at("2026-02-28"), "2026-02-27", false],
  ["a bare date of another length", "2026-11-10", at("2026-11-21"), "2026-11-21", true],
  ["a bare date, and no start", null, at("2026-12-10"), "2026-12-10", true],
] as const)("%s", (_, start, end, day, isAssumed) => {
  expect(findLastDay(start, end)).toMatchObject({ day, isAssumed, basis: expect.any(String) });
});

test("a budget that starts anew at midnight has the day before as its last", () => {
  expect(findLastDay(null, asStatedEnd(new Date("2026-12-10T00:00:00Z"))).day).toBe("2026-12-09");
  expect(findLastDay(null, asStatedEnd(new Date("2026-12-10T08:00:00Z"))).day).toBe("2026-12-10");
});

test.each([
  ["2026-11-30", 9],
  [today, 1],
  ["2026-11-21", 0],
])("up to %s: %d days, with today", (last, days) => {
  expect(countDaysLeft(last, today)).toBe(days);
});

describe("the cycle", () => {
  const showCycle = (subscription: Subscription | null) => {
    const { window, warnings } = findBillingCycle(subscription, today);
    return { days: `${dayOf(window.start)}..${lastDayOf(window)}`, warnings };
  };
  const month = "2026-11-01..2026-11-30";

  test("is the subscription's, its last day included", () => {
    const days = "2026-11-10..2026-12-09";
    for (const end of [at("2026-12-10", "midnight"), at("2026-12-10"), at("2026-12-09")]) {
      expect(showCycle(plan("2026-11-10", end))).toEqual({ days, warnings: [] });
    }
  });

  test.each([
    ["nothing is stated", plan(null, null), "The subscription states no billing period"],
    [
      "it is over",
      plan("2026-10-10", at("2026-11-10", "midnight")),
      "The subscription's period, 2026-10-10..2026-11-09, is over",
    ],
    [
      "it has not begun",
      plan("2026-12-01", at("2026-12-31")),
      "The subscription's period, 2026-12-01..2026-12-31, has not begun",
    ],
    [
      "it is long",
      plan("2026-06-01", at("2026-12-17", "time")),
      "The subscription's period, 2026-06-01..2026-12-17, has 200 days, more than a month",
    ],
  ])("is the calendar month where %s, and that is said", (_, subscription, reason) => {
    expect(showCycle(subscription)).toEqual({
      days: month,
      warnings: [`${reason}: the cycle is taken to be the calendar month.`],
    });
  });

  test("is the calendar month where the subscription could not be read, which is said elsewhere", () => {
    expect(showCycle(null)).toEqual({ days: month, warnings: [] });
  });

  test("has a last day that is not certain", () => {
    const { days, warnings } = showCycle(plan("2026-11-10", at("2026-11-30")));
    expect(days).toBe("2026-11-10..2026-11-30");
    expect(warnings).toEqual([
      "The last day of the billing cycle is not certain: the end is the bare date 2026-11-30, which is taken to belong to the period; it may be the day after.",
    ]);
  });
});

test.each([
  [
    plan("2026-10-10", at("2026-11-10", "midnight")),
    "The billing period ended on 2026-11-09: what follows it is not stated.",
  ],
  [plan("2026-12-01", at("2026-12-31")), "The billing period begins in the future, on 2026-12-01."],
  [plan("2026-06-01", at("2026-12-17", "time")), "The billing period is called monthly and has 200 days."],
  [plan("2026-12-10", at("2026-11-10")), "The billing period ends before it begins."],
])("%# is said", (subscription, warning) => {
  expect(warnOfSubscriptionDates(subscription, today)).toContain(warning);
});

test.each([
  plan("2026-11-01", at("2026-11-30")),
  plan("2026-03-01", at("2027-03-01"), "yearly"),
  plan(null, null),
])("%# is nothing to speak of", (subscription) => {
  expect(warnOfSubscriptionDates(subscription, today)).toEqual([]);
});

test("a billing cycle of 200 days is said to be one, a month is not", () => {
  const long = windowOfDays("2026-05-07", "2026-11-22");
  expect(warnOfLongCycle("billing_cycle", long)).toEqual([
    "The billing cycle that the API states has 200 days so far: it is longer than a month.",
  ]);
  expect(warnOfLongCycle("billing_cycle", windowOfDays("2026-10-01", "2026-10-31"))).toEqual([]);
  expect(warnOfLongCycle("2026-05-07..2026-11-22", long)).toEqual([]);
});
