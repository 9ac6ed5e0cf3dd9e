import { expect, test } from "bun:test";
import { sumNumbers } from "../../src/domain/sums.ts";

test.each([
  [[], 0],
  [[1, 2, 3], 6],
  [[1, null, 3], null],
])("the sum of %j is %p", (values, expected) => {
  expect(sumNumbers(values)).toBe(expected);
});
