import { expect, test } from "bun:test";
import { examineDays } from "../../src/analytics/examine-days.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, windowOfDays } from "../../src/domain/time.ts";

const last = "2026-11-21";
const window = windowOfDays(addDays(last, -6), last);
const baseline = windowOfDays(addDays(last, -34), addDays(last, -7));
const days = (costOn: (daysAgo: number) => number) =>
  daysOf(windowOfDays(addDays(last, -181), last)).map((day, index) => ({
    day,
    cost: asDerivedUsd(costOn(181 - index)),
    requests: null,
    tokens: null,
  }));

test("how far a window falls is learnt from the fifth of the weeks that lie lowest", () => {
  // Weeks cost 70 and, from time to time, some days of it less; none of them is in the baseline.
  const costOn = (ago: number) => (ago > 40 && ago % 13 < 3 ? 10 - (ago % 17) / 2 : 10);
  const { spreadBelow } = examineDays(days(costOn), window, baseline);
  // That fifth begins $7.50 below the middle, and the middle of four windows varies as well.
  expect<number>(spreadBelow).toBeCloseTo((7.5 / 0.8416) * Math.sqrt(1 + Math.PI / 2 / 4), 6);
});

test("days are out from a third above a steady usual, and their excess is that of the days between", () => {
  const costOn = (ago: number) => (ago === 5 ? 20 : ago === 4 ? 13 : ago === 3 ? 14 : 10);
  expect(examineDays(days(costOn), window, baseline)).toMatchObject({
    onset: addDays(last, -5),
    daysOut: 2,
    excessADay: (10 + 3 + 4) / 3,
    isGoingOn: false,
  });
});

test.each([
  [0.18, addDays(last, -2)],
  [0.17, null],
])("of a spender of cents a day %d more is out of the ordinary since %p", (more, onset) => {
  const costOn = (ago: number) => (ago === 2 ? 0.3 + more : 0.3);
  expect(examineDays(days(costOn), window, baseline).onset).toBe(onset);
});

test.each([
  { daysAgo: 0, isGoingOn: true },
  { daysAgo: 1, isGoingOn: true },
  { daysAgo: 2, isGoingOn: false },
])("what stood out $daysAgo days before the last day goes on: $isGoingOn", ({ daysAgo, isGoingOn }) => {
  const found = examineDays(
    days((ago) => (ago === daysAgo ? 20 : 10)),
    window,
    baseline,
  );
  expect(found).toMatchObject({ onset: addDays(last, -daysAgo), daysOut: 1, isGoingOn });
});

test.each([
  { cost: 13.4, daysOut: 0 },
  { cost: 13.6, daysOut: 1 },
])(
  "days that were all alike are taken to vary by a tenth: $cost instead of 10 make $daysOut days out",
  ({ cost, daysOut }) => {
    const found = examineDays(
      days((ago) => (ago === 2 ? cost : 10)),
      window,
      baseline,
    );
    expect(found.daysOut).toBe(daysOut);
  },
);
