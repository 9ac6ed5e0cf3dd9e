/** Whether a cost has grown or shrunk from window to window, and where that leads. */
import type { Usd } from "../domain/money.ts";
import { median } from "./statistics.ts";

/**
 * Where a steady trend leads: earlier windows that all grew, or all shrank, each by its factor, continued by the middle
 * one of these factors. null when they went up and down.
 */
export function projectTrend(baseline: readonly (Usd | null)[]): number | null {
  const known = baseline.flatMap((cost, index) => (cost === null ? [] : [{ cost, age: index + 1 }]));
  const [latest] = known;
  if (latest === undefined || known.some(({ cost }) => cost <= 0)) return null;
  const factors = known.slice(1).map(({ cost, age }, index) => {
    const later = known[index] ?? latest;
    return (later.cost / cost) ** (1 / (age - later.age));
  });
  if (!(factors.every((factor) => factor > 1) || factors.every((factor) => factor < 1))) return null;
  return latest.cost * median(factors) ** latest.age;
}
