import { expect, test } from "bun:test";
import { diagnoseCosts, planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { tellDiagnosis } from "../../src/analytics/diagnosis-headline.ts";
import { concludeDiagnosis } from "../../src/analytics/findings.ts";
import { chooseSuspects, examineMovements } from "../../src/analytics/suspects.ts";
import { type TimeWindow, windowOfCompleteDays } from "../../src/domain/time.ts";
import { makeDays, sumCosts } from "../support/daily-costs.ts";

type Costs = Readonly<Record<string, (daysAgo: number) => number>>;

/** The headline about a week of some agents. */
function tellWeek(costs: Costs): string {
  const plan = planDiagnosis(windowOfCompleteDays(7, "2026-11-22"));
  const daysOfAgent = new Map(
    Object.entries(costs).map(([name, costOn]) => [name, makeDays(plan.span, costOn)]),
  );
  const itemsIn = (window: TimeWindow) =>
    [...daysOfAgent].map(([name, days]) => ({
      id: name,
      name,
      cost: sumCosts(days, window),
      requests: null,
      tokens: null,
      lastUsed: null,
    }));
  const breakdown = (window: TimeWindow) => ({
    window,
    source: "test",
    warnings: [],
    dimensions: new Map([["agent", itemsIn(window)]]),
  });
  const diagnosis = diagnoseCosts({
    plan,
    current: breakdown(plan.window),
    baseline: plan.baseline.map(breakdown),
    usage: null,
  });
  const moved = chooseSuspects(diagnosis).map((movement) => ({
    movement,
    days: daysOfAgent.get(movement.id) ?? [],
  }));
  const suspects = examineMovements(moved, null, plan, diagnosis.minExcess);
  const { anomalies, drops } = concludeDiagnosis(diagnosis, suspects);
  return tellDiagnosis("anomaly", anomalies, drops, {
    window: "the week",
    minExcess: diagnosis.minExcess,
    modelMove: null,
  });
}

/** Five days in a row flag the rise. The first of them costs only $3 more, which is not out of the ordinary by itself. */
const risingBy = (excess: number) => (daysAgo: number) =>
  daysAgo > 6 || daysAgo === 1 ? 10 : daysAgo === 6 ? 13 : 10 + excess;

test("a rise is told by the days that stand out where they make nine tenths of it, else by the whole week", () => {
  // $34.40 of $37.40, which is 92 %.
  expect(tellWeek({ Scout: risingBy(8.6) })).toBe(
    "1 agent cost unusually much in the week (judged from $5.00 up): Scout +$34.40, since 2026-11-17, going on, $8.60 a day more ($258.00 in 30 days).",
  );
  // $22.00 of $25.00, which is 88 %.
  expect(tellWeek({ Scout: risingBy(5.5) })).toBe(
    "1 agent cost unusually much in the week (judged from $5.00 up): Scout +$25.00 (+35.7 %), since 2026-11-17, going on, $5.50 a day more ($165.00 in 30 days).",
  );
});

test.each([
  { names: ["A", "B", "C"], who: "3 agents", more: "" },
  { names: ["A", "B", "C", "D"], who: "4 agents", more: " and 1 more" },
  { names: ["A", "B", "C", "D", "E"], who: "5 agents", more: " and 2 more" },
])("of $who that are new three are named, and the others counted", ({ names, who, more }) => {
  const each = (name: string) =>
    `${name} new, $70.00, since 2026-11-15, going on, $10.00 a day more ($300.00 in 30 days)`;
  const fresh = names.map((name) => [name, (daysAgo: number) => (daysAgo <= 7 ? 10 : 0)]);
  expect(tellWeek({ steady: () => 10, ...Object.fromEntries(fresh) })).toBe(
    `${who} cost unusually much in the week (judged from $5.00 up): ${["A", "B", "C"].map(each).join("; ")}${more}.`,
  );
});

const more =
  (excess: number, ...daysOfRise: readonly number[]) =>
  (daysAgo: number) =>
    10 + (daysOfRise.includes(daysAgo) ? excess : 0);
/** From day to day 4 above and below 10, so that $13 more do not stand out in one day, and do in the sum of a week's days. */
const uneven = (daysAgo: number) => (daysAgo === 3 ? 23 : daysAgo % 2 === 0 ? 6 : 14);

test.each([
  { costOn: more(20, 5), told: "+$20.00, on 2026-11-17 only" },
  {
    costOn: more(20, 4, 5),
    told: "+$40.00, on 2 days from 2026-11-17, over by now, $20.00 a day more",
  },
  { costOn: more(20, 1), told: "+$20.00, since 2026-11-21, going on ($600.00 in 30 days)" },
  {
    costOn: more(20, 1, 2),
    told: "+$40.00, since 2026-11-20, going on, $20.00 a day more ($600.00 in 30 days)",
  },
  { costOn: uneven, told: "+$13.00 in 1 day" },
])("days of a rise are told as: $told", ({ costOn, told }) => {
  expect(tellWeek({ Scout: costOn })).toEndWith(`: Scout ${told}.`);
});
