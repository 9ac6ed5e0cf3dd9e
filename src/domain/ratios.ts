/** Dollars for a unit; shares and changes in percent, one decimal. Without a known base there is none. */
import { derivedUsd, type Usd } from "./money.ts";

/** Dollars for each of `count` units; null when either is unknown or there are no units. */
export const usdPer = (amount: Usd | null, count: number | null): Usd | null =>
  amount === null || count === null || count === 0 ? null : derivedUsd(amount / count);

export const roundPercent = (percent: number | null): number | null =>
  percent === null ? null : Math.round(percent * 10) / 10 || 0;

export const sharePercent = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : roundPercent((part / whole) * 100);

export const changePercent = (before: number | null, now: number | null): number | null =>
  before === null || now === null || before === 0 ? null : roundPercent(((now - before) / before) * 100);

/** The sum of known numbers; null as soon as one is unknown. */
export function sumKnown(values: Iterable<number | null>): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
