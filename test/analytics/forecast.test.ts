import { expect, test } from "bun:test";
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { derivedUsd } from "../../src/domain/money.ts";
import { addDays, windowOfDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import { forSeeds } from "../support/random.ts";

const cycle = windowOfDays("2026-11-01", "2026-11-30");
const today = "2026-11-20";

/** Of the days before today, the latest first; and of today so far. */
function days(count: number, cost: (daysAgo: number) => number | null): DayUsage[] {
  return Array.from({ length: count + 1 }, (_, index) => {
    const daysAgo = count - index;
    const amount = cost(daysAgo);
    return {
      day: addDays(today, -daysAgo),
      cost: amount === null ? null : derivedUsd(amount),
      requests: null,
      tokens: null,
    };
  });
}

test("steady days go on", () => {
  const forecast = forecastCycle(
    days(60, (ago) => (ago === 0 ? 4 : 10)),
    cycle,
    today,
    derivedUsd(250),
  );
  expect<unknown>(forecast).toMatchObject({ total: 300, exhaustedOn: "2026-11-25", levelSince: null });
});

test("a step goes on from where it began", () => {
  const cost = (ago: number) => (ago === 0 ? 4 : ago <= 5 ? 20 : 10);
  const forecast = forecastCycle(days(60, cost), cycle, today, null);
  expect<unknown>(forecast).toMatchObject({ total: 14 * 10 + 5 * 20 + 11 * 20, levelSince: "2026-11-15" });
});

test("one expensive day does not go on, but widens the range", () => {
  const flat = forecastCycle(
    days(60, () => 10),
    cycle,
    today,
    null,
  );
  const spiked = forecastCycle(
    days(60, (ago) => (ago === 3 ? 60 : 10)),
    cycle,
    today,
    null,
  );
  expect(Number(spiked?.total)).toBeCloseTo(350, 6);
  expect(spiked?.levelSince).toBeNull();
  const width = (forecast: typeof flat) => Number(forecast?.high) - Number(forecast?.low);
  expect(width(spiked)).toBeGreaterThan(2 * width(flat));
});

test("steady growth goes on", () => {
  const forecast = forecastCycle(
    days(60, (ago) => 100 * 1.01 ** -ago),
    cycle,
    today,
    null,
  );
  const truth = Array.from({ length: 30 }, (_, index) => 100 * 1.01 ** (index - 19)).reduce(
    (a, b) => a + b,
    0,
  );
  expect(Number(forecast?.total)).toBeGreaterThan(0.99 * truth);
  expect(Number(forecast?.total)).toBeLessThan(1.01 * truth);
});

test.each<[string, DayUsage[]]>([
  ["thirteen days since the first use", days(60, (ago) => (ago <= 13 ? 10 : 0))],
  ["a day whose cost is unknown", days(60, (ago) => (ago === 30 ? null : 10))],
  ["no use at all", days(60, () => 0)],
  ["no days", []],
])("%s: no forecast", (_, some) => {
  expect(forecastCycle(some, cycle, today, null)).toBeNull();
});

test("days before the first use are no cheap days", () => {
  const forecast = forecastCycle(
    days(60, (ago) => (ago <= 16 ? 10 : 0)),
    cycle,
    today,
    null,
  );
  expect<unknown>(forecast).toMatchObject({ total: 16 * 10 + 11 * 10 });
});

test("spent ≤ low ≤ total ≤ high, whatever the days", () => {
  forSeeds(1_000, (random) => {
    const level = 10 ** random.between(-1, 4);
    const noise = random.between(0, 2);
    const start = random.integer(14, 63);
    const some = days(63, (ago) =>
      ago > start ? 0 : level * Math.max(0, 1 + noise * random.between(-1, 1)),
    );
    const forecast = forecastCycle(some, cycle, today, derivedUsd(level * 20));
    if (forecast === null) return;
    const spent = some
      .filter(({ day }) => day >= "2026-11-01")
      .reduce((sum, { cost }) => sum + (cost ?? 0), 0);
    const rounding = 1e-9 * level;
    expect(forecast.low).toBeGreaterThanOrEqual(spent - rounding);
    expect(forecast.total).toBeGreaterThanOrEqual(forecast.low - rounding);
    expect(forecast.high).toBeGreaterThanOrEqual(forecast.total - rounding);
  });
});
