import { expect, test } from "bun:test";
import { sortByBudgetUse } from "../../src/analytics/budget-use.ts";
import { derivedUsd } from "../../src/domain/money.ts";

test("over from all of it, near from four fifths, fullest first; a budget of 0 is neither", () => {
  const use = (spent: number, budget = 100) => ({
    kind: "key" as const,
    name: String(spent),
    spent: derivedUsd(spent),
    budget: derivedUsd(budget),
    atLimit: null,
  });
  const { over, near } = sortByBudgetUse(
    [79.9, 99.9, 100, 250, 80].map((spent) => use(spent)).concat(use(5, 0)),
  );
  expect(over.map(({ name }) => name)).toEqual(["250", "100"]);
  expect(near.map(({ name }) => name)).toEqual(["99.9", "80"]);
});
