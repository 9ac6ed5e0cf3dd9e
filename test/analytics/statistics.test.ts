import { expect, test } from "bun:test";
import { roundParts, sumRuns } from "../../src/analytics/statistics.ts";

test.each([
  [
    [2.006, 1.003],
    [2.01, 1],
  ],
  [
    [2.003, 1.006],
    [2, 1.01],
  ],
  [
    [-2.004, 5.013],
    [-2, 5.01],
  ],
] as const)(
  "the cent that rounding leaves over goes to the part that it has changed most: %p are %p",
  (parts, rounded) => {
    const [first, second] = rounded;
    expect(roundParts(parts, Number((first + second).toFixed(2)))).toEqual([first, second]);
  },
);

test("every so many values in a row are summed, and none where there are fewer", () => {
  expect(sumRuns([1, 2, 4, 8], 2)).toEqual([3, 6, 12]);
  expect(sumRuns([1, 2, 4, 8], 4)).toEqual([15]);
  expect(sumRuns([1, 2, 4, 8], 5)).toEqual([]);
});
