import { expect, test } from "bun:test";
import { findDayRun } from "../../src/analytics/surge.ts";

const weekDays = 7;
const usual = 10;

/** Forty weeks of days that are all alike, but for the given ones, which are counted from the last day back. */
const costsWith = (costOn: (daysAgo: number) => number): number[] =>
  Array.from({ length: 40 * weekDays }, (_, index) => costOn(40 * weekDays - index));

const surgeOf = (windowDays: number, costOn: (daysAgo: number) => number) =>
  findDayRun(costsWith(costOn), 40 * weekDays - windowDays, "rise");

test.each([
  { burst: 1, length: 1, limit: 1 },
  { burst: 2, length: 2, limit: 1.2 },
  { burst: 3, length: 3, limit: 1.4 },
  { burst: 4, length: 5, limit: 1.8 },
  { burst: 5, length: 5, limit: 1.8 },
  { burst: 6, length: 5, limit: 1.8 },
  { burst: 7, length: 7, limit: 2.2 },
])(
  "$burst days of twice the usual are looked at as $length in a row, which may bring $limit mean days more",
  ({ burst, length, limit }) => {
    const surge = surgeOf(weekDays, (daysAgo) => (daysAgo <= burst ? 2 * usual : usual));
    expect(surge).toMatchObject({ length, excess: usual * Math.min(burst, length) });
    expect(surge?.limit).toBeCloseTo(usual * limit, 9);
  },
);

// Every fifth week one day cost five times the usual, four times; and once, in such a week, three times.
const isWild = (daysAgo: number, weeksAgo: number): boolean => daysAgo === weeksAgo * weekDays;
const wild = (daysAgo: number): number => {
  if ([15, 20, 25, 30].some((weeks) => isWild(daysAgo, weeks))) return usual + 40;
  return isWild(daysAgo, 10) ? usual + 20 : usual;
};

test.each([
  { windowDays: 7, pastWeeks: 35, chance: 0.005 },
  { windowDays: 8, pastWeeks: 34, chance: 0.005 / 4 },
])(
  "a usual week of a window of $windowDays days goes beyond its limit with a chance of $chance",
  ({ windowDays, pastWeeks, chance }) => {
    const surge = surgeOf(windowDays, (daysAgo) => (daysAgo === 3 ? 1_000 : wild(daysAgo)));
    // The four farthest days went twice as far as the fifth; that tail is followed to the chance.
    const wanted = 20 * 2 ** Math.log(4 / pastWeeks / chance);
    expect(surge?.length).toBe(1);
    expect(surge?.limit).toBeCloseTo(wanted, 6);
  },
);

test.each([
  { idle: 1, limit: 1 },
  { idle: 3, limit: 1.4 },
  { idle: 7, limit: 2.2 },
])(
  "$idle days without cost are a slump by their usual cost, of which $limit mean days are usual",
  ({ idle, limit }) => {
    const costs = costsWith((daysAgo) => (daysAgo <= idle ? 0 : usual));
    const slump = findDayRun(costs, costs.length - weekDays, "drop");
    expect(slump).toMatchObject({ length: idle, excess: usual * idle });
    expect(slump?.limit).toBeCloseTo(usual * limit, 9);
  },
);

test("a day is held against the middle of the same weekday in the four weeks before", () => {
  const weeksBefore = [12, 8, 30, 28];
  const costs = costsWith((daysAgo) =>
    (daysAgo - 3) % weekDays === 0 ? ([50, ...weeksBefore][(daysAgo - 3) / weekDays] ?? 8) : 0,
  );
  expect(findDayRun(costs, costs.length - weekDays, "rise")).toMatchObject({ length: 1, excess: 50 - 20 });
});

test("weeks that are all alike are taken to vary by a fifth of a day, times the root of seven", () => {
  // From there on goes the tail of the four weeks that cost $40 more, which is followed to its chance.
  const least = 0.2 * usual * Math.sqrt(weekDays);
  const costOn = (daysAgo: number) =>
    daysAgo <= weekDays ? 1_000 : usual + ([15, 20, 25, 30].some((weeks) => isWild(daysAgo, weeks)) ? 40 : 0);
  const surge = surgeOf(weekDays, costOn);
  expect(surge?.length).toBe(weekDays);
  expect(surge?.limit).toBeCloseTo(least * (40 / least) ** Math.log(4 / 35 / 0.005), 6);
});
