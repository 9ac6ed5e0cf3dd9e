/** From the breakdowns of several windows, the cost of each entity in each window. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { unnamed } from "../domain/text.ts";
import type { WindowedCost } from "./anomalies.ts";
import { costIn, mapItemsById } from "./breakdown-items.ts";

/**
 * One row for each entity of each dimension. An entity that a window does not list cost nothing there, unless the list
 * may be truncated. Of a window that could not be read (null), nothing is known.
 */
export function collectWindowedCosts(
  current: CostBreakdown,
  baseline: readonly (CostBreakdown | null)[],
): WindowedCost[] {
  return [...current.dimensions.keys()].flatMap((dimension) => {
    const now = mapItemsById(current, dimension);
    const before = baseline.map((breakdown) => breakdown && mapItemsById(breakdown, dimension));
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
