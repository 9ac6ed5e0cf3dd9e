import { expect, test } from "bun:test";
import { judgeCost } from "../../src/analytics/anomalies.ts";
import { planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { examineMovement } from "../../src/analytics/suspects.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { type TimeWindow, windowOfCompleteDays } from "../../src/domain/time.ts";
import { makeDays, sumCosts } from "../support/daily-costs.ts";

const today = "2026-11-22";
const leastExcess = asDerivedUsd(5);

/** The days of an agent, looked at as the second stage of a diagnosis does. */
function examine(windowDays: number, costOn: (daysAgo: number) => number) {
  const plan = planDiagnosis(windowOfCompleteDays(windowDays, today));
  const days = makeDays(plan.span, costOn);
  const costIn = (window: TimeWindow) => sumCosts(days, window);
  const movement = judgeCost(
    {
      dimension: "agent",
      id: "a",
      name: "a",
      actual: costIn(plan.window),
      baseline: plan.baseline.map(costIn),
    },
    leastExcess,
  );
  if (movement === null) throw new Error("four windows are enough history");
  return { movement, suspect: examineMovement(movement, days, plan, leastExcess) };
}

/** Steady days, and in the middle of the week some that cost nothing. */
const idleFor = (idleDays: number) => (daysAgo: number) => (daysAgo <= 6 && daysAgo > 6 - idleDays ? 0 : 10);

test.each([
  { idleDays: 3, isDrop: false },
  { idleDays: 5, isDrop: true },
])(
  "a slump counts from five days on: $idleDays days without cost are a drop: $isDrop",
  ({ idleDays, isDrop }) => {
    const { movement, suspect } = examine(7, idleFor(idleDays));
    // By the week alone both would be drops.
    expect(movement).toMatchObject({ kind: "decrease", isFlagged: true });
    expect(suspect.daily.slump?.length).toBe(idleDays);
    expect(suspect).toMatchObject({ isOut: isDrop, direction: isDrop ? "drop" : "rise" });
  },
);

test("a week out of line with the four before it is no rise while the entity's own weeks have gone farther", () => {
  const wildWeeks = [6, 11, 16, 21];
  const costOn = (isWild: boolean) => (daysAgo: number) =>
    daysAgo === 3 ? 40 : isWild && wildWeeks.includes((daysAgo - 3) / 7) ? 50 : 10;
  const [calm, wild] = [examine(7, costOn(false)), examine(7, costOn(true))];
  expect([calm.movement, wild.movement]).toMatchObject([{ isFlagged: true }, { isFlagged: true }]);
  expect([calm.suspect.isOut, wild.suspect.isOut]).toEqual([true, false]);
});

test.each([
  { before: [70, 210, 280, 140], expected: 175 },
  { before: [70, 210, 140], expected: 140 },
])(
  "what a rise comes from is told against the middle of the weeks before: $before",
  ({ before, expected }) => {
    const plan = planDiagnosis(windowOfCompleteDays(7, today));
    const weeks = [350, ...before];
    const last = weeks.length * 7;
    const days = makeDays(plan.span, (daysAgo) => (weeks[Math.ceil(daysAgo / 7) - 1] ?? 0) / 7)
      .slice(-last)
      .map((day) => ({ ...day, requests: day.cost, tokens: day.cost }));
    const costIn = (window: TimeWindow) => sumCosts(days, window);
    const movement = judgeCost(
      {
        dimension: "agent",
        id: "a",
        name: "a",
        actual: costIn(plan.window),
        baseline: before.map((_, index) => costIn(plan.baseline[index] ?? plan.window)),
      },
      leastExcess,
    );
    if (movement === null) throw new Error("three windows are enough history");
    // Every request costs a dollar, so that all of it is volume.
    const { drivers } = examineMovement(movement, days, plan, leastExcess);
    expect<number | undefined>(drivers?.volume).toBeCloseTo(350 - expected, 2);
  },
);

test("a slump is no drop while idle days now and then have shown that more than this may be chance", () => {
  const hasIdleDay = (daysAgo: number) => [8, 12, 16, 20].some((week) => daysAgo === 7 * week + 3);
  const steady = examine(7, idleFor(5));
  const restless = examine(7, (daysAgo) => (hasIdleDay(daysAgo) ? 0 : idleFor(5)(daysAgo)));
  expect([steady.movement, restless.movement]).toMatchObject([{ isFlagged: true }, { isFlagged: true }]);
  // Looked at in as many days, and only then held against what is usual.
  for (const { suspect } of [steady, restless]) expect(suspect.daily.slump?.length).toBeGreaterThanOrEqual(5);
  expect([steady.suspect.isOut, restless.suspect.isOut]).toEqual([true, false]);
});
