import { expect, test } from "bun:test";
import { estimateUsualRange } from "../../src/analytics/usual-range.ts";
import { forSeeds } from "../support/random.ts";

const repeatWeek = (weeks: number, week: readonly number[]): number[] =>
  Array.from({ length: weeks }, () => week).flat();
const week = [10, 20, 30, 40, 50, 60, 70];

test("the usual is the median of the same weekday", () => {
  const costs = [
    ...repeatWeek(3, week),
    ...repeatWeek(
      4,
      week.map((cost) => 2 * cost),
    ),
    500,
  ];
  expect(estimateUsualRange(costs)?.usual).toBe(20);
});

test("only the last eight weeks count", () => {
  const costs = [
    ...repeatWeek(
      5,
      week.map((cost) => 2 * cost),
    ),
    ...repeatWeek(4, week),
    ...repeatWeek(4, [1, 1, 1, 1, 1, 1, 1]),
    500,
  ];
  expect(estimateUsualRange(costs)?.usual).toBe(5.5);
});

test("with two same weekdays nothing is usual, with three something is, but how far days stray is not known", () => {
  expect(estimateUsualRange([...repeatWeek(2, week), 10])).toBeNull();
  expect(estimateUsualRange([...repeatWeek(3, week), 10])).toEqual({ usual: 10, low: null, high: null });
});

test("a range takes four weeks of days that have a usual", () => {
  expect(estimateUsualRange([...repeatWeek(7, week)].slice(1))).toMatchObject({ low: null });
  expect(estimateUsualRange([...repeatWeek(7, week), 10])).toEqual({ usual: 10, low: 10, high: 10 });
});

test("a day that is unknown counts for nothing", () => {
  const costs: (number | null)[] = [...repeatWeek(9, week), 10];
  costs[57] = null;
  expect(estimateUsualRange(costs)).toEqual({ usual: 10, low: 10, high: 10 });
});

test("days without cost have a range", () => {
  const costs = [...repeatWeek(10, [10, 0, 0, 10, 10, 10, 10]), 10, 0];
  expect(estimateUsualRange(costs)).toEqual({ usual: 0, low: 0, high: 0 });
});

test("of days that vary alike, four in five lie within; the range scales with money", () => {
  let [within, all] = [0, 0];
  const [lows, highs]: [number[], number[]] = [[], []];
  forSeeds(400, (random) => {
    const costs = Array.from({ length: 140 }, (_, day) => (week[day % 7] ?? 0) * random.between(0.5, 1.5));
    const range = estimateUsualRange(costs);
    const scaled = estimateUsualRange(costs.map((cost) => 1_000 * cost));
    const [low, high, last] = [range?.low ?? Number.NaN, range?.high ?? Number.NaN, costs.at(-1) ?? 0];
    expect((scaled?.low ?? 0) / low).toBeCloseTo(1_000, 6);
    expect((scaled?.high ?? 0) / high).toBeCloseTo(1_000, 6);
    all++;
    if (low <= last && last <= high) within++;
    lows.push(low);
    highs.push(high);
  });
  const mean = (values: readonly number[]) =>
    (values.reduce((total, each) => total + each, 0) / values.length).toFixed(3);
  expect({ within, all, low: mean(lows), high: mean(highs) }).toMatchInlineSnapshot(`
    {
      "all": 400,
      "high": "102.885",
      "low": "41.782",
      "within": 310,
    }
  `);
});

// What is usual is known of a day once there are three weeks before it.
test.each([
  { daysKnown: 27, hasRange: false },
  { daysKnown: 28, hasRange: true },
])(
  "a range needs four weeks of days of which it is known what was usual: $daysKnown have one: $hasRange",
  ({ daysKnown, hasRange }) => {
    const range = estimateUsualRange(Array.from({ length: 21 + daysKnown + 1 }, () => 10));
    expect(range?.usual).toBe(10);
    expect(range?.low !== null && range?.high !== null).toBe(hasRange);
  },
);
