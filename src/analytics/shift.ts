/** Whether the cost has lately moved to another level, and since when. */
import { median, sum } from "./statistics.ts";

export interface Shift {
  /** How many days the cost has been on the new level. */
  readonly length: number;
  /** The new level as a multiple of the one before. */
  readonly factor: number;
}

/** The days before the shift: each weekday four times. */
export const usualDays = 28;
/** A younger move may be a spike, and an older one has become the usual level. */
const shiftDays = { least: 2, most: 14 } as const;
/**
 * The least by which a shift stands out: in standard deviations of its estimate, and as a share of the level. The score is
 * high because many lengths are tried.
 */
const minShift = { score: 4, share: 0.1 } as const;
/** A day is never taken to vary by less than this share of a usual one. */
const minSpreadShare = 0.05;
/** Residuals against a median of four that includes the day itself are too small by about this factor. */
const smallSample = Math.sqrt(4 / 3);
/** A median varies more than a mean. */
const medianSpreadFactor = Math.sqrt(Math.PI / 2);

/**
 * Compares the last days with the four weeks before them, for every length, and takes the clearest that is clear enough.
 * @param costs one day after the other
 * @param end how many of them are looked at
 */
export function findShift(costs: readonly number[], end: number): Shift | null {
  let clearest: (Shift & { score: number }) | null = null;
  for (let length = shiftDays.least; length <= shiftDays.most; length++) {
    const start = end - length - usualDays;
    if (start < 0) break;
    const before = learnUsual(costs, start);
    const factors: number[] = [];
    for (let index = end - length; index < end; index++) {
      const usual = before.usual[index % 7] ?? 0;
      if (usual > 0) factors.push((costs[index] ?? 0) / usual);
    }
    if (factors.length < length) continue;
    // One of two days may be a spike, so the one nearer to the usual counts.
    const factor = length === 2 ? pickNearestToOne(factors) : median(factors);
    const deviation =
      (medianSpreadFactor * before.spread * Math.sqrt(1 / length + 1 / usualDays)) / before.mean;
    const score = Math.abs(factor - 1) / deviation;
    // When the first of the days is still nearer to the old level, the shift is younger.
    const isFirst = ((factors[0] ?? 1) - 1) / (factor - 1) >= 0.5;
    const isClear = isFirst && score >= minShift.score && Math.abs(factor - 1) >= minShift.share;
    if (isClear && score > (clearest?.score ?? 0)) clearest = { length, factor, score };
  }
  return clearest;
}

interface Usual {
  /** By the index of a day modulo seven. */
  readonly usual: readonly number[];
  readonly spread: number;
  readonly mean: number;
}

function learnUsual(costs: readonly number[], start: number): Usual {
  const usual: number[] = [0, 0, 0, 0, 0, 0, 0];
  for (let index = start; index < start + 7; index++) usual[index % 7] = medianOfFour(costs, index);
  let squares = 0;
  for (let index = start; index < start + usualDays; index++)
    squares += ((costs[index] ?? 0) - (usual[index % 7] ?? 0)) ** 2;
  const mean = sum(usual) / 7;
  // Not the robust spread: days that vary wildly now and then would look like shifts.
  const spread = Math.max(smallSample * Math.sqrt(squares / usualDays), minSpreadShare * mean);
  return { usual, spread, mean };
}

/** The median cost of a day and of the same weekday in the three weeks after it. */
function medianOfFour(costs: readonly number[], index: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [costs[index], costs[index + 7], costs[index + 14], costs[index + 21]];
  return (a + b + c + d - Math.max(a, b, c, d) - Math.min(a, b, c, d)) / 2;
}

function pickNearestToOne(factors: readonly number[]): number {
  const [low, high] = [Math.min(...factors), Math.max(...factors)];
  if (low > 1) return low;
  return high < 1 ? high : 1;
}
