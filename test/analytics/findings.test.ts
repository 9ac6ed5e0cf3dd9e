import { expect, test } from "bun:test";
import { diagnoseCosts, planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { certaintyOf, concludeDiagnosis, tellCertainty } from "../../src/analytics/findings.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { type TimeWindow, windowOfCompleteDays } from "../../src/domain/time.ts";

const plan = planDiagnosis(windowOfCompleteDays(7, "2026-11-22"));

/** Of a model, so that the windows decide: single days are known of agents, members and departments only. */
const breakdown = (cost: number) => (window: TimeWindow) => ({
  window,
  source: "test",
  warnings: [],
  dimensions: new Map([
    [
      "model",
      [{ id: "m", name: "m", cost: asDerivedUsd(cost), requests: null, tokens: null, lastUsed: null }],
    ],
  ]),
});

/** What chance explains of a steady cost of 100 a week: a spread is a tenth, and chance may make three and a half of them. */
const chance = 35;

test.each([
  { excess: chance - 1, certainty: null, told: "nothing" },
  { excess: chance + 1, certainty: "weak", told: "1 weak (may be chance)" },
  { excess: 1.25 * chance - 1, certainty: "weak", told: "1 weak (may be chance)" },
  { excess: 1.25 * chance + 1, certainty: "likely", told: "1 likely" },
  { excess: 2 * chance - 1, certainty: "likely", told: "1 likely" },
  { excess: 2 * chance + 1, certainty: "clear", told: "1 clear (2 times chance)" },
] as const)("of a model that always cost $100, $excess more are: $told", ({ excess, certainty, told }) => {
  const diagnosis = diagnoseCosts({
    plan,
    current: breakdown(100 + excess)(plan.window),
    baseline: plan.baseline.map(breakdown(100)),
    usage: null,
  });
  const { anomalies } = concludeDiagnosis(diagnosis, []);
  expect(anomalies.map(certaintyOf)).toEqual(certainty === null ? [] : [certainty]);
  expect(tellCertainty(anomalies) ?? "nothing").toBe(told);
});
