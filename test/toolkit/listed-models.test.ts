import { expect, test } from "bun:test";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { describeListedModels } from "../../src/toolkit/listed-models.ts";

const modelsOf = (costs: readonly number[]) =>
  costs.map((cost, index) => ({
    model: `m${index}`,
    provider: null,
    cost: asDerivedUsd(cost),
    requests: 1,
    tokens: null,
  }));

test.each([
  { costs: [5, 3, 2], names: ["m0", "m1", "m2"] },
  { costs: [5, 3, 1, 1], names: ["m0", "m1", "m2", "m3"] },
  { costs: [5, 2, 1, 1, 1], names: ["m0", "m1", "m2", "2 others"] },
])("$costs: the rows are all of the cost", ({ costs, names }) => {
  const { columns, rows } = describeListedModels(modelsOf(costs), 7);
  expect(columns).toEqual(["model", "last_7_days_to_now_usd", "share_percent"]);
  expect(rows.map(([name]) => String(name))).toEqual([...names]);
  expect(rows.reduce((sum, [, cost]) => sum + Number(cost), 0)).toBe(10);
  expect(rows.reduce((sum, [, , share]) => sum + Number(share), 0)).toBe(100);
});
