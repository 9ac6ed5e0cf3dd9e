// What must hold between the results of different tools: amounts to the cent, counts exactly.

import { writeCount, writeUsd } from "./drawing.ts";

export interface Checks {
  /** Compares two amounts in USD. */
  compareCosts(what: string, a: number | null, b: number | null): void;
  compareCounts(what: string, a: number | null, b: number | null): void;
  readonly passed: string[];
  readonly failed: string[];
}

export function createChecks(): Checks {
  const passed: string[] = [];
  const failed: string[] = [];
  const record = (what: string, isSame: boolean, a: string, b: string) => {
    if (isSame) passed.push(`${what}: ${a}`);
    else failed.push(`${what}: ${a} and ${b}`);
  };
  return {
    passed,
    failed,
    compareCosts: (what, a, b) =>
      record(what, a !== null && b !== null && toCents(a) === toCents(b), writeUsd(a), writeUsd(b)),
    compareCounts: (what, a, b) => record(what, a !== null && a === b, writeCount(a), writeCount(b)),
  };
}

/** The sum of amounts in whole cents; null as soon as one is unknown. */
export function sumAmounts(amounts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += toCents(amount);
  }
  return sum / 100;
}

const toCents = (amount: number): number => Math.round(amount * 100);
