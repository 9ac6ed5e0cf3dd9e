/** The figures of the executive dashboard that are more than a sum. */

import type { CostBreakdown } from "../domain/costs.ts";
import type { VirtualKey } from "../domain/entities.ts";
import { derivedUsd, sumUsd, type Usd } from "../domain/money.ts";
import { addDays, daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { median } from "./statistics.ts";
import { usualRangeOfLast } from "./usual-range.ts";
import { costIn, itemsById } from "./windowed-costs.ts";

export interface Yesterday {
  readonly day: UtcDay;
  readonly cost: Usd | null;
  /** Median of the same weekday in the weeks before; null with fewer than three of them. */
  readonly usual: Usd | null;
  /** 80 % range of what such a day usually costs; null with less than some weeks of history. */
  readonly usualRange: readonly [low: Usd, high: Usd] | null;
}

export function yesterdayAgainstUsual(days: readonly DayUsage[], today: UtcDay): Yesterday {
  const costOf = costByDay(days);
  const day = addDays(today, -1);
  const first = days.find(({ cost }) => cost !== null && cost > 0)?.day ?? day;
  const upToYesterday = daysOf(windowOfDays(first < day ? first : day, day));
  const usual = usualRangeOfLast(upToYesterday.map((each) => costOf.get(each) ?? null));
  return {
    day,
    cost: costOf.get(day) ?? null,
    usual: usual && derivedUsd(usual.usual),
    usualRange:
      usual === null || usual.low === null || usual.high === null
        ? null
        : [derivedUsd(usual.low), derivedUsd(usual.high)],
  };
}

export interface UnitTrend {
  /** Medians of the days of the later and of the earlier half. */
  readonly later: Usd | null;
  readonly earlier: Usd | null;
}

/** A ratio over complete days, second half against first half by their medians: one odd day does not bend it. */
export function unitTrend(
  days: readonly DayUsage[],
  window: TimeWindow,
  ratio: (day: DayUsage) => Usd | null,
): UnitTrend {
  const values = new Map(days.map((day) => [day.day, ratio(day)]));
  const wanted = daysOf(window);
  const half = Math.floor(wanted.length / 2);
  const medianOf = (part: readonly UtcDay[]): Usd | null => {
    const known = part.flatMap((day) => values.get(day) ?? []);
    return known.length === 0 ? null : derivedUsd(median(known));
  };
  return { earlier: medianOf(wanted.slice(0, half)), later: medianOf(wanted.slice(half)) };
}

export interface Mover {
  readonly name: string;
  readonly id: string | null;
  readonly cost: Usd;
  readonly change: Usd;
}

/** Less than half a cent is shown as nothing. */
const leastMove = 0.005;

/** The entities of a dimension whose cost changed most, in dollars, either way. */
export function topMovers(
  now: CostBreakdown,
  before: CostBreakdown,
  dimension: string,
  count: number,
): readonly Mover[] {
  const [current, earlier] = [itemsById(now, dimension), itemsById(before, dimension)];
  if (current === null || earlier === null) return [];
  const movers = [...new Set([...current.keys(), ...earlier.keys()])].flatMap((key): Mover[] => {
    const [cost, costBefore] = [costIn(current, key), costIn(earlier, key)];
    if (cost === null || costBefore === null) return [];
    const { name = null, id = null } = current.get(key) ?? earlier.get(key) ?? {};
    return [{ name: name ?? key, id, cost, change: derivedUsd(cost - costBefore) }];
  });
  return movers
    .filter(({ change }) => Math.abs(change) >= leastMove)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, count);
}

/** Spent beyond this share of the budget is near it. */
const nearShare = 0.8;

/** Active keys near or over their budget, fullest first. Only monthly budgets: the stated spend is a billing period's. */
export const keysNearBudget = (keys: readonly VirtualKey[]): readonly VirtualKey[] =>
  keys
    .filter(
      ({ status, budget, budgetWindow }) =>
        status === "active" && (budget ?? 0) > 0 && budgetWindow === "monthly",
    )
    .filter((key) => share(key) >= nearShare)
    .sort((a, b) => share(b) - share(a));

const share = ({ spent, budget }: VirtualKey): number =>
  spent === null || budget === null ? 0 : spent / budget;

/** How fast the budget burns against an even pace: 1 is even. */
export function burnMultiple(
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

const costByDay = (days: readonly DayUsage[]): ReadonlyMap<UtcDay, Usd> =>
  new Map(days.flatMap(({ day, cost }) => (cost === null ? [] : [[day, cost] as const])));
