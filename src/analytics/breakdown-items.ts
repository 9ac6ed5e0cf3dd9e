/** The entities of a dimension of a cost breakdown by id or name, whether the list may lack some, and what one of them cost. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { asDerivedUsd, type Usd } from "../domain/money.ts";

/** Documented or observed lengths at which a server truncates a breakdown. */
const truncatedLengths: ReadonlySet<number> = new Set([50, 100, 200, 500]);

/** Whether the list may lack rows, because it has exactly such a length. */
export const mayBeTruncated = (items: ReadonlyMap<string, CostItem>): boolean =>
  truncatedLengths.has(items.size);

/** What tells an item apart: its id, else its name; "" for what belongs to nobody. */
export const keyOfItem = ({ id, name }: CostItem): string => id ?? name ?? "";

/** The entities of a dimension that have an id or a name, by it; null when the breakdown does not have the dimension. */
export function mapItemsByKey(breakdown: CostBreakdown, dimension: string): Map<string, CostItem> | null {
  const items = breakdown.dimensions.get(dimension);
  if (items === undefined) return null;
  const named = items.filter((item) => keyOfItem(item) !== "");
  return new Map(named.map((item) => [keyOfItem(item), item]));
}

/** 0 for an entity that a whole list does not have; null where its cost is unknown. */
export function costIn(items: ReadonlyMap<string, CostItem> | null, key: string): Usd | null {
  if (items === null) return null;
  const item = items.get(key);
  if (item !== undefined) return item.cost;
  return mayBeTruncated(items) ? null : asDerivedUsd(0);
}
