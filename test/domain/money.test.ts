import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import {
  asCents,
  asUsd,
  type Cents,
  centsToUsd,
  roundUnitCost,
  roundUsd,
  subtractUsd,
  sumUsd,
  type Usd,
} from "../../src/domain/money.ts";
import { divideUsd } from "../../src/domain/ratios.ts";

const toCents = (amount: number): Cents => v.parse(v.pipe(v.number(), asCents), amount);
const toUsd = (amount: number): Usd => v.parse(v.pipe(v.number(), asUsd), amount);
const toUsdOrNull = (amount: number | null): Usd | null => (amount === null ? null : toUsd(amount));

test.each([
  [0, 0],
  [1, 0.01],
  [12_345, 123.45],
  [0.5, 0.005],
])("%d cents", (amount, expected) => {
  expect<number>(centsToUsd(toCents(amount))).toBe(expected);
});

describe("rounding, once, on output", () => {
  test.each([
    [null, null],
    [0, 0],
    [1.005, 1.01],
    [2.675, 2.68],
    [1.004, 1],
    [-1.006, -1.01],
    [-0.001, 0],
    [0.1 + 0.2, 0.3],
    [1_234_567.891, 1_234_567.89],
  ])("%p USD is shown as %p", (amount, expected) => {
    expect(roundUsd(toUsdOrNull(amount))).toBe(expected);
  });

  test.each([
    [null, null],
    [0.00005, 0.0001],
    [0.00004, 0],
    [0.12345, 0.1235],
  ])("%p USD a unit is shown as %p", (amount, expected) => {
    expect(roundUnitCost(toUsdOrNull(amount))).toBe(expected);
  });
});

test.each([
  [[], 0],
  [[1, 2.5], 3.5],
  [[1, null, 2], null],
  [[null], null],
])("the sum of %j is %p", (amounts, expected) => {
  expect<number | null>(sumUsd(amounts.map(toUsdOrNull))).toBe(expected);
});

test.each([
  [10, 4, 2.5],
  [10, 0, null],
  [10, null, null],
  [null, 4, null],
  [0, 4, 0],
])("%p USD for each of %p units is %p", (amount, count, expected) => {
  expect<number | null>(divideUsd(toUsdOrNull(amount), count)).toBe(expected);
});

test("what is left", () => {
  expect<number | null>(subtractUsd(toUsd(10), toUsd(12.5))).toBe(-2.5);
  // 52.02 and 27.95 are shown, and 24.07 is what they differ by.
  expect<number | null>(subtractUsd(toUsd(52.0249), toUsd(27.9451))).toBe(24.07);
  expect(subtractUsd(toUsd(1), null)).toBeNull();
});
