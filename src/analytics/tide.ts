/** What moves everybody at once, a holiday or the weather: no single spender is out of the ordinary by it. */
import { addDays, type UtcDay } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { median, quantile, sum } from "./statistics.ts";
import { mapCosts } from "./usage.ts";

/** By how much others differ from their usual on a day, as factors; 1 is as usual. */
export interface Tide {
  /** Three of four others are at least so much above their usual; 1 when they are not above it. */
  readonly rising: number;
  /** Three of four others are at least so far below it; 1 when they are not below it. */
  readonly falling: number;
}

export type DailyTide = (day: UtcDay) => Tide;

const slack: Tide = { rising: 1, falling: 1 };
export const noTide: DailyTide = () => slack;

/** Fewer others than this are not everybody. */
const minOthers = 3;
/** So many of the others may stay where they are, or move the other way. */
const mayDiffer = 0.25;
/** The usual of a day is the middle of the same weekday in the weeks before. */
const weeksBefore = [1, 2, 3, 4] as const;

/** @param factors of others, now ÷ usual; a flat rate, which never moves, is none of them */
export function measureTide(factors: readonly number[]): Tide {
  if (factors.length < minOthers) return slack;
  return {
    rising: Math.max(1, quantile(factors, mayDiffer)),
    falling: Math.min(1, quantile(factors, 1 - mayDiffer)),
  };
}

/**
 * The tide that each spender lies in: the other spenders, and what remains of the workspace.
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
