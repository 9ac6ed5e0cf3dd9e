/** The rules by which a movement is out of the ordinary, each with the figures that decided. */
import { asDerivedUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { irregularFactor, type Movement, thresholds } from "./anomalies.ts";
import type { DailyFinding } from "./examine-days.ts";
import type { Surge } from "./surge.ts";

export type FlaggedBy = "level" | "surge" | "new" | "returned" | "drop" | "stopped";

/** What a verdict rests on: a figure, and the limit that it had to reach. */
export interface FlagRule {
  readonly flaggedBy: FlaggedBy;
  /** Dollars of the window, or of the days in a row. */
  readonly value: Usd;
  readonly limit: Usd;
  /** The figure as a multiple of what chance alone could make it; null where nothing is known to vary. */
  readonly timesChance: number | null;
  /** Days in a row; null for the whole window. */
  readonly days: number | null;
}

/** The least surge that counts: both have to be reached. */
export interface LeastSurge {
  /** In multiples of the largest excess that is usual. */
  readonly factor: number;
  /** In dollars. */
  readonly excess: number;
}

export const limitOfSurge = (surge: Surge, { factor, excess }: LeastSurge): number =>
  Math.max(surge.limit * factor, excess);

/** @param highest the highest cost of as many days in a row as the window has, anywhere before it */
export function chooseRiseRule(
  movement: Movement,
  surge: Surge | null,
  least: LeastSurge,
  highest: number,
): FlagRule {
  const { kind, actual } = movement;
  if (kind === "new") {
    const [flaggedBy, leastCost] = [highest > 0 ? "returned" : "new", irregularFactor * highest] as const;
    return {
      flaggedBy,
      value: actual,
      limit: asDerivedUsd(Math.max(least.excess, leastCost)),
      timesChance: leastCost > 0 ? actual / leastCost : null,
      days: null,
    };
  }
  if (surge === null) return chooseWindowRule(movement);
  return {
    flaggedBy: "surge",
    value: asDerivedUsd(surge.excess),
    limit: asDerivedUsd(limitOfSurge(surge, least)),
    timesChance: surge.excess / (surge.limit * least.factor),
    days: surge.length,
  };
}

export function chooseDropRule(movement: Movement, { spreadBelow }: DailyFinding): FlagRule {
  const { value, limit, days, timesChance } = chooseWindowRule(movement);
  const least = thresholds.minScore * spreadBelow;
  return {
    flaggedBy: movement.kind === "stopped" ? "stopped" : "drop",
    value,
    limit: asDerivedUsd(Math.max(limit, least)),
    timesChance: Math.min(timesChance ?? Number.POSITIVE_INFINITY, value / least),
    days,
  };
}

/** The rule for what was judged by its window alone. */
export function chooseWindowRule({ kind, actual, expected, excess, limit, score }: Movement): FlagRule {
  if (kind === "new") return { flaggedBy: kind, value: actual, limit, timesChance: null, days: null };
  return {
    flaggedBy: kind === "stopped" ? kind : excess < 0 ? "drop" : "level",
    value: asDerivedUsd(Math.abs(subtractUsd(actual, expected) ?? 0)),
    limit,
    timesChance: Math.abs(score) / thresholds.minScore,
    days: null,
  };
}
