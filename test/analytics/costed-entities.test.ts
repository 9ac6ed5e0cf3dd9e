import { expect, test } from "bun:test";
import { joinCosts } from "../../src/analytics/costed-entities.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const listed = (id: string) => ({ id, name: id, listedCost: null, listedRequests: null });
const item = (id: string, cost: number | null) => ({
  id,
  name: id,
  cost: cost === null ? null : asDerivedUsd(cost),
  requests: null,
  tokens: null,
  lastUsed: null,
});

const costsOf = (items: readonly ReturnType<typeof item>[]) => ({
  byId: new Map(items.map((each) => [each.id, each])),
  window: null,
  source: "test",
  total: null,
  ofNobody: null,
  warnings: [],
});

test.each([[["absent", "free", "dear"]], [["dear", "free", "absent"]]])(
  "whose cost is unknown comes after whoever cost nothing: %p",
  (listing) => {
    const costs = costsOf([item("free", 0), item("dear", 5)]);
    const { rows } = joinCosts(listing.map(listed), costs, "cost");
    expect(rows.map(({ entity }) => entity.id)).toEqual(["dear", "free", "absent"]);
  },
);

test("the warning counts rows that the breakdown lacks, and those whose cost it does not state", () => {
  const costs = costsOf([item("free", 0), item("unstated", null)]);
  expect(joinCosts(["free", "unstated", "absent"].map(listed), costs, "cost").warnings).toEqual([
    "2 of 3 rows have no cost in the breakdown, so it is unknown (often: no use).",
  ]);
});
