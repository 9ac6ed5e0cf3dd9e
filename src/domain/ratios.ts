/** Dollars for a unit; shares and changes in percent with one decimal, null unless their base is known and not 0. */
import { asDerivedUsd, roundTo, type Usd } from "./money.ts";

/** Dollars for each of `count` units; null when either is unknown or there are no units. */
export const divideUsd = (amount: Usd | null, count: number | null): Usd | null =>
  amount === null || count === null || count === 0 ? null : asDerivedUsd(amount / count);

export const roundPercent = (percent: number | null): number | null => roundTo(percent, 1);

export const computeSharePercent = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : roundPercent((part / whole) * 100);

export const computeChangePercent = (before: number | null, now: number | null): number | null =>
  before === null || now === null || before === 0 ? null : roundPercent(((now - before) / before) * 100);
