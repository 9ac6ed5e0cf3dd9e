/** The tide: what moves everybody at once, as a holiday does. It makes no single spender out of the ordinary. */
import { addDays, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { median, quantile, sum } from "./statistics.ts";
import { mapCosts } from "./usage.ts";

/** By how much others differ from their usual cost on a day, as factors: 1 is the usual cost, 2 is twice as much. */
export interface Tide {
  /** Three of four others have risen by this factor or more; 1 when they have not risen. */
  readonly rising: number;
  /** Three of four others have fallen to this factor or less; 1 when they have not fallen. */
  readonly falling: number;
}

export type DailyTide = (day: UtcDay) => Tide;

const still: Tide = { rising: 1, falling: 1 };
export const noTide: DailyTide = () => still;

/** Fewer others than this are not everybody. */
const minOthers = 3;
/** This share of the others may stay where they are, or move the other way. */
const dissentingShare = 0.25;
/** The usual cost of a day is the median of the same weekday in these weeks before. */
const weeksBefore = [1, 2, 3, 4] as const;

/** @param factors of others, now ÷ usual, without those that never move, such as flat rates */
export function measureTide(factors: readonly number[]): Tide {
  if (factors.length < minOthers) return still;
  return {
    rising: Math.max(1, quantile(factors, dissentingShare)),
    falling: Math.min(1, quantile(factors, 1 - dissentingShare)),
  };
}

/**
 * For each spender the tide of the others: the other spenders, and what remains of the workspace.
 * @param workspace null when its days are not known
 */
export function measureTides(
  spenders: readonly (readonly DayUsage[])[],
  workspace: readonly DayUsage[] | null,
): DailyTide[] {
  const known = spenders.map(mapCosts);
  const rest = workspace && subtractCharged(mapCosts(workspace), known);
  const factors = [...known, ...(rest === null ? [] : [rest])].map((costs) =>
    isMoving(costs) ? computeFactors(costs) : null,
  );
  return known.map((_, own) => {
    const others = factors.filter((each, index) => index !== own && each !== null);
    return (day) => measureTide(others.flatMap((each) => each?.get(day) ?? []));
  });
}

function subtractCharged(
  workspace: ReadonlyMap<UtcDay, number>,
  charged: readonly ReadonlyMap<UtcDay, number>[],
): Map<UtcDay, number> {
  const chargedOn = (day: UtcDay): number => sum(charged.map((costs) => costs.get(day) ?? 0));
  // In whole cents: what floating-point sums leave over is nobody's cost.
  const restOn = (day: UtcDay, cost: number): number => Math.round(100 * (cost - chargedOn(day))) / 100;
  return new Map([...workspace].map(([day, cost]) => [day, Math.max(0, restOn(day, cost))]));
}

const isMoving = (costs: ReadonlyMap<UtcDay, number>): boolean => new Set(costs.values()).size > 1;

function computeFactors(costs: ReadonlyMap<UtcDay, number>): Map<UtcDay, number> {
  const factors = new Map<UtcDay, number>();
  for (const [day, cost] of costs) {
    const usual = median(weeksBefore.map((weeks) => costs.get(addDays(day, -7 * weeks)) ?? 0));
    if (usual > 0) factors.set(day, cost / usual);
  }
  return factors;
}
