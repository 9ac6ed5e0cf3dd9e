import { expect, test } from "bun:test";
import { priceSwitch, sumSwitches, type TokenPrices } from "../../src/analytics/model-switch.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { forSeeds } from "../support/random.ts";

const prices = (input: number, output: number): TokenPrices => ({
  input: asDerivedUsd(input / 1e6),
  output: asDerivedUsd(output / 1e6),
});
const use = (cost: number | null, tokens: number | null) => ({
  model: "a",
  provider: null,
  cost: cost === null ? null : asDerivedUsd(cost),
  requests: null,
  tokens,
});

test("the split that the own prices imply is the split that there was, and lies between the bounds", () => {
  forSeeds(500, (random) => {
    const [input, output] = [random.integer(1_000, 5_000_000), random.integer(0, 2_000_000)];
    const [own, other] = [prices(2.5, 10), prices(random.between(0.05, 20), random.between(0.05, 80))];
    const cost = input * own.input + output * own.output;
    const { low, high, estimate } = priceSwitch(use(cost, input + output), own, other);
    expect(Number(estimate)).toBeCloseTo(input * other.input + output * other.output, 6);
    expect(Number(low)).toBeLessThanOrEqual(Number(estimate) + 1e-9);
    expect(Number(high)).toBeGreaterThanOrEqual(Number(estimate) - 1e-9);
  });
});

test("a cost that the list prices cannot make implies no split", () => {
  const { low, high, estimate } = priceSwitch(use(50, 1_000_000), prices(2.5, 10), prices(1, 4));
  expect<unknown>([low, high, estimate]).toEqual([1, 4, null]);
});

test.each<[string, number | null, TokenPrices | null]>([
  ["unknown tokens", null, prices(1, 2)],
  ["unknown own prices", 1_000_000, null],
])("%s: no estimate", (_, tokens, own) => {
  const { low, estimate } = priceSwitch(use(1, tokens), own, prices(1, 4));
  expect(estimate).toBeNull();
  expect(low === null).toBe(tokens === null);
});

test("the total covers what is known, and says how much that is", () => {
  const rows = [use(3, 1_000_000), use(1, null)].map((row) => priceSwitch(row, prices(2, 6), prices(1, 3)));
  expect<unknown>(sumSwitches(rows)).toEqual({ cost: 3, low: 1, high: 3, estimate: 1.5, coverage: 0.75 });
  expect<unknown>(sumSwitches([priceSwitch(use(1, null), null, prices(1, 3))])).toMatchObject({
    cost: null,
    coverage: 0,
  });
});

test.each([
  [10.14, 4],
  [10.17, null],
  [2.36, 1],
  [2.34, null],
])("a cost of %d is within, or beyond, what prices that moved a little make", (cost, wanted) => {
  const { estimate } = priceSwitch(use(cost, 1_000_000), prices(2.5, 10), prices(1, 4));
  expect<number | null>(estimate).toBe(wanted);
});
