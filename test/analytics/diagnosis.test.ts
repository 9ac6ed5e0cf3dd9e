import { describe, expect, test } from "bun:test";
import { diagnoseCosts, planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { concludeDiagnosis } from "../../src/analytics/findings.ts";
import { chooseSuspects, examineMovements } from "../../src/analytics/suspects.ts";
import type { CostBreakdown } from "../../src/domain/costs.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { periodLengths } from "../../src/domain/periods.ts";
import {
  addDays,
  daysOf,
  isInWindow,
  startOfDay,
  type TimeWindow,
  windowOfCompleteDays,
  windowOfDays,
} from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import { forSeeds, type Random } from "../support/random.ts";

const today = "2026-11-22";
const periods = ["7d", "30d"] as const;
type Costs = Readonly<Record<string, (daysAgo: number, weekday: number) => number>>;

const history = daysOf(windowOfDays(addDays(today, -200), today));
const report = { source: "test", warnings: [] };

function daysOfSpender(cost: Costs[string]): DayUsage[] {
  return history.map((day, index) => {
    const amount = asDerivedUsd(cost(200 - index, startOfDay(day).getUTCDay()));
    return { day, cost: amount, requests: Math.ceil(amount * 10), tokens: Math.ceil(amount * 10_000) };
  });
}

/** Diagnoses the costs of some agents, step by step as the tool does. */
function diagnose(period: "7d" | "30d" | number, costs: Costs) {
  const plan = planDiagnosis(windowOfCompleteDays({ "7d": 7, "30d": 30 }[period] ?? Number(period), today));
  const daysById = new Map(Object.entries(costs).map(([id, cost]) => [id, daysOfSpender(cost)]));
  const costIn = (days: readonly DayUsage[], window: TimeWindow) =>
    asDerivedUsd(days.reduce((sum, { day, cost }) => sum + (isInWindow(day, window) ? (cost ?? 0) : 0), 0));
  const breakdown = (window: TimeWindow): CostBreakdown => ({
    ...report,
    window,
    dimensions: new Map([
      [
        "agent",
        [...daysById]
          .map(([id, days]) => ({
            id,
            name: id,
            cost: costIn(days, window),
            requests: 1,
            tokens: 1,
            lastUsed: null,
          }))
          .filter(({ cost }) => cost > 0),
      ],
    ]),
  });
  const all = [...daysById.values()];
  const usage = history.map((day, index) => ({
    day,
    cost: asDerivedUsd(all.reduce((sum, days) => sum + (days[index]?.cost ?? 0), 0)),
    requests: 1,
    tokens: 1,
  }));
  const diagnosis = diagnoseCosts({
    plan,
    current: breakdown(plan.window),
    baseline: plan.baseline.map(breakdown),
    usage: { ...report, window: plan.span, days: usage.filter(({ day }) => isInWindow(day, plan.span)) },
  });
  const moved = chooseSuspects(diagnosis).map((movement) => {
    const days = (daysById.get(movement.id) ?? []).filter(({ day }) => isInWindow(day, plan.span));
    return { movement, days };
  });
  const suspects = examineMovements(moved, usage, plan, diagnosis.minExcess);
  const { anomalies, drops, watch } = concludeDiagnosis(diagnosis, suspects);
  const named = (list: typeof anomalies) =>
    list.filter(({ movement }) => movement.dimension === "agent").map(({ movement }) => movement.name);
  return { anomalies, names: named(anomalies), drops: named(drops), watch, plan };
}

const steady = () => 10;

test("what a window of up to two weeks does not show as a whole goes farther before it is a rise", () => {
  const uneven = (daysAgo: number): number => 10 + ((daysAgo * 7) % 5) * 0.3;
  const isFound = (days: number, spike: number): boolean => {
    const costs = { a: (ago: number) => uneven(ago) + (ago === 3 ? spike : 0), b: steady, c: steady };
    return diagnose(days, costs).names.includes("a");
  };
  const leastSpike = (days: number): number => {
    let [missed, seen] = [0, 50];
    expect([missed, seen].map((spike) => isFound(days, spike))).toEqual([false, true]);
    while (seen - missed > 0.1) {
      const middle = (missed + seen) / 2;
      if (isFound(days, middle)) seen = middle;
      else missed = middle;
    }
    return seen;
  };
  const [twoWeeks, more] = [leastSpike(14), leastSpike(15)];
  expect(twoWeeks).toBeGreaterThan(1.1 * more);
});

test("without any earlier window nothing is ranked", () => {
  const plan = planDiagnosis(windowOfCompleteDays(7, today));
  const items = [1, 500].map((cost) => ({
    id: `agent-${cost}`,
    name: `agent-${cost}`,
    cost: asDerivedUsd(cost),
    requests: 1,
    tokens: 1,
    lastUsed: null,
  }));
  const diagnosis = diagnoseCosts({
    plan,
    current: { ...report, window: plan.window, dimensions: new Map([["agent", items]]) },
    baseline: plan.baseline.map(() => null),
    usage: null,
  });
  expect(chooseSuspects(diagnosis)).toEqual([]);
  expect(concludeDiagnosis(diagnosis, [])).toEqual({ anomalies: [], drops: [], watch: [] });
  expect(diagnosis.usableBaselineWindows).toBe(0);
});

test("the days of six are looked at: what moved, then the largest", () => {
  const plan = planDiagnosis(windowOfCompleteDays(7, today));
  const items = (factorOfFirst: number) =>
    [20, 90, 80, 70, 60, 50, 40, 30].map((cost, index) => ({
      id: `agent ${cost}`,
      name: `agent ${cost}`,
      cost: asDerivedUsd(index === 0 ? cost * factorOfFirst : cost),
      requests: 1,
      tokens: 1,
      lastUsed: null,
    }));
  const costs = (window: TimeWindow, factor: number): CostBreakdown => ({
    ...report,
    window,
    dimensions: new Map([["agent", items(factor)]]),
  });
  const diagnosis = diagnoseCosts({
    plan,
    current: costs(plan.window, 2),
    baseline: plan.baseline.map((window) => costs(window, 1)),
    usage: null,
  });
  const names = chooseSuspects(diagnosis).map(({ name }) => name);
  expect(names).toEqual(["agent 20", "agent 90", "agent 80", "agent 70", "agent 60", "agent 50"]);
});

describe("properties", () => {
  /** Some spenders with ups and downs of their own, and now and then an event. */
  const anyCosts = (random: Random): Costs =>
    Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => {
        // Little enough that the least excess is the same few dollars, whatever the workspace costs.
        const level = random.between(1, 4);
        const days = Array.from({ length: 202 }, () => level * (1 + random.between(-0.3, 0.3)));
        const factor = random.next() < 0.3 ? random.between(1.5, 4) : 1;
        const onset = random.integer(1, 20);
        const costOn = (daysAgo: number) => Math.round((days[daysAgo] ?? 0) * 100) / 100;
        return [`agent ${index}`, (daysAgo: number) => costOn(daysAgo) * (daysAgo <= onset ? factor : 1)];
      }),
    );
  const verdicts = (period: "7d" | "30d", costs: Costs) => {
    const { names, drops } = diagnose(period, costs);
    return { names, drops };
  };

  test.each(periods)("%s: a spender that always costs the same changes no verdict on others", (period) => {
    forSeeds(15, (random) => {
      const costs = anyCosts(random);
      expect(verdicts(period, { ...costs, flat: () => 1 })).toEqual(verdicts(period, costs));
    });
  });

  test.each(periods)("%s: the order of the spenders does not matter", (period) => {
    forSeeds(15, (random) => {
      const costs = anyCosts(random);
      const turned = Object.fromEntries(Object.entries(costs).reverse());
      expect(verdicts(period, turned)).toEqual(verdicts(period, costs));
    });
  });

  test.each(periods)("%s: ten times the money gives the same verdicts, ten times as large", (period) => {
    forSeeds(15, (random) => {
      // So much that the least dollars, which do not scale, decide nothing.
      const costs = anyCosts(random);
      const scaled = (factor: number): Costs =>
        Object.fromEntries(
          Object.entries(costs).map(([name, cost]) => [
            name,
            (daysAgo: number, weekday: number) => factor * cost(daysAgo, weekday),
          ]),
        );
      const [once, tenfold] = [diagnose(period, scaled(100)), diagnose(period, scaled(1_000))];
      expect([tenfold.names, tenfold.drops]).toEqual([once.names, once.drops]);
      for (const [index, { rule }] of once.anomalies.entries()) {
        expect<number>(tenfold.anomalies[index]?.rule.value ?? 0).toBeCloseTo(10 * rule.value, 1);
        expect<number>(tenfold.anomalies[index]?.rule.limit ?? 0).toBeCloseTo(10 * rule.limit, 1);
      }
    });
  });
});

