/** Where the level of daily costs has moved, as a forecast tells it. */
import { expect, test } from "bun:test";
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { addDays, windowOfDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

const today = "2026-11-20";
const cycle = windowOfDays("2026-11-01", "2026-11-30");

/** How many days ago the new level began; null when there is none. */
function shiftOf(costOn: (daysAgo: number) => number): number | null {
  const history = windowOfDays(addDays(today, -90), addDays(today, -1));
  const since = forecastCycle(makeDays(history, costOn), cycle, today, null)?.levelSince ?? null;
  return since === null ? null : (Date.parse(today) - Date.parse(since)) / 86_400_000;
}

const movedBy = (share: number, length: number) => (daysAgo: number) =>
  10 * (daysAgo <= length ? 1 + share : 1);

// Days that are all alike are taken to vary by a twentieth: four deviations of the mean of two of them are 18.3 %.
test.each([
  { share: 0.175, length: 2, isShift: false },
  { share: 0.19, length: 2, isShift: true },
  { share: 0.095, length: 14, isShift: false },
  { share: 0.105, length: 14, isShift: true },
  { share: -0.095, length: 14, isShift: false },
  { share: -0.105, length: 14, isShift: true },
])(
  "$length days that differ by $share from days that are all alike are a new level: $isShift",
  ({ share, length, isShift }) => {
    expect(shiftOf(movedBy(share, length))).toBe(isShift ? length : null);
  },
);

test.each([
  { length: 1, since: null },
  { length: 2, since: 2 },
  { length: 14, since: 14 },
  // What is older becomes the usual level day by day.
  { length: 15, since: 14 },
])(
  "half as much again for $length days is dated, unless it may be a spike, and at most two weeks back",
  ({ length, since }) => {
    expect(shiftOf(movedBy(0.5, length))).toBe(since);
  },
);

test.each([
  { firstDay: 1.24, since: 4 },
  { firstDay: 1.26, since: 5 },
])(
  "a new level of half as much again begins on the first day that is nearer to it: is that $firstDay?",
  ({ firstDay, since }) => {
    expect(shiftOf((daysAgo) => 10 * (daysAgo > 5 ? 1 : daysAgo === 5 ? firstDay : 1.5))).toBe(since);
  },
);

test.each([
  { first: 1.6, second: 1.1, since: null },
  { first: 1.6, second: 1.4, since: 2 },
  { first: 0.4, second: 0.9, since: null },
  { first: 0.4, second: 0.6, since: 2 },
  { first: 1.6, second: 0.6, since: null },
  { first: 0.6, second: 1.6, since: null },
])("of two days the one nearer to the usual decides: $first and then $second", ({ first, second, since }) => {
  expect(shiftOf((daysAgo) => 10 * (daysAgo > 2 ? 1 : daysAgo === 2 ? first : second))).toBe(since);
});
