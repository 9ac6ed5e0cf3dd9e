// What must hold between the figures of different tools, to the cent.

import { usd } from "./drawing.ts";

export interface Checks {
  /** Compares two amounts in USD. */
  sameCost(what: string, a: number | null, b: number | null): void;
  readonly passed: string[];
  readonly failed: string[];
}

export function newChecks(): Checks {
  const passed: string[] = [];
  const failed: string[] = [];
  return {
    passed,
    failed,
    sameCost(what, a, b) {
      const agree = a !== null && b !== null && cents(a) === cents(b);
      if (agree) passed.push(`${what}: ${usd(a)}`);
      else failed.push(`${what}: ${usd(a)} and ${usd(b)}`);
    },
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
