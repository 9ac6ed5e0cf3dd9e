/** From the breakdowns of several windows, the cost of each entity in each window. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import type { Usd } from "../domain/money.ts";
import { unnamed } from "../domain/text.ts";
import { costIn, mapItemsByKey } from "./breakdown-items.ts";

export interface WindowedCost {
  readonly dimension: string;
  readonly id: string | null;
  readonly name: string;
  /** In the window under test. */
  readonly actual: Usd;
  /** In the earlier windows, the latest first; null where it is not known. */
  readonly baseline: readonly (Usd | null)[];
}

/**
 * One row for each entity of each dimension. An entity that a window does not list cost nothing there, unless the list
 * may be truncated. Of a window that could not be read (null), nothing is known.
 */
export function collectWindowedCosts(
  current: CostBreakdown,
  baseline: readonly (CostBreakdown | null)[],
): WindowedCost[] {
  return [...current.dimensions.keys()].flatMap((dimension) => {
    const now = mapItemsByKey(current, dimension);
    const before = baseline.map((breakdown) => breakdown && mapItemsByKey(breakdown, dimension));
    const named = new Map<string, CostItem>();
    for (const items of [...before, now]) for (const [key, item] of items ?? []) named.set(key, item);
    return [...named].flatMap(([key, { id, name }]) => {
      const actual = costIn(now, key);
      if (actual === null) return [];
      const costs = before.map((items) => costIn(items, key));
      return { dimension, id, name: name ?? id ?? unnamed, actual, baseline: costs };
    });
  });
}
