/** The rules by which a movement is out of the ordinary, each with the figures that decided. */
import { asDerivedUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { irregularFactor, type Movement, thresholds } from "./anomalies.ts";
import type { ExaminedDays } from "./examine-days.ts";
import type { DayRun } from "./surge.ts";

/** level, drop: the whole window costs more, or less. surge: days in a row cost more. The others are kinds of movement. */
export type FlaggedBy = "level" | "surge" | "new" | "returned" | "drop" | "stopped";

/** What a verdict rests on: a figure, and the limit that it had to reach. */
export interface FlagRule {
  readonly flaggedBy: FlaggedBy;
  /** What new or returned cost; else the difference from the usual: of the window, or of the days in a row. */
  readonly value: Usd;
  readonly limit: Usd;
  /** The figure as a multiple of what chance alone could make it; null where nothing is known to vary. */
  readonly timesChance: number | null;
  /** Days in a row; null for the whole window. */
  readonly days: number | null;
}

/** The least that days in a row must differ from the usual to count: both have to be reached. */
export interface LeastRun {
  /** As a multiple of the largest excess that is usual. */
  readonly factor: number;
  /** In dollars. */
  readonly excess: number;
}

export const limitOfRun = (run: DayRun, { factor, excess }: LeastRun): number =>
  Math.max(run.limit * factor, excess);

/** @param highest the highest cost of as many days in a row as the window has, anywhere before it */
export function chooseRiseRule(
  movement: Movement,
  surge: DayRun | null,
  leastRun: LeastRun,
  highest: number,
): FlagRule {
  const { kind, actual } = movement;
  if (kind === "new") {
    const [flaggedBy, leastCost] = [highest > 0 ? "returned" : "new", irregularFactor * highest] as const;
    return {
      flaggedBy,
      value: actual,
      limit: asDerivedUsd(Math.max(leastRun.excess, leastCost)),
      timesChance: leastCost > 0 ? actual / leastCost : null,
      days: null,
    };
  }
  if (surge === null) return chooseWindowRule(movement);
  return {
    flaggedBy: "surge",
    value: asDerivedUsd(surge.excess),
    limit: asDerivedUsd(limitOfRun(surge, leastRun)),
    timesChance: surge.excess / (surge.limit * leastRun.factor),
    days: surge.length,
  };
}

export function chooseDropRule(movement: Movement, { spreadBelow }: ExaminedDays): FlagRule {
  const { value, limit, days, timesChance } = chooseWindowRule(movement);
  const leastExcess = thresholds.minScore * spreadBelow;
  return {
    flaggedBy: movement.kind === "stopped" ? "stopped" : "drop",
    value,
    limit: asDerivedUsd(Math.max(limit, leastExcess)),
    timesChance: Math.min(timesChance ?? Number.POSITIVE_INFINITY, value / leastExcess),
    days,
  };
}

/** The rule for what was judged by its window alone. */
export function chooseWindowRule({ kind, actual, expected, excess, limit, score }: Movement): FlagRule {
  if (kind === "new") return { flaggedBy: kind, value: actual, limit, timesChance: null, days: null };
  return {
    flaggedBy: kind === "stopped" ? kind : excess < 0 ? "drop" : "level",
    value: asDerivedUsd(Math.abs(subtractUsd(actual, expected))),
    limit,
    timesChance: Math.abs(score) / thresholds.minScore,
    days: null,
  };
}
