import { expect, test } from "bun:test";
import { costIn, mapItemsByKey } from "../../src/analytics/breakdown-items.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

const agents = (count: number) => ({
  window: null,
  source: "test",
  warnings: [],
  dimensions: new Map([
    [
      "agent",
      Array.from({ length: count }, (_, index) => ({
        id: `a${index}`,
        name: null,
        cost: asDerivedUsd(1),
        requests: null,
        tokens: null,
        lastUsed: null,
      })),
    ],
  ]),
});

test.each([50, 100, 200, 500])(
  "a list of exactly %i may have been cut off: who is not in it may have cost",
  (length) => {
    const costOfMissing = (count: number) => costIn(mapItemsByKey(agents(count), "agent"), "missing");
    expect<(number | null)[]>([length - 1, length, length + 1].map(costOfMissing)).toEqual([0, null, 0]);
  },
);
