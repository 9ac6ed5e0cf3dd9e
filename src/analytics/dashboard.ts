/** The figures of the executive dashboard that are more than a sum. */

import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { type Department, isActive, type VirtualKey } from "../domain/entities.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";
import { divideUsd } from "../domain/ratios.ts";
import { daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { costIn, mapItemsByKey } from "./breakdown-items.ts";
import type { BudgetUse } from "./budget-use.ts";
import { sumUsage, type UsageTotals } from "./usage.ts";
import { estimateUsualRange } from "./usual-range.ts";

export interface DayAgainstUsual {
  readonly day: UtcDay;
  readonly cost: Usd | null;
  /** Median of the same weekday in the weeks before; null with fewer than three of them. */
  readonly usual: Usd | null;
  /** 80 % range of what such a day usually costs; null with too short a history. */
  readonly usualRange: readonly [low: Usd, high: Usd] | null;
}

export function compareDayWithUsual(days: readonly DayUsage[], day: UtcDay): DayAgainstUsual {
  const costByDay = mapKnownCosts(days);
  const first = days.find(({ cost }) => cost !== null && cost > 0)?.day ?? day;
  const upToThisDay = daysOf(windowOfDays(first < day ? first : day, day));
  const usual = estimateUsualRange(upToThisDay.map((each) => costByDay.get(each) ?? null));
  return {
    day,
    cost: costByDay.get(day) ?? null,
    usual: usual && asDerivedUsd(usual.usual),
    usualRange:
      usual === null || usual.low === null || usual.high === null
        ? null
        : [asDerivedUsd(usual.low), asDerivedUsd(usual.high)],
  };
}

export interface UnitTrend {
  /** Cost ÷ units of the later and of the earlier days, as sums. */
  readonly later: Usd | null;
  readonly earlier: Usd | null;
}

/** What a unit cost over the last complete days, and over as many before. */
export function compareUnitCosts(
  days: readonly DayUsage[],
  [later, earlier]: readonly [TimeWindow, TimeWindow],
  unitsOf: (totals: UsageTotals) => number | null,
): UnitTrend {
  const computeUnitCost = (window: TimeWindow): Usd | null => {
    const totals = sumUsage(days, window);
    return divideUsd(totals.cost, unitsOf(totals));
  };
  return { later: computeUnitCost(later), earlier: computeUnitCost(earlier) };
}

/** Whether a cycle ends within its budget. open: the budget lies within the range of the forecast, so both may happen. */
export type WithinBudget = "yes" | "no" | "open";

export const judgeForecast = (low: Usd, high: Usd, budget: Usd): WithinBudget =>
  high <= budget ? "yes" : low > budget ? "no" : "open";

export interface Mover {
  readonly name: string;
  readonly id: string | null;
  readonly cost: Usd;
  readonly change: Usd;
}

/** Less than half a cent is shown as nothing. */
const minMove = 0.005;

/** The entities of a dimension whose cost changed most, in dollars, either way. */
export function findTopMovers(
  now: CostBreakdown,
  before: CostBreakdown,
  dimension: string,
  count: number,
): readonly Mover[] {
  const [current, earlier] = [mapItemsByKey(now, dimension), mapItemsByKey(before, dimension)];
  if (current === null || earlier === null) return [];
  const movers = [...new Set([...current.keys(), ...earlier.keys()])].flatMap((key): Mover[] => {
    const [cost, costBefore] = [costIn(current, key), costIn(earlier, key)];
    if (cost === null || costBefore === null) return [];
    const { name = null, id = null } = current.get(key) ?? earlier.get(key) ?? {};
    return [{ name: name ?? key, id, cost, change: asDerivedUsd(cost - costBefore) }];
  });
  return movers
    .filter(({ change }) => Math.abs(change) >= minMove)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, count);
}

/** Active keys with a monthly budget: the stated spend is that of a billing period, which is no measure of other budgets. */
export const collectKeyBudgetUses = (keys: readonly VirtualKey[]): BudgetUse[] =>
  keys.flatMap(({ status, label, budget, budgetWindow, budgetAction, spent }) =>
    !isActive(status) || budgetWindow !== "monthly" || budget === null || spent === null
      ? []
      : [{ kind: "key", name: label, spent, budget, actionAtLimit: budgetAction }],
  );

/** Departments with a budget; over which window it counts, the API does not state. */
export const collectDepartmentBudgetUses = (
  departments: readonly Department[],
  costs: ReadonlyMap<string, CostItem> | null,
): BudgetUse[] =>
  departments.flatMap(({ id, name, budget, budgetAction }) => {
    const spent = costs?.get(id)?.cost ?? null;
    return budget === null || spent === null
      ? []
      : [{ kind: "department", name, spent, budget, actionAtLimit: budgetAction }];
  });

/** How fast the budget is spent, as a multiple of an even pace over the cycle. */
export function computeBurnMultiple(
  days: readonly DayUsage[],
  cycle: TimeWindow,
  today: UtcDay,
  budget: Usd | null,
): number | null {
  const elapsed = daysOf(cycle).filter((day) => day < today);
  if (budget === null || budget === 0 || elapsed.length === 0) return null;
  const isElapsed = new Set(elapsed);
  const spent = sumUsd(days.filter(({ day }) => isElapsed.has(day)).map(({ cost }) => cost));
  return spent === null ? null : spent / budget / (elapsed.length / daysOf(cycle).length);
}

const mapKnownCosts = (days: readonly DayUsage[]): ReadonlyMap<UtcDay, Usd> =>
  new Map(days.flatMap(({ day, cost }) => (cost === null ? [] : [[day, cost] as const])));
