import { expect, test } from "bun:test";
import { computeChangePercent, computeSharePercent, roundPercent } from "../../src/domain/ratios.ts";

test.each([
  [25, 200, 12.5],
  [1, 3, 33.3],
  [2, 3, 66.7],
  [5, 5, 100],
  [0, 5, 0],
  [5, 0, null],
  [0, 0, null],
  [null, 5, null],
  [5, null, null],
])("%p of %p is %p %", (part, whole, expected) => {
  expect(computeSharePercent(part, whole)).toBe(expected);
});

test.each([
  [100, 150, 50],
  [100, 50, -50],
  [100, 0, -100],
  [100, 100, 0],
  [3, 4, 33.3],
  [0, 100, null],
  [null, 100, null],
  [100, null, null],
])("from %p to %p is %p %", (before, now, expected) => {
  expect(computeChangePercent(before, now)).toBe(expected);
});

test.each([
  [12.345, 12.3],
  [12.35, 12.4],
  [-0.04, 0],
  [0, 0],
  [null, null],
])("%p % is shown as %p", (percent, expected) => {
  expect(roundPercent(percent)).toBe(expected);
});
