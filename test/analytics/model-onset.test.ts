import { describe, expect, test } from "bun:test";
import { judgeCost } from "../../src/analytics/anomalies.ts";
import { computeModelExcess, isCarrier } from "../../src/analytics/model-carriers.ts";
import { findModelOnset } from "../../src/analytics/model-onset.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, daysOf, type TimeWindow, windowOfDays } from "../../src/domain/time.ts";

const usd = asDerivedUsd;
const costOfDays = (window: TimeWindow, costOn: (index: number) => number, all: readonly string[]) =>
  usd(daysOf(window).reduce((sum, day) => sum + costOn(all.indexOf(day)), 0));

/** A level of 10 a day on weekdays and 4 at weekends, and `extra` a day from the onset on. */
async function onsetOf(length: number, onset: number, extra: number, level = 1, guess: number | null = null) {
  const window = windowOfDays("2026-10-01", length === 7 ? "2026-10-07" : "2026-10-30");
  const days = daysOf(window);
  const usual = (day: string) => ([0, 6].includes(new Date(day).getUTCDay()) ? 4 : 10);
  const costOn = (index: number) => level * usual(days[index] ?? "") + (index >= onset ? extra : 0);
  const expected = usd(days.reduce((sum, day) => sum + level * usual(day), 0));
  const movement = judgeCost(
    {
      dimension: "model",
      id: "m",
      name: "m",
      actual: costOfDays(window, costOn, days),
      baseline: [expected, expected, expected, expected],
    },
    usd(1),
  );
  if (movement === null) throw new Error("four windows are enough history");
  let asked = 0;
  const found = await findModelOnset({
    movement,
    window,
    weightOf: usual,
    readCost: (part) => {
      asked++;
      return Promise.resolve(costOfDays(part, costOn, days));
    },
    guess: guess === null ? null : (days[guess] ?? null),
  });
  return { found, wanted: days[onset], asked };
}

test.each([
  [0.55, "2026-10-04"],
  [0.45, "2026-10-05"],
])("a first day that brings %d of an average day of the rise begins it, or not: %s", async (share, first) => {
  const week = windowOfDays("2026-10-01", "2026-10-07");
  const costOn = (index: number) => 0.1 + (index < 3 ? 0 : index === 3 ? share : (7 - share) / 3);
  const movement = judgeCost(
    {
      dimension: "model",
      id: "m",
      name: "m",
      actual: usd(7.7),
      baseline: [usd(0.7), usd(0.7), usd(0.7), usd(0.7)],
    },
    usd(1),
  );
  if (movement === null) throw new Error("four windows are enough history");
  const readCost = (part: TimeWindow) => Promise.resolve(costOfDays(part, costOn, daysOf(week)));
  const question = { movement, window: week, weightOf: () => 1, readCost, guess: null };
  expect(await findModelOnset(question)).toBe(first);
});

describe("the first day of a model's rise", () => {
  test.each([
    { length: 32, isFound: true },
    { length: 33, isFound: false },
  ])(
    "needs five halvings at most, or is not found: of $length days $isFound",
    async ({ length, isFound }) => {
      const window = windowOfDays(addDays("2026-10-31", 1 - length), "2026-10-31");
      const days = daysOf(window);
      const costIn = (part: TimeWindow) => costOfDays(part, (index) => (index < 1 ? 1 : 3), days);
      const whole = usd(length);
      const movement = judgeCost(
        { dimension: "model", id: "m", name: "m", actual: costIn(window), baseline: [whole, whole, whole] },
        usd(1),
      );
      if (movement === null) throw new Error("three windows are enough history");
      const found = await findModelOnset({
        movement,
        window,
        weightOf: () => 1,
        readCost: (part) => Promise.resolve(costIn(part)),
        guess: null,
      });
      expect(found).toBe(isFound ? (days[1] ?? "") : null);
    },
  );

  test.each([7, 30])("is found in %i days by halving, whichever it is", async (length) => {
    for (let onset = 0; onset < length; onset++) {
      for (const [extra, level] of [
        [15, 1],
        [5, 0],
      ] as const) {
        const { found, wanted, asked } = await onsetOf(length, onset, extra, level);
        expect({ onset, found }).toEqual({ onset, found: wanted ?? "" });
        expect(asked).toBeLessThanOrEqual(5);
      }
    }
  });

  test.each([7, 30])(
    "is found in %i days with a guess, right or wrong, and at once with the right one",
    async (length) => {
      for (let onset = 0; onset < length; onset++) {
        for (let guess = 0; guess < length; guess++) {
          const { found, wanted, asked } = await onsetOf(length, onset, 15, 1, guess);
          expect({ onset, guess, found }).toEqual({ onset, guess, found: wanted ?? "" });
          expect(asked).toBeLessThanOrEqual(guess === onset ? 3 : 8);
        }
      }
    },
  );

  test("is unknown when a part could not be read", async () => {
    const window = windowOfDays("2026-10-01", "2026-10-07");
    const movement = judgeCost(
      { dimension: "model", id: "m", name: "m", actual: usd(70), baseline: [usd(0), usd(0), usd(0)] },
      usd(1),
    );
    expect(movement).not.toBeNull();
    if (movement === null) return;
    expect(
      await findModelOnset({
        movement,
        window,
        weightOf: () => 1,
        readCost: () => Promise.resolve(null),
        guess: null,
      }),
    ).toBeNull();
  });
});

