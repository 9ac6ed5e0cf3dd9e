import { expect, test } from "bun:test";
import { joinCosts } from "../../src/analytics/costed-entities.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const listed = (id: string) => ({ id, name: id, listedCost: null, listedRequests: null });
const item = (id: string, cost: number) => ({
  id,
  name: id,
  cost: asDerivedUsd(cost),
  requests: null,
  tokens: null,
  lastUsed: null,
});

test.each([[["absent", "free", "dear"]], [["dear", "free", "absent"]]])(
  "whose cost is unknown comes after whoever cost nothing: %p",
  (listing) => {
    const costs = {
      byId: new Map([item("free", 0), item("dear", 5)].map((each) => [each.id, each])),
      window: null,
      source: "test",
      total: null,
      ofNobody: null,
      warnings: [],
    };
    const { rows } = joinCosts(listing.map(listed), costs, "cost");
    expect(rows.map(({ entity }) => entity.id)).toEqual(["dear", "free", "absent"]);
  },
);
