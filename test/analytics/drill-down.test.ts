import { expect, test } from "bun:test";
import { drillDownCosts } from "../../src/analytics/drill-down.ts";
import { tellDrillDown } from "../../src/analytics/drill-down-headline.ts";
import type { CostBreakdown, CostItem } from "../../src/domain/costs.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { forSeeds } from "../support/random.ts";

const item = (id: string | null, cost: number | null): CostItem => ({
  id,
  name: id === null ? null : `agent ${id}`,
  cost: cost === null ? null : asDerivedUsd(cost),
  requests: 1,
  tokens: null,
  lastUsed: null,
});
const nobody = null;

const breakdown = (items: readonly CostItem[]): CostBreakdown => ({
  window: null,
  dimensions: new Map([["agent", items]]),
  source: "test",
  warnings: [],
});

test("rows, other and unattributed are the total to the cent, whatever the fractions of cents", () => {
  forSeeds(1_000, (random) => {
    const count = random.integer(0, 60);
    const items = Array.from({ length: count }, (_, index) => item(`${index}`, random.between(0, 50)));
    const attributed = items.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
    const total = asDerivedUsd(attributed + random.between(0, 30));
    const found = drillDownCosts(breakdown(items), null, "agent", total, random.integer(1, 50));
    if (found === null) throw new Error("the dimension is there");
    const sum = [...found.rows.map(({ cost }) => cost), found.other, found.unattributed ?? 0].reduce(
      (cents, part) => cents + Math.round(part * 100),
      0,
    );
    expect(sum).toBe(Math.round(total * 100));
    expect(found.rows.length + found.otherCount).toBe(count);
  });
});

test("without the total there is nothing to be a share of", () => {
  const found = drillDownCosts(breakdown([item("a", 3), item(nobody, 2)]), null, "agent", null, 10);
  expect<unknown>(found).toMatchObject({
    total: null,
    unattributed: null,
    top1SharePercent: null,
    rows: [{ name: "agent a", cost: 3, change: null, isNew: false }],
  });
});

test("a cost that is not stated is counted, and not 0", () => {
  const found = drillDownCosts(
    breakdown([item("a", 3), item("b", null)]),
    null,
    "agent",
    asDerivedUsd(10),
    10,
  );
  expect<unknown>(found).toMatchObject({ withoutCostCount: 1, unattributed: 7, rows: [{ cost: 3 }] });
});

test("new and stopped against the window before", () => {
  const before = breakdown([item("a", 4), item("b", 5), item("c", 0)]);
  const found = drillDownCosts(breakdown([item("a", 6), item("c", 2)]), before, "agent", asDerivedUsd(8), 10);
  expect<unknown>(found).toMatchObject({
    rows: [
      { id: "a", change: 2, isNew: false },
      { id: "c", change: 2, isNew: true },
    ],
    stopped: [{ id: "b", costBefore: 5 }],
  });
});

test("a list that may be cut says nothing about whom it leaves out", () => {
  const now = Array.from({ length: 50 }, (_, index) => item(`${index}`, 1));
  const found = drillDownCosts(breakdown(now), breakdown([item("gone", 5)]), "agent", asDerivedUsd(60), 10);
  expect(found).toMatchObject({ mayBeTruncated: true, stopped: [] });
});

test("a dimension that is not there", () => {
  expect(drillDownCosts(breakdown([]), null, "team", null, 10)).toBeNull();
});

test("of a total of nothing there are no shares", () => {
  const found = drillDownCosts(breakdown([item("a", 0)]), null, "agent", asDerivedUsd(0), 10);
  if (found === null) throw new Error("The breakdown has agents.");
  expect(tellDrillDown(found, "agent", "2026-11-15..2026-11-21")).toBe(
    "agent a is the costliest agent in 2026-11-15..2026-11-21: $0.00 of $0.00.",
  );
});

test.each([
  { costs: [80, 60, 40, 20], told: "$80.00 of $200.00 (40 %); the top three make 90 %." },
  { costs: [80, 60, 40], told: "$80.00 of $200.00 (40 %); the top three make 90 %." },
  { costs: [80, 60], told: "$80.00 of $200.00 (40 %)." },
])(
  "of a total of $200 $costs are told as shares, and three of them together where there are three: $told",
  ({ costs, told }) => {
    const items = costs.map((cost, index) => item(`${index}`, cost));
    const found = drillDownCosts(breakdown(items), null, "agent", asDerivedUsd(200), 10);
    if (found === null) throw new Error("The breakdown has agents.");
    expect(tellDrillDown(found, "agent", "the week")).toBe(
      `agent 0 is the costliest agent in the week: ${told}`,
    );
  },
);

test("the total is shown in whole cents", () => {
  const totalOf = (total: number) =>
    drillDownCosts(breakdown([item("a", 3)]), null, "agent", asDerivedUsd(total), 10)?.total;
  expect([10.004, 10.006].map(totalOf)).toEqual([10, 10.01].map(asDerivedUsd));
});
