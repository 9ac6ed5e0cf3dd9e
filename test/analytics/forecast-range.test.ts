import { expect, test } from "bun:test";
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { addDays, windowOfDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

const today = "2026-11-20";
const cycle = windowOfDays("2026-11-01", "2026-11-30");
const history = windowOfDays(addDays(today, -60), addDays(today, -1));

/** What lies this far from 10, as a part of the mean of both. */
const awayBy = (distance: number): number => (10 * (2 + distance)) / (2 - distance);

// Four times as far is odd. The level and the weekdays are learnt from the same days, the last one among them, so that here
// the limit lies at about half and not at 0.4.
test.each([
  { distance: 0.495, isDoubted: false },
  { distance: 0.51, isDoubted: true },
])(
  "the other days stray by 0.1, and a last day by $distance: the range reaches to where it leads: $isDoubted",
  ({ distance, isDoubted }) => {
    const costOn = (daysAgo: number) => awayBy(daysAgo === 1 ? distance : daysAgo % 2 === 0 ? 0.1 : -0.1);
    const high = forecastCycle(makeDays(history, costOn), cycle, today, null)?.high;
    const spent = Array.from({ length: 19 }, (_, index) => costOn(index + 1)).reduce((a, b) => a + b, 0);
    const ifItGoesOn = spent + 11 * awayBy(distance);
    expect(Number(high) > 0.95 * ifItGoesOn).toBe(isDoubted);
  },
);

test.each([
  { soFar: 4, total: 300 },
  { soFar: 10, total: 300 },
  { soFar: 15, total: 305 },
])("where every day costs 10, today with $soFar so far ends a month of $total", ({ soFar, total }) => {
  const upToNow = windowOfDays(addDays(today, -60), today);
  const days = makeDays(upToNow, (daysAgo) => (daysAgo === 1 ? soFar : 10));
  expect(Number(forecastCycle(days, cycle, today, null)?.total)).toBeCloseTo(total, 6);
});
