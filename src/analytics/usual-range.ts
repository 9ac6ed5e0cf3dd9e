/** What a day usually costs by its weekday, and an 80 % range around that, measured on how far past days were off. */
import { halfLifeDays } from "./past-forecasts.ts";
import { median, sum, weightedQuantile } from "./statistics.ts";

export interface UsualRange {
  readonly usual: number;
  /** 80 % range; null when for too few days of the past it is known what was usual. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The usual cost of a day is taken from this many earlier days of the same weekday. */
const weekdaysBack = 8;
const minWeekdays = 3;
/** Fewer days of the past than this show no range. */
const minDays = 28;
/** The share of days below the range, and of days above it. */
const tail = 0.1;
/** Added before logarithms are taken, as a part of the mean day, so that a day without cost has one. */
const offsetShare = 0.02;

/**
 * @param costs one day after the other, the day in question last; null where the cost is unknown
 * @returns null with fewer than three known same weekdays before
 */
export function estimateUsualRange(costs: readonly (number | null)[]): UsualRange | null {
  const last = costs.length - 1;
  const usual = findUsual(costs, last);
  if (usual === null) return null;
  const known = costs.slice(0, last).flatMap((cost) => cost ?? []);
  const offset = (offsetShare * sum(known)) / known.length;
  const errors = costs.slice(0, last).flatMap((cost, day) => {
    const then = cost === null ? null : findUsual(costs, day);
    if (cost === null || then === null || then + offset === 0) return [];
    return [
      { value: Math.log((cost + offset) / (then + offset)), weight: 0.5 ** ((last - day) / halfLifeDays) },
    ];
  });
  if (errors.length < minDays) return { usual, low: null, high: null };
  const costAt = (share: number): number =>
    (usual + offset) * Math.exp(weightedQuantile(errors, share)) - offset;
  return {
    usual,
    low: Math.max(0, Math.min(usual, costAt(tail))),
    high: Math.max(usual, costAt(1 - tail)),
  };
}

/** The median of the same weekday in the weeks before. */
function findUsual(costs: readonly (number | null)[], day: number): number | null {
  const earlier: number[] = [];
  for (let weeks = 1; weeks <= weekdaysBack; weeks++) {
    const cost = costs[day - 7 * weeks] ?? null;
    if (cost !== null) earlier.push(cost);
  }
  return earlier.length < minWeekdays ? null : median(earlier);
}