describe("the windows", () => {
  test.each(periods)("%s: earlier windows lie on the same weekdays and do not touch each other", (period) => {
    const { window, baseline, dailyBaseline, span } = planDiagnosis(
      windowOfCompleteDays(periodLengths[period], today),
    );
    const weekdays = (each: TimeWindow) => daysOf(each).map((day) => startOfDay(day).getUTCDay());
    for (const [index, each] of baseline.entries()) {
      expect(weekdays(each)).toEqual(weekdays(window));
      expect(each.end <= (baseline[index - 1] ?? window).start).toBe(true);
      expect(each.start >= span.start).toBe(true);
    }
    expect(daysOf(window).at(-1)).toBe("2026-11-21");
    expect(dailyBaseline.end).toEqual(window.start);
    expect(daysOf(dailyBaseline).length % 7).toBe(0);
    expect(span.end).toEqual(window.end);
  });
});

describe.each(periods)("%s", (period) => {
  test("no alert on what is the same every week, whatever the week looks like", () => {
    forSeeds(60, (random) => {
      const costs = Object.fromEntries(
        Array.from({ length: 5 }, (_, index) => {
          const week = Array.from({ length: 7 }, () => random.between(0, 100));
          return [`agent ${index}`, (_daysAgo: number, weekday: number) => week[weekday] ?? 0];
        }),
      );
      const { names, drops } = diagnose(period, costs);
      expect([names, drops]).toEqual([[], []]);
    });
  });

  test("the larger of two steps comes first", () => {
    const step = (factor: number) => (daysAgo: number) => (daysAgo <= 7 ? factor * 20 : 20);
    const { names } = diagnose(period, { a: step(2), b: step(4), c: step(3), d: steady });
    expect(names).toEqual(["b", "c", "a"]);
  });

  test("moves that offset each other are both found, though the total stands still", () => {
    const first = periodLengths[period];
    const { names, drops, anomalies } = diagnose(period, {
      up: (daysAgo) => (daysAgo <= first ? 30 : 20),
      down: (daysAgo) => (daysAgo <= first ? 10 : 20),
    });
    expect([names, drops]).toEqual([["up"], ["down"]]);
    expect(anomalies.some(({ movement }) => movement.dimension === "workspace")).toBe(false);
  });

  test("one expensive day is found, dated, and over by now", () => {
    const { anomalies } = diagnose(period, {
      spiky: (daysAgo) => (daysAgo === 4 ? 100 : 10),
      calm: steady,
    });
    expect(anomalies.filter(({ movement }) => movement.dimension === "agent")).toMatchObject([
      {
        movement: { name: "spiky" },
        suspect: { daily: { onset: "2026-11-18", daysOut: 1, isGoingOn: false } },
      },
    ]);
  });

  test("a spender that comes back is not called new", () => {
    const span = period === "7d" ? 60 : 138;
    const { anomalies } = diagnose(period, {
      // Once a little, before all earlier windows or between two of them; now a lot.
      back: (daysAgo) => (daysAgo === span ? 1 : daysAgo <= 5 ? 30 : 0),
      calm: () => 100,
    });
    expect(anomalies.map(({ movement }) => movement.kind)).toContain("returned");
  });

  test("a flagged row has reached the limit of the rule that it names", () => {
    const { anomalies } = diagnose(period, {
      spiky: (daysAgo) => (daysAgo === 4 ? 100 : 10),
      fresh: (daysAgo) => (daysAgo <= 5 ? 20 : 0),
      stepped: (daysAgo) => (daysAgo <= 7 ? 60 : 20),
    });
    const rules = new Map(anomalies.map(({ movement, rule }) => [movement.name, rule]));
    expect(rules.get("spiky")).toMatchObject({ flaggedBy: "surge", days: 1, value: 90 });
    expect(rules.get("fresh")).toMatchObject({ flaggedBy: "new", days: null, value: 100 });
    expect(rules.get("stepped")).toMatchObject({ flaggedBy: "surge", days: 7, value: 280 });
    for (const { value, limit } of rules.values()) expect<number>(value).toBeGreaterThanOrEqual(limit);
  });

  test("what everybody does at once is the workspace's rise, and no spender's", () => {
    const holiday = (factor: number) => (daysAgo: number) => 20 * (daysAgo <= 3 ? factor : 1);
    const everybody = Object.fromEntries(
      [2, 2.1, 2.2, 1.9, 2, 2.1, 2.2].map((factor, index) => [`agent ${index}`, holiday(factor)]),
    );
    expect(diagnose(period, everybody).names).toEqual([]);
    expect(diagnose(period, { ...everybody, runaway: holiday(6) }).names).toEqual(["runaway"]);
    const alone = Object.fromEntries(Object.keys(everybody).map((name) => [name, steady]));
    expect(diagnose(period, { ...alone, one: holiday(2) }).names).toEqual(["one"]);
  });

  test("steady growth is on the watch list under its name, and no anomaly", () => {
    const { names, watch } = diagnose(period, { growing: (daysAgo) => 100 * 1.02 ** -daysAgo, calm: steady });
    expect(names).toEqual([]);
    expect(watch.find(({ name }) => name === "growing")?.kind).toBe("steady_growth");
  });
});
