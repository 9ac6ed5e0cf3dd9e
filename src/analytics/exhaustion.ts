/** The day on which a budget is used up, as a range of days. */
import type { UtcDay } from "../domain/time.ts";
import type { RestOfCycle } from "./rest-of-cycle.ts";

/** When the budget is used up, with an 80 % range; null where the cycle ends before. */
export interface Exhaustion {
  readonly earliest: UtcDay;
  readonly expected: UtcDay | null;
  readonly latest: UtcDay | null;
}

/** A sum that should equal the budget may miss it by this share in floating point. */
const rounding = 1e-9;

/**
 * @param remaining the days of the cycle from today on
 * @param left of the budget, before today
 * @returns null when the cycle ends first even at the high end of the range
 */
export function forecastExhaustion(
  rest: RestOfCycle,
  remaining: readonly UtcDay[],
  left: number,
): Exhaustion | null {
  const sums = remaining.map((_, index) => rest.upTo(index + 1));
  const findDay = (costs: readonly number[]): UtcDay | null =>
    remaining[costs.findIndex((cost) => cost >= left * (1 - rounding))] ?? null;
  const earliest = findDay(boundByLater(sums.map(({ high }) => high)));
  if (earliest === null) return null;
  const expected = findDay(sums.map(({ middle }) => middle));
  return { earliest, expected, latest: findDay(boundByEarlier(sums.map(({ low }) => low))) };
}

/** What is spent up to a day is at most what is spent up to any later one. */
const boundByLater = (highs: readonly number[]): number[] =>
  highs.map((_, index) => Math.min(...highs.slice(index)));

/** What is spent up to a day is at least what is spent up to any earlier one. */
const boundByEarlier = (lows: readonly number[]): number[] =>
  lows.map((_, index) => Math.max(...lows.slice(0, index + 1)));