describe("who carries a model's rise", () => {
  const listed = (cost: number | null, model = "m") => [
    { model, provider: null, cost: cost === null ? null : usd(cost), requests: null, tokens: null },
  ];

  test.each([
    ["all of it, out of nothing", listed(30), listed(30), 30],
    ["what goes beyond its weeks before", listed(30), listed(30 + 23 * 2), 30 - 14],
    ["nothing of a model it does not have", listed(30, "other"), listed(30, "other"), 0],
  ] as const)("%s", (_, week, month, excess) => {
    expect<number | null>(computeModelExcess({ week, month }, "m")).toBeCloseTo(excess, 9);
  });

  test("is unknown without a list, or without a cost in it", () => {
    expect(computeModelExcess({ week: null, month: listed(1) }, "m")).toBeNull();
    expect(computeModelExcess({ week: listed(1), month: null }, "m")).toBeNull();
    expect(computeModelExcess({ week: listed(null), month: listed(3) }, "m")).toBeNull();
  });

  test("is whoever makes up half of it", () => {
    expect(isCarrier(usd(15), usd(30))).toBe(true);
    expect(isCarrier(usd(14.99), usd(30))).toBe(false);
    expect(isCarrier(null, usd(30))).toBe(false);
    expect(isCarrier(usd(1), usd(0))).toBe(false);
  });
});

test.each([
  { creep: 0.095, first: "2026-10-16" },
  { creep: 0.105, first: "2026-10-01" },
])(
  "what a month costs more before its middle is left to the weekdays up to a tenth: $creep more, onset $first",
  async ({ creep, first }) => {
    const month = windowOfDays("2026-10-01", "2026-10-30");
    const days = daysOf(month);
    const costIn = (part: TimeWindow) => costOfDays(part, (index) => 1 + (index < 15 ? creep : 0.3), days);
    const movement = judgeCost(
      {
        dimension: "model",
        id: "m",
        name: "m",
        actual: costIn(month),
        baseline: [usd(30), usd(30), usd(30), usd(30)],
      },
      usd(1),
    );
    if (movement === null) throw new Error("four windows are enough history");
    const found = await findModelOnset({
      movement,
      window: month,
      weightOf: () => 1,
      readCost: (part) => Promise.resolve(costIn(part)),
      guess: null,
    });
    expect(found).toBe(first);
  },
);

test.each([
  { guess: 7, asked: ["2026-10-01..2026-10-07", "2026-10-08..2026-10-08"] },
  {
    guess: 8,
    asked: ["2026-10-01..2026-10-08", "2026-10-02..2026-10-08", "2026-10-09..2026-10-09"],
  },
])(
  "beside a guess all days before it are asked for, and where they are more than a week the last week of them: $guess",
  async ({ guess, asked }) => {
    const month = windowOfDays("2026-10-01", "2026-10-30");
    const days = daysOf(month);
    const costOn = (index: number) => (index < guess ? 1 : 3);
    const movement = judgeCost(
      {
        dimension: "model",
        id: "m",
        name: "m",
        actual: costOfDays(month, costOn, days),
        baseline: [usd(30), usd(30), usd(30), usd(30)],
      },
      usd(1),
    );
    if (movement === null) throw new Error("four windows are enough history");
    const parts: string[] = [];
    const found = await findModelOnset({
      movement,
      window: month,
      weightOf: () => 1,
      readCost: (part) => {
        parts.push(`${daysOf(part).at(0)}..${daysOf(part).at(-1)}`);
        return Promise.resolve(costOfDays(part, costOn, days));
      },
      guess: days[guess] ?? null,
    });
    expect(found).toBe(days[guess] ?? "");
    expect(parts.toSorted()).toEqual([...asked]);
  },
);

test.each([
  { guess: 8, onset: 0, left: "the eight days before it" },
  { guess: 21, onset: 22, left: "the eight days after it" },
])(
  "a wrong guess is not looked at again: three halvings find the day among $left",
  async ({ guess, onset }) => {
    const { found, wanted, asked } = await onsetOf(30, onset, 15, 1, guess);
    expect(found).toBe(wanted ?? "");
    expect(asked).toBe(3 + 3);
  },
);
