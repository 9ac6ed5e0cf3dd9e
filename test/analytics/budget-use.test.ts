import { expect, test } from "bun:test";
import { splitByBudgetUse } from "../../src/analytics/budget-use.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { windowOfDays } from "../../src/domain/time.ts";

const november = windowOfDays("2026-11-01", "2026-11-30");
const use = (spent: number, budget = 100) => ({
  kind: "key" as const,
  name: String(spent),
  spent: asDerivedUsd(spent),
  budget: asDerivedUsd(budget),
  actionAtLimit: null,
});
const sortSpent = (spent: readonly number[], now: string) =>
  splitByBudgetUse(spent.map((each) => use(each)).concat(use(5, 0)), november, new Date(now));

test("over from all of it, near from four fifths, fullest first; a budget of 0 is neither", () => {
  const { over, near } = sortSpent([79.9, 99.9, 100, 250, 80], "2026-11-30T12:00:00Z");
  expect(over.map(({ name }) => name)).toEqual(["250", "100"]);
  expect(near.map(({ name }) => name)).toEqual(["99.9", "80"]);
});

test.each([
  [40, "2026-11-11T00:00:00Z", "2026-11-26"],
  [40, "2026-11-13T00:00:00Z", null],
  [34, "2026-11-11T00:00:00Z", "2026-11-30"],
  [33, "2026-11-11T00:00:00Z", null],
  [20, "2026-11-03T23:59:00Z", null],
  [20, "2026-11-04T00:00:00Z", "2026-11-16"],
] as const)("%d %% used at %s is used up on %s at that pace", (spent, now, day) => {
  const { near } = sortSpent([spent], now);
  expect(near.map(({ runsOutOn }) => runsOutOn)).toEqual(day === null ? [] : [day]);
});

test("what is over has run out already", () => {
  expect(sortSpent([150], "2026-11-11T00:00:00Z").over).toMatchObject([{ runsOutOn: null }]);
});
