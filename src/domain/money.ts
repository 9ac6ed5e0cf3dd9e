/**
 * Money. `Cents` and `Usd` are numbers that the compiler keeps apart; the brand exists in the type only.
 * Amounts from outside enter through the valibot actions `asCents` and `asUsd`, computed ones through `asDerivedUsd`;
 * they are rounded once, on output.
 */
import * as v from "valibot";

declare const unit: unique symbol;

/** US cents. */
export type Cents = number & { readonly [unit]: "cents" };
/** US dollars. */
export type Usd = number & { readonly [unit]: "usd" };

/** Ends a valibot pipe whose number is in cents. */
export const asCents = v.transform((amount: number): Cents => amount as Cents);
/** Ends a valibot pipe whose number is in dollars. */
export const asUsd = v.transform((amount: number): Usd => amount as Usd);
/** A dollar amount that was computed from dollar amounts: a median, an expectation, a part of a difference. */
export const asDerivedUsd = (amount: number): Usd => amount as Usd;

export function centsToUsd(amount: Cents): Usd;
/** null, which is unknown, stays null. */
export function centsToUsd(amount: Cents | null): Usd | null;
export function centsToUsd(amount: Cents | null): Usd | null {
  return amount === null ? null : ((amount / 100) as Usd);
}

/** The sum in dollars; null as soon as one part is unknown, because a sum with a hole is not a total. */
export function sumUsd(amounts: Iterable<Usd | null>): Usd | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += amount;
  }
  return sum as Usd;
}

/** a − b of the amounts as they are shown, so that figures side by side add up; null when either is unknown. */
export function subtractUsd(a: Usd, b: Usd): Usd;
export function subtractUsd(a: Usd | null, b: Usd | null): Usd | null;
export function subtractUsd(a: Usd | null, b: Usd | null): Usd | null {
  if (a === null || b === null) return null;
  return asDerivedUsd(Math.round(100 * roundUsd(a) - 100 * roundUsd(b)) / 100);
}

/** Dollars as shown: whole cents. */
export function roundUsd(amount: Usd): number;
export function roundUsd(amount: Usd | null): number | null;
export function roundUsd(amount: Usd | null): number | null {
  return roundTo(amount, 2);
}

/** Dollars as written in a sentence: `$1,503.76`. */
export const formatUsd = (amount: Usd): string =>
  roundUsd(amount)
    .toFixed(2)
    .replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => `${sign}$${groupDigits(whole)}`);

const groupDigits = (digits: string): string => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** Dollars for one unit (a request, a million tokens) as shown: four decimals. */
export const roundUnitCost = (amount: Usd | null): number | null => roundTo(amount, 4);

/** A half is rounded away from zero, also where it has no exact binary form: 1.005 to two decimals is 1.01. */
export function roundTo(value: number, decimals: number): number;
export function roundTo(value: number | null, decimals: number): number | null;
export function roundTo(value: number | null, decimals: number): number | null {
  if (value === null) return null;
  const factor = 10 ** decimals;
  const result = Math.round(value * factor * (1 + Number.EPSILON)) / factor;
  return result === 0 ? 0 : result; // -0 would print as 0 but compare as different
}
