/** What a diagnosis of a window reads, and whose days. */
import { expect, test } from "bun:test";
import { diagnoseCosts, explainUnfitWindow, planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { chooseSuspects } from "../../src/analytics/suspects.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { daysOf, windowOfCompleteDays } from "../../src/domain/time.ts";

const today = "2026-11-22";
const windowOf = (days: number) => windowOfCompleteDays(days, today);

test.each([
  [6, false],
  [7, true],
  [31, true],
  [32, false],
])("a window of %i days can be diagnosed: %p", (days, isFit) => {
  expect(explainUnfitWindow(windowOf(days)) === null).toBe(isFit);
});

test.each([
  [7, 28],
  [14, 28],
  [15, 56],
  [31, 56],
])("how the days of a window of %i vary is learnt from the %i before", (days, learntFrom) => {
  expect(daysOf(planDiagnosis(windowOf(days)).dailyBaseline)).toHaveLength(learntFrom);
});

test.each([7, 30, 31])("for a window of %i days half a year is read", (days) => {
  expect(daysOf(planDiagnosis(windowOf(days)).span)).toHaveLength(182);
});

test("what is flagged is examined before what is not, and a department after whom it repeats, whatever the dollars", () => {
  const plan = planDiagnosis(windowOf(7));
  const costs = {
    agent: { "agent out": [420, 300], "agent unsure": [4_300, 4_000] },
    department: { "department out": [700, 500], "department unsure": [10_400, 10_000] },
  };
  const breakdown = (at: 0 | 1) => ({
    window: plan.window,
    source: "test",
    warnings: [],
    dimensions: new Map(
      Object.entries(costs).map(([dimension, own]) => [
        dimension,
        Object.entries(own).map(([id, both]) => ({
          id,
          name: id,
          cost: asDerivedUsd(both[at] ?? 0),
          requests: null,
          tokens: null,
          lastUsed: null,
        })),
      ]),
    ),
  });
  const diagnosis = diagnoseCosts({
    plan,
    current: breakdown(0),
    baseline: plan.baseline.map(() => breakdown(1)),
    usage: null,
  });
  expect(chooseSuspects(diagnosis).map(({ name }) => name)).toEqual([
    "agent out",
    "department out",
    "agent unsure",
    "department unsure",
  ]);
});
