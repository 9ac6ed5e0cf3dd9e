// What must hold between the results of different tools: amounts to the cent, counts exactly.

import { writeCount, writeUsd } from "./drawing.ts";

export interface Checks {
  /** Compares two amounts in USD. */
  sameCost(what: string, a: number | null, b: number | null): void;
  sameCount(what: string, a: number | null, b: number | null): void;
  readonly passed: string[];
  readonly failed: string[];
}

export function newChecks(): Checks {
  const passed: string[] = [];
  const failed: string[] = [];
  const record = (what: string, isSame: boolean, a: string, b: string) => {
    if (isSame) passed.push(`${what}: ${a}`);
    else failed.push(`${what}: ${a} and ${b}`);
  };
  return {
    passed,
    failed,
    sameCost: (what, a, b) =>
      record(what, a !== null && b !== null && cents(a) === cents(b), writeUsd(a), writeUsd(b)),
    sameCount: (what, a, b) => record(what, a !== null && a === b, writeCount(a), writeCount(b)),
  };
}

/** The sum of amounts in whole cents; null as soon as one is unknown. */
export function total(amounts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += cents(amount);
  }
  return sum / 100;
}

const cents = (amount: number): number => Math.round(amount * 100);
