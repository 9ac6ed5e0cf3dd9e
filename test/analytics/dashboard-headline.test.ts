import { expect, test } from "bun:test";
import { tellDashboard } from "../../src/analytics/dashboard-headline.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const overBudget = (name: string) => ({
  kind: "key" as const,
  name,
  spent: asDerivedUsd(12),
  budget: asDerivedUsd(10),
  atLimit: null,
  runsOutOn: null,
});

test.each([
  { names: ["A"], told: "key A at 120 %" },
  { names: ["A", "B"], told: "key A at 120 %; key B at 120 %" },
  { names: ["A", "B", "C"], told: "key A at 120 %; key B at 120 %; and 1 more" },
  { names: ["A", "B", "C", "D"], told: "key A at 120 %; key B at 120 %; and 2 more" },
])("of $names.length that are over their budgets the two fullest are named: $told", ({ names, told }) => {
  const headline = tellDashboard({
    spent: asDerivedUsd(48),
    budget: null,
    within: null,
    forecast: null,
    movers: [],
    cycleDays: "November",
    over: names.map(overBudget),
    near: [],
  });
  expect(headline).toBe(`$48.00 so far in November. Over their own budgets: ${told}.`);
});
