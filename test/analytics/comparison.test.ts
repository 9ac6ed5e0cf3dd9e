import { describe, expect, test } from "bun:test";
import { compareWindows, planComparison } from "../../src/analytics/comparison.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, windowOfDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

const lastDay = "2026-10-31";
const windowOf = (days: number) => windowOfDays(addDays(lastDay, 1 - days), lastDay);

describe("the history that a comparison asks for", () => {
  test.each([
    [7, 8],
    [8, 5],
    [31, 5],
    [32, 1],
  ])("%i days against %i windows before", (days, windows) => {
    const { history, before } = planComparison(windowOf(days));
    expect(daysOf(before)).toHaveLength(days);
    expect(daysOf(history)).toHaveLength(days * windows);
  });
});

test.each([
  [4, true],
  [3, false],
])("with %i earlier weeks it is known what is usual: %p", (weeks, isKnown) => {
  const plan = planComparison(windowOf(7));
  const known = daysOf(windowOf(7 * (weeks + 1)));
  const days = known.map((day) => ({
    day,
    cost: asDerivedUsd(10),
    requests: 1,
    tokens: 1,
  }));
  const { isUsual } = compareWindows(days, plan);
  expect(isUsual).toBe(isKnown ? true : null);
});

/** Whether the last week's cost is usual after the eight weeks before it, the latest first. */
function isUsualWeek(cost: number, before: readonly number[]): boolean | null {
  const weeks = [cost, ...before];
  const days = makeDays(
    windowOf(7 * weeks.length),
    (daysAgo) => (weeks[Math.ceil(daysAgo / 7) - 1] ?? 0) / 7,
  );
  return compareWindows(days, planComparison(windowOf(7))).isUsual;
}

test.each([
  { cost: 134.5, isUsual: null },
  { cost: 135.5, isUsual: false },
  { cost: 65.5, isUsual: null },
  { cost: 64.5, isUsual: false },
])(
  "after weeks of 100 each a week of $cost is called unusual from 35 percent on: usual is $isUsual",
  ({ cost, isUsual }) => {
    expect(
      isUsualWeek(
        cost,
        Array.from({ length: 8 }, () => 100),
      ),
    ).toBe(isUsual);
  },
);

// Six of seven changes were by 10, up and down in turn, which is a spread of 14.83.
test.each([
  { cost: 151, isUsual: true },
  { cost: 153, isUsual: false },
  { cost: 49, isUsual: true },
  { cost: 47, isUsual: false },
])(
  "a change goes up to three and a half spreads of those before it: from 100 to $cost is usual: $isUsual",
  ({ cost, isUsual }) => {
    expect(isUsualWeek(cost, [100, 90, 100, 90, 100, 90, 100, 100])).toBe(isUsual);
  },
);
