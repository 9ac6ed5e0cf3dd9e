import { expect, setDefaultTimeout, test } from "bun:test";
import { forecastCycle, planHistory } from "../../src/analytics/forecast.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, windowOfDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import { forSeeds, type Random, randomFrom } from "../support/random.ts";

/** Seeded series by the hundred: seconds on an idle machine, many more on a busy one. */
setDefaultTimeout(60_000);

const cycle = windowOfDays("2026-11-01", "2026-11-30");
const today = "2026-11-20";

/** The given number of days before today, oldest first, and today so far. */
function days(count: number, cost: (daysAgo: number) => number | null): DayUsage[] {
  return Array.from({ length: count + 1 }, (_, index) => {
    const daysAgo = count - index;
    const amount = cost(daysAgo);
    return {
      day: addDays(today, -daysAgo),
      cost: amount === null ? null : asDerivedUsd(amount),
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
    asDerivedUsd(250),
  );
  expect(Number(forecast?.total)).toBeCloseTo(300, 6);
  // Nothing varies, and yet no workspace is taken to be steadier than 3 % a day.
  expect(Number(forecast?.low)).toBeCloseTo(297.616, 3);
  expect(Number(forecast?.high)).toBeCloseTo(303.025, 3);
  expect(forecast).toMatchObject({
    exhaustion: { earliest: "2026-11-25", expected: "2026-11-25", latest: "2026-11-26" },
    levelSince: null,
  });
});

test("a step goes on from where it began", () => {
  const cost = (ago: number) => (ago === 0 ? 4 : ago <= 5 ? 20 : 10);
  const forecast = forecastCycle(days(60, cost), cycle, today, null);
  const truth = 14 * 10 + 5 * 20 + 11 * 20;
  expect(Number(forecast?.total)).toBeGreaterThan(0.99 * truth);
  expect(Number(forecast?.total)).toBeLessThan(1.01 * truth);
  expect(forecast?.levelSince).toBe("2026-11-15");
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
  expect(width(spiked)).toBeGreaterThan(1.4 * width(flat));
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
  expect(Number(forecast?.total)).toBeCloseTo(16 * 10 + 11 * 10, 6);
});

test("spent ≤ low ≤ total ≤ high, whatever the days", () => {
  forSeeds(300, (random) => {
    const level = 10 ** random.between(-1, 4);
    const noise = random.between(0, 2);
    const start = random.integer(14, 63);
    const some = days(63, (ago) =>
      ago > start ? 0 : level * Math.max(0, 1 + noise * random.between(-1, 1)),
    );
    const forecast = forecastCycle(some, cycle, today, asDerivedUsd(level * 20));
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

test("an odd yesterday may be the first day of a new level: the range reaches to where it would lead", () => {
  const forecast = forecastCycle(
    days(60, (ago) => (ago === 1 ? 20 : 10)),
    cycle,
    today,
    null,
  );
  const ifItGoesOn = 18 * 10 + 20 + 11 * 20;
  expect(Number(forecast?.total)).toBeLessThan(320);
  expect(Number(forecast?.high)).toBeGreaterThan(0.9 * ifItGoesOn);
  expect(Number(forecast?.low)).toBeGreaterThan(300);
});

test.each([
  { distance: 0.46, isDoubted: false },
  { distance: 0.54, isDoubted: true },
])("a last day at a relative distance of $distance, where days stray by 0.1", ({ distance, isDoubted }) => {
  const away = (far: number) => (10 * (2 + far)) / (2 - far);
  const cost = (ago: number) => away(ago === 1 ? distance : ago % 2 === 0 ? 0.1 : -0.1);
  const forecast = forecastCycle(days(60, cost), cycle, today, null);
  const ifItGoesOn = sumOf(18, (index) => cost(index + 2)) + 12 * away(distance);
  expect(Number(forecast?.high) > 0.95 * ifItGoesOn).toBe(isDoubted);
});

test("a shift is told when shifts of the history have lasted, and not when they have not", () => {
  const told = { lasting: 0, passing: 0 };
  forSeeds(6, (random) => {
    for (const [kind, longest] of [
      ["lasting", 60],
      ["passing", 14],
    ] as const) {
      let [left, level] = [0, 1];
      const costs = Array.from({ length: 260 }, () => {
        if (left-- <= 0) [left, level] = [random.integer(4, longest), level === 1 ? 1.5 : 1];
        return 100 * level * random.between(0.97, 1.03);
      });
      for (let count = 120; count < 260; count += 5) {
        const some = days(count, (ago) => (ago === 0 ? 0 : (costs[count - ago] ?? 0)));
        if (forecastCycle(some, cycle, today, null)?.levelSince != null) told[kind]++;
      }
    }
  });
  expect(told).toMatchInlineSnapshot(`
    {
      "lasting": 83,
      "passing": 6,
    }
  `);
});

test("steady growth that the levels always lag behind is learnt from their errors, and is in the range", () => {
  forSeeds(20, (random) => {
    const cost = (ago: number) => 100 * 1.01 ** -ago * random.between(0.9, 1.1);
    const forecast = forecastCycle(days(200, cost), cycle, today, null);
    const spent = 100 * sumOf(19, (index) => 1.01 ** -(index + 1));
    const toCome = 100 * sumOf(11, (index) => 1.01 ** index);
    expect(Number(forecast?.low)).toBeLessThan(spent + toCome);
    expect(Number(forecast?.high)).toBeGreaterThan(spent + toCome);
  });
});

const sumOf = (count: number, term: (index: number) => number): number =>
  Array.from({ length: count }, (_, index) => term(index)).reduce((total, each) => total + each, 0);

test.each([
  { history: 15, basis: { historyDays: 15, pastForecastCount: 1, horizonDays: 1, isLittleHistory: true } },
  { history: 30, basis: { historyDays: 30, pastForecastCount: 9, horizonDays: 8, isLittleHistory: true } },
  { history: 83, basis: { historyDays: 83, pastForecastCount: 59, horizonDays: 11, isLittleHistory: true } },
  { history: 84, basis: { historyDays: 84, pastForecastCount: 60, horizonDays: 11, isLittleHistory: false } },
])("what the range of $history days of history rests on", ({ history, basis }) => {
  const some = days(60 + history, (ago) => (ago > history ? 0 : 10));
  expect(forecastCycle(some, cycle, today, null)?.basis).toEqual(basis);
});

/** Days that follow a weekly pattern; `noise` scales how far they stray from it. */
function noisyDays(random: Random, count: number, noise: number, scale = 1): DayUsage[] {
  const week = [0.5, 1.1, 1.2, 1.2, 1.1, 1.1, 0.8];
  return days(
    count,
    (ago) => scale * 100 * (week[ago % 7] ?? 1) * Math.max(0, 1 + noise * random.between(-1, 1)),
  );
}

const widthOf = (some: DayUsage[]): number => {
  const forecast = forecastCycle(some, cycle, today, null);
  return Number(forecast?.high) - Number(forecast?.low);
};

test("money in other units has the same range in other units", () => {
  forSeeds(40, (random, seed) => {
    const scale = 10 ** random.integer(-3, 4);
    const history = random.integer(14, 210);
    const [plain, scaled] = [1, scale].map((each) =>
      forecastCycle(
        noisyDays(randomFrom(seed), history, 0.5, each),
        cycle,
        today,
        asDerivedUsd(2_000 * each),
      ),
    );
    for (const figure of ["low", "total", "high"] as const)
      expect(Number(scaled?.[figure]) / scale / Number(plain?.[figure])).toBeCloseTo(1, 9);
    expect(scaled?.exhaustion).toEqual(plain?.exhaustion ?? null);
  });
});

test("the same days with twice the noise never have a narrower range", () => {
  forSeeds(40, (_, seed) => {
    const widths = [0.1, 0.2, 0.4, 0.8].map((noise) => widthOf(noisyDays(randomFrom(seed), 150, noise)));
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  });
});

test("the same noise with less history to measure it on has a wider range, on the whole", () => {
  const total = (history: number) =>
    sumOf(30, (seed) => widthOf(noisyDays(randomFrom(seed), 210, 0.4).slice(-history - 1)));
  expect(total(28)).toBeGreaterThan(1.1 * total(84));
  expect(total(84)).toBeGreaterThan(total(210));
});

test("a day within its range never moves the forecast out of yesterday's", () => {
  forSeeds(5, (random) => {
    let level = 1;
    const costs = Array.from({ length: 120 }, () => {
      level *= Math.exp(random.between(-0.07, 0.07));
      return 100 * level * random.between(0.6, 1.4);
    });
    /** As seen at the beginning of a day of November. */
    const seenOn = (date: number): DayUsage[] =>
      costs.slice(0, 90 + date).map((cost, index) => ({
        day: addDays("2026-11-01", index - 90),
        cost: asDerivedUsd(index === 89 + date ? 0 : cost),
        requests: null,
        tokens: null,
      }));
    const onDay = (date: number) => addDays("2026-11-01", date - 1);
    for (let date = 4; date <= 29; date++) {
      const now = onDay(date);
      const ofDay = forecastCycle(seenOn(date), windowOfDays(now, now), now, null);
      const cost = costs[89 + date] ?? 0;
      if (ofDay === null || cost < ofDay.low || cost > ofDay.high) continue;
      const before = forecastCycle(seenOn(date), cycle, now, null);
      const after = forecastCycle(seenOn(date + 1), cycle, onDay(date + 1), null);
      const rounding = 1e-6;
      expect(Number(after?.total)).toBeGreaterThanOrEqual(Number(before?.low) - rounding);
      expect(Number(after?.total)).toBeLessThanOrEqual(Number(before?.high) + rounding);
    }
  });
});

test("the days of exhaustion are in order, within the cycle, and agree with the range", () => {
  forSeeds(60, (random, seed) => {
    const some = noisyDays(randomFrom(seed), random.integer(14, 120), random.between(0, 1));
    const budget = asDerivedUsd(random.between(1_500, 4_000));
    const forecast = forecastCycle(some, cycle, today, budget);
    if (forecast === null) throw new Error("a forecast was expected");
    const { earliest = null, expected = null, latest = null } = forecast.exhaustion ?? {};
    const days = [earliest, expected, latest].map((day) => day ?? "after the cycle");
    expect(days).toEqual(days.toSorted());
    expect(earliest !== null).toBe(forecast.high >= budget);
    expect(expected !== null).toBe(forecast.total >= budget);
    expect(latest !== null).toBe(forecast.low >= budget);
  });
});

test("a forecast is given thirty weeks of days, and today so far", () => {
  expect(daysOf(planHistory(today))).toHaveLength(30 * 7 + 1);
  expect(daysOf(planHistory(today)).at(-1)).toBe(today);
});
