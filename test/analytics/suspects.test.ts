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
