import { expect, test } from "bun:test";
import { measureTide } from "../../src/analytics/tide.ts";

test("the tide is what three of four others do at least", () => {
  expect(measureTide([1, 1.2, 1.4, 1.6, 1.8]).rising).toBeCloseTo(1.2, 9);
  expect(measureTide([0.2, 0.4, 0.6, 0.8, 1]).falling).toBeCloseTo(0.8, 9);
});

test("two others are not everybody", () => {
  expect(measureTide([2, 2])).toEqual({ rising: 1, falling: 1 });
  expect(measureTide([2, 2, 2])).toEqual({ rising: 2, falling: 1 });
});

test.each([
  { dissenting: 25, isTide: true },
  { dissenting: 26, isTide: false },
])(
  "of a hundred others $dissenting stay where they are: everybody else is a tide: $isTide",
  ({ dissenting, isTide }) => {
    const moveBy = (factor: number) =>
      measureTide(Array.from({ length: 100 }, (_, index) => (index < dissenting ? 1 : factor)));
    expect(moveBy(2)).toEqual({ rising: isTide ? 2 : 1, falling: 1 });
    expect(moveBy(0.5)).toEqual({ rising: 1, falling: isTide ? 0.5 : 1 });
  },
);
