import { expect, test } from "bun:test";
import { findTopMovers } from "../../src/analytics/dashboard.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const breakdown = (costs: Readonly<Record<string, number>>) => ({
  window: null,
  source: "",
  warnings: [],
  dimensions: new Map([
    [
      "agent",
      Object.entries(costs).map(([id, cost]) => ({
        id,
        name: id,
        cost: asDerivedUsd(cost),
        requests: null,
        tokens: null,
        lastUsed: null,
      })),
    ],
  ]),
});

test("a move of half a cent is one, because it is shown as a cent; less is none", () => {
  const before = breakdown({ a: 1, b: 1, c: 1 });
  const moved = findTopMovers(breakdown({ a: 1.006, b: 1.0049, c: 0.994 }), before, "agent", 3);
  expect(moved.map(({ id }) => id).sort()).toEqual(["a", "c"]);
});

test.each([
  { change: 0.0048, isMove: false },
  { change: 0.0052, isMove: true },
])("$change more or less is a move: $isMove", ({ change, isMove }) => {
  const before = breakdown({ up: 1, down: 1 });
  const moved = findTopMovers(breakdown({ up: 1 + change, down: 1 - change }), before, "agent", 3);
  expect(moved).toHaveLength(isMove ? 2 : 0);
});
