import { expect, test } from "bun:test";
import { measureTide, measureTides } from "../../src/analytics/tide.ts";
import { addDays, windowOfDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

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

const last = "2026-11-21";

/** The tide of the last day, which is 0 days ago, for a spender among others. */
function tideAmong(others: readonly ((daysAgo: number) => number)[]) {
  const sixWeeks = windowOfDays(addDays(last, -41), last);
  const own = makeDays(sixWeeks, () => 10);
  const [tide] = measureTides(
    [own, ...others.map((costOn) => makeDays(sixWeeks, (ago) => costOn(ago - 1)))],
    null,
  );
  return tide?.(last);
}

test.each([{ weeksBefore: [30, 10, 20, 40, 1] }, { weeksBefore: [20, 30, 10, 40, 1] }])(
  "what a day usually costs is the middle of the same weekday in the four weeks before: $weeksBefore",
  ({ weeksBefore }) => {
    // Twice the mean of 20 and 30.
    const costOn = (daysAgo: number) => (daysAgo % 7 !== 0 ? 0 : ([50, ...weeksBefore][daysAgo / 7] ?? 0));
    expect(tideAmong([costOn, costOn, costOn])).toEqual({ rising: 2, falling: 1 });
  },
);

test("what never changes, such as a flat rate, does not hold the tide back", () => {
  const moving = (daysAgo: number) => (daysAgo === 0 ? 20 : 10);
  const flat = () => 10;
  expect(tideAmong([moving, moving, moving, flat, flat, flat])).toEqual({ rising: 2, falling: 1 });
  expect(tideAmong([moving, moving, flat, flat, flat])).toEqual({ rising: 1, falling: 1 });
});
