/** Breakdowns of several windows → the cost of each entity in each window. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { asDerivedUsd, type Usd } from "../domain/money.ts";
import { unnamed } from "../domain/text.ts";
import type { WindowedCost } from "./anomalies.ts";

/** Documented or seen lengths at which a server cuts a breakdown. */
const cutLengths: ReadonlySet<number> = new Set([50, 100, 200, 500]);

/** A list of exactly such a length may lack rows. */
export const mayBeCut = (items: ReadonlyMap<string, CostItem>): boolean => cutLengths.has(items.size);

/**
 * One row for each entity of each dimension. An entity that a window does not list cost nothing there, unless the list
 * may have been cut; and nothing is known of a window that could not be read (null).
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

export const keyOf = ({ id, name }: CostItem): string => id ?? name ?? "";

/** The named entities of a dimension; null when the breakdown does not have it. */
export function mapItemsById(breakdown: CostBreakdown, dimension: string): Map<string, CostItem> | null {
  const items = breakdown.dimensions.get(dimension);
  if (items === undefined) return null;
  const named = items.filter((item) => keyOf(item) !== "");
  return new Map(named.map((item) => [keyOf(item), item]));
}

export function costIn(items: ReadonlyMap<string, CostItem> | null, key: string): Usd | null {
  if (items === null) return null;
  const item = items.get(key);
  if (item !== undefined) return item.cost;
  return mayBeCut(items) ? null : asDerivedUsd(0);
}
