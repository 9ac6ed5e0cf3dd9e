/** The entities of one dimension of a cost breakdown, by id, and what one of them cost. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { asDerivedUsd, type Usd } from "../domain/money.ts";

/** Documented or seen lengths at which a server cuts a breakdown. */
const cutLengths: ReadonlySet<number> = new Set([50, 100, 200, 500]);

/** A list of exactly such a length may lack rows. */
export const mayBeCut = (items: ReadonlyMap<string, CostItem>): boolean => cutLengths.has(items.size);

export const keyOfItem = ({ id, name }: CostItem): string => id ?? name ?? "";

/** The named entities of a dimension; null when the breakdown does not have it. */
export function mapItemsById(breakdown: CostBreakdown, dimension: string): Map<string, CostItem> | null {
  const items = breakdown.dimensions.get(dimension);
  if (items === undefined) return null;
  const named = items.filter((item) => keyOfItem(item) !== "");
  return new Map(named.map((item) => [keyOfItem(item), item]));
}

export function costIn(items: ReadonlyMap<string, CostItem> | null, key: string): Usd | null {
  if (items === null) return null;
  const item = items.get(key);
  if (item !== undefined) return item.cost;
  return mayBeCut(items) ? null : asDerivedUsd(0);
}
