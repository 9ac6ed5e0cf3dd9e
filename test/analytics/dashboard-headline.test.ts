import { expect, test } from "bun:test";
import { tellDashboard } from "../../src/analytics/dashboard-headline.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const overBudget = (name: string) => ({
  kind: "key" as const,
  name,
  spent: asDerivedUsd(12),
  budget: asDerivedUsd(10),
  actionAtLimit: null,
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

test("of what moved the largest rise is told before the largest fall, whichever is larger", () => {
  const moved = (dimension: string, name: string, change: number) => ({
    dimension,
    name,
    id: name,
    cost: asDerivedUsd(20),
    change: asDerivedUsd(change),
  });
  const headline = tellDashboard({
    spent: asDerivedUsd(48),
    budget: null,
    within: null,
    forecast: null,
    movers: [
      moved("agent", "A", -9),
      moved("agent", "B", 3),
      moved("model", "M", 4),
      moved("model", "N", -2),
    ],
    cycleDays: "November",
    over: [],
    near: [],
  });
  expect(headline).toBe(
    "$48.00 so far in November. Among agents and models, the last 7 complete days against the 7 before: largest rise model M, +$4.00; largest fall agent A, -$9.00.",
  );
});
