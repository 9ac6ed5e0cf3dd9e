import { describe, expect, test } from "bun:test";
import { compareWindows, planComparison } from "../../src/analytics/comparison.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, windowOfDays } from "../../src/domain/time.ts";

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
