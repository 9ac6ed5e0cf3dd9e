/** Our diagnosis, composed as the tool composes it, and plain percent-change ranking, on the same data. */
import { diagnoseCosts, planDiagnosis } from "../../src/analytics/diagnosis.ts";
import { concludeDiagnosis } from "../../src/analytics/findings.ts";
import type { FlagRule } from "../../src/analytics/flag-rules.ts";
import { chooseSuspects, examineMovements, type Suspect } from "../../src/analytics/suspects.ts";
import type { CostBreakdown } from "../../src/domain/costs.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import {
  dayOf,
  lastDayOf,
  shiftBack,
  type TimeWindow,
  type UtcDay,
  windowOfCompleteDays,
} from "../../src/domain/time.ts";
import type { DailyCosts, DayUsage } from "../../src/domain/usage.ts";
import * as earlier from "./earlier/detection/diagnosis.ts";
import * as earlierSuspects from "./earlier/detection/suspects.ts";
import type { Spender } from "./spenders.ts";

export type Period = "7d" | "30d";

export interface Alert {
  readonly id: string;
  readonly direction: "rise" | "drop";
  readonly suspect: Suspect | null;
  /** Dollars that decided, where a rule states them. */
  readonly limit: number | null;
}

const sourced = { source: "benchmark", warnings: [] } as const;

const selectDays = (days: readonly DayUsage[], window: TimeWindow): DayUsage[] => {
  const [first, last] = [dayOf(window.start), lastDayOf(window)];
  return days.filter(({ day }) => first <= day && day <= last);
};

const sumCost = ({ days }: Spender, window: TimeWindow): number =>
  selectDays(days, window).reduce((sum, { cost }) => sum + (cost ?? 0), 0);

function breakdownOf(spenders: readonly Spender[], window: TimeWindow): CostBreakdown {
  const items = spenders
    .map((each) => ({
      id: each.id,
      name: each.id,
      cost: asDerivedUsd(sumCost(each, window)),
      requests: null,
      tokens: null,
      lastUsed: null,
    }))
    .filter(({ cost }) => cost > 0); // the API lists no entity without cost
  return { window, dimensions: new Map([["agent", items]]), ...sourced };
}

function sumDays(spenders: readonly Spender[]): DayUsage[] {
  const sumOf = (index: number, figure: (day: DayUsage) => number | null): number =>
    spenders.reduce((sum, { days }) => {
      const day = days[index];
      return sum + (day === undefined ? 0 : (figure(day) ?? 0));
    }, 0);
  return (spenders[0]?.days ?? []).map(({ day }, index) => ({
    day,
    cost: asDerivedUsd(sumOf(index, ({ cost }) => cost)),
    requests: sumOf(index, ({ requests }) => requests),
    tokens: sumOf(index, ({ tokens }) => tokens),
  }));
}

export function findOurAlerts(spenders: readonly Spender[], period: Period, today: UtcDay): Alert[] {
  const plan = planDiagnosis(windowOfCompleteDays(daysOfPeriod[period], today));
  const input = createInput(spenders, plan);
  const found = diagnoseCosts(input);
  const moved = chooseSuspects(found).flatMap((movement) => {
    const days = spenders.find(({ id }) => id === movement.id)?.days;
    return days === undefined ? [] : { movement, days: selectDays(days, plan.span) };
  });
  const suspects = examineMovements(moved, input.usage.days, plan, found.minExcess);
  const { anomalies, drops } = concludeDiagnosis(found, suspects);
  return [...toAlerts(anomalies, "rise"), ...toAlerts(drops, "drop")];
}

/** The alerts of the earlier version, which is kept for comparison. */
export function findEarlierAlerts(spenders: readonly Spender[], period: Period, today: UtcDay): Alert[] {
  const plan = earlier.planDiagnosis(windowOfCompleteDays(daysOfPeriod[period], today));
  const found = earlier.diagnose(createInput(spenders, plan));
  const suspects = earlierSuspects.suspectsOf(found).flatMap((movement) => {
    const days = spenders.find(({ id }) => id === movement.id)?.days;
    const seen = days && selectDays(days, plan.span);
    return seen === undefined ? [] : earlierSuspects.examine(movement, seen, plan, found.minExcess);
  });
  const { anomalies, drops } = earlierSuspects.conclude(found, suspects);
  const withoutDays = (findings: readonly { movement: { id: string | null } }[]) =>
    findings.map(({ movement }) => ({ movement, suspect: null }));
  return [...toAlerts(withoutDays(anomalies), "rise"), ...toAlerts(withoutDays(drops), "drop")];
}

const daysOfPeriod: Readonly<Record<Period, number>> = { "7d": 7, "30d": 30 };

interface Windows {
  readonly window: TimeWindow;
  readonly baseline: readonly TimeWindow[];
  readonly span: TimeWindow;
}

function createInput<Plan extends Windows>(spenders: readonly Spender[], plan: Plan) {
  const days = selectDays(sumDays(spenders), plan.span);
  const usage: DailyCosts = { window: plan.span, days, ...sourced };
  return {
    plan,
    usage,
    current: breakdownOf(spenders, plan.window),
    baseline: plan.baseline.map((window) => breakdownOf(spenders, window)),
  };
}

interface Found {
  readonly movement: { readonly id: string | null };
  readonly suspect: Suspect | null;
  readonly rule?: FlagRule;
}

const toAlerts = (findings: readonly Found[], direction: Alert["direction"]): Alert[] =>
  findings.flatMap(({ movement: { id }, suspect, rule }) =>
    id === null
      ? []
      : { id, direction, suspect: direction === "rise" ? suspect : null, limit: rule?.limit ?? null },
  );

const minChange = 0.2;

/** The window against the one before; a new spender counts as +100 %. */
export function findPercentAlerts(spenders: readonly Spender[], period: Period, today: UtcDay): Alert[] {
  const days = daysOfPeriod[period];
  const window = windowOfCompleteDays(days, today);
  const before = shiftBack(window, days);
  return spenders.flatMap((each): Alert[] => {
    const [now, then] = [sumCost(each, window), sumCost(each, before)];
    const change = then === 0 ? (now > 0 ? 1 : 0) : (now - then) / then;
    if (Math.abs(change) < minChange) return [];
    return [{ id: each.id, direction: change > 0 ? "rise" : "drop", suspect: null, limit: null }];
  });
}
