import { describe, expect, test } from "bun:test";
import { findMovements, judgeCost } from "../../src/analytics/anomalies.ts";
import type { WindowedCost } from "../../src/analytics/windowed-costs.ts";
import { asDerivedUsd, type Usd } from "../../src/domain/money.ts";
import { forSeeds, type Random } from "../support/random.ts";

const usd = asDerivedUsd;
const cost = (actual: number, baseline: readonly (number | null)[], name = "it"): WindowedCost => ({
  dimension: "agent",
  id: name,
  name,
  actual: usd(actual),
  baseline: baseline.map((each) => (each === null ? null : usd(each))),
});
const five = usd(5);

test.each<[string, number, (number | null)[], string, boolean]>([
  ["twice the usual", 20, [10, 10.2, 9.8, 10], "increase", true],
  ["too few dollars", 4, [0.5, 0.5, 0.5, 0.5], "increase", false],
  ["too few percent", 120, [100, 100, 100, 100], "increase", false],
  ["no more than it varies", 30, [10, 30, 12, 28], "increase", false],
  ["new", 6, [0, 0, 0, 0], "new", true],
  ["new, but small", 4, [0, 0, 0, 0], "new", false],
  ["stopped", 0, [10, 11, 10, 9], "stopped", true],
  ["half", 5, [10, 11, 10, 9], "decrease", true],
  ["comes and goes, as before", 12, [0, 11, 0, 0], "increase", false],
  ["comes and goes, and far more now", 25, [0, 11, 0, 0], "increase", true],
  ["one earlier incident", 20, [10, 40, 10, 10], "increase", true],
  ["grows as ever", 52, [44, 38, 33, 29], "steady_growth", false],
  ["grows far beyond its growth", 90, [44, 38, 33, 29], "increase", true],
  // The four grow by a tenth and by nine hundredths: 26.8 % and 23.9 % above their median.
  ["grows by more than a quarter", 146.41, [133.1, 121, 110, 100], "steady_growth", false],
  ["grows by less", 141.16, [129.5, 118.81, 109, 100], "increase", false],
  ["shrinks as ever", 10, [16, 25.6, 41, 65.6], "steady_decline", false],
  ["one earlier window unknown", 20, [10, null, 10, 10], "increase", true],
])("%s: %p after %p is %s, flagged: %p", (_, actual, baseline, kind, isFlagged) => {
  expect(judgeCost(cost(actual, baseline), five)).toMatchObject({ kind, isFlagged });
});

test("two earlier windows are no history", () => {
  expect(judgeCost(cost(20, [10, 10, null, null]), five)).toBeNull();
});

test("new and stopped have no percentage", () => {
  expect(judgeCost(cost(20, [0, 0, 0, 0]), five)?.excessPercent).toBeNull();
  expect(judgeCost(cost(0, [9, 9, 9, 9]), five)?.excessPercent).toBeNull();
});

test("a spread is never taken to be less than five cents", () => {
  expect(judgeCost(cost(10, [0.1, 0.1, 0.1, 0.1]), five)?.score).toBeCloseTo(9.9 / 0.05, 6);
});

test("what matters grows with the workspace", () => {
  const costs = [cost(30, [10, 10, 10, 10])];
  expect(findMovements(costs, usd(100)).rises).toHaveLength(1);
  expect(findMovements(costs, usd(10_000))).toMatchObject({ rises: [], watch: [], minExcess: 100 });
});

describe("properties", () => {
  const anyCost = (random: Random): WindowedCost => {
    const level = 10 ** random.between(-1, 3);
    return cost(
      level * random.between(0, 3),
      Array.from({ length: 4 }, () => (random.next() < 0.15 ? 0 : level * random.between(0.5, 1.5))),
    );
  };
  const scaled = (each: WindowedCost, factor: number): WindowedCost => ({
    ...each,
    actual: usd(each.actual * factor),
    baseline: each.baseline.map((before): Usd | null => (before === null ? null : usd(before * factor))),
  });

  test("the same verdict in another currency: all money ten times as much, the gate in dollars too", () => {
    forSeeds(2_000, (random) => {
      const one = anyCost(random);
      // Above the floor of a spread in cents, which does not scale.
      const [before, after] = [
        judgeCost(scaled(one, 100), usd(500)),
        judgeCost(scaled(one, 1_000), usd(5_000)),
      ];
      expect(after?.isFlagged).toBe(before?.isFlagged ?? false);
      expect(after?.kind).toBe(before?.kind ?? "new");
      if (before !== null && before.expected > 0) expect(after?.score).toBeCloseTo(before.score, 6);
    });
  });

  test("a higher cost never ranks lower, and never loses its flag", () => {
    forSeeds(2_000, (random) => {
      const one = anyCost(random);
      const lower = judgeCost(one, five);
      const higher = judgeCost({ ...one, actual: usd(one.actual * 1.5 + 1) }, five);
      if (lower === null || higher === null || lower.excess < 0) return;
      expect(higher.excess).toBeGreaterThan(lower.excess);
      if (lower.isFlagged) expect(higher.isFlagged).toBe(true);
    });
  });

  test("movements are ranked by dollars", () => {
    forSeeds(200, (random) => {
      const costs = Array.from({ length: 30 }, () => anyCost(random));
      const { rises, drops, watch } = findMovements(costs, usd(1_000));
      for (const list of [rises, drops, watch]) {
        const impacts = list.map(({ excess }) => Math.abs(excess));
        expect(impacts).toEqual(impacts.toSorted((a, b) => b - a));
      }
    });
  });

  test("nothing is flagged that does not change", () => {
    forSeeds(500, (random) => {
      const level = 10 ** random.between(-2, 4);
      const { rises, drops, watch } = findMovements([cost(level, [level, level, level, level])], usd(level));
      expect([rises, drops, watch]).toEqual([[], [], []]);
    });
  });
});

describe("the edges", () => {
  test.each([
    { actual: 4.9, isRise: false, isWatched: true },
    { actual: 5.1, isRise: true, isWatched: false },
    { actual: 2.4, isRise: false, isWatched: false },
    { actual: 2.6, isRise: false, isWatched: true },
  ])(
    "a new spender of $actual is a rise from five dollars on, and watched from half of that on",
    ({ actual, isRise, isWatched }) => {
      const { rises, watch } = findMovements([cost(actual, [0, 0, 0, 0])], usd(100));
      expect([rises.length === 1, watch.length === 1]).toEqual([isRise, isWatched]);
    },
  );

  test.each([
    { others: 2, actual: 224.5, isRise: false },
    { others: 2, actual: 225.5, isRise: true },
    { others: 0.5, actual: 25.5, isRise: false },
    { others: 0.5, actual: 24.5, isRise: true },
  ])(
    "where all others go to $others of their usual, $actual instead of 100 has to leave the tide by a quarter",
    ({ others, actual, isRise }) => {
      const tide = ["b", "c", "d"].map((name) => cost(100 * others, [100, 100, 100, 100], name));
      const { rises, drops } = findMovements([cost(actual, [100, 100, 100, 100]), ...tide], usd(0));
      const moved = [...rises, ...drops].map(({ name }) => name);
      expect(moved).toEqual(isRise ? ["it"] : []);
    },
  );

  // Each window is a fifth larger than the one before: the median is 132, and the trend leads to 207.36.
  test.each([
    { actual: 183, kind: "steady_growth" },
    { actual: 181, kind: "increase" },
  ])("a trend explains a rise when it comes nearer than half of it: $actual is $kind", ({ actual, kind }) => {
    expect(judgeCost(cost(actual, [172.8, 144, 120, 100]), five)?.kind).toBe(kind);
  });
});
