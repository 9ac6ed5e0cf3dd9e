/** Entities with what they cost: the rows of a list joined with the rows of a cost breakdown, and ranked. */
import { byCost, type EntityCosts } from "../domain/costs.ts";
import type { Usd } from "../domain/money.ts";

interface ListedEntity {
  readonly id: string;
  readonly name: string | null;
  readonly listedCost: Usd | null;
  readonly listedRequests: number | null;
}

export interface Costed<T> {
  readonly entity: T;
  readonly cost: Usd | null;
  readonly requests: number | null;
}

export interface CostedEntities<T> {
  readonly rows: readonly Costed<T>[];
  /** The sum over all rows of the breakdown, those of entities that are not listed and of nobody included. */
  readonly total: Usd | null;
  readonly warnings: readonly string[];
}

export function joinCosts<T extends ListedEntity>(
  entities: readonly T[],
  costs: EntityCosts,
  sortBy: "cost" | "name",
): CostedEntities<T> {
  const { byId } = costs;
  const rows = entities.map((entity) => {
    if (byId === null) return { entity, cost: entity.listedCost, requests: entity.listedRequests };
    const item = byId.get(entity.id);
    return { entity, cost: item?.cost ?? null, requests: item?.requests ?? null };
  });
  const byName = (a: Costed<T>, b: Costed<T>) => (a.entity.name ?? "").localeCompare(b.entity.name ?? "");
  const byCostAndName = (a: Costed<T>, b: Costed<T>) => byCost(a, b) || byName(a, b);
  const withoutCost = byId === null ? 0 : rows.filter(({ cost }) => cost === null).length;
  return {
    rows: rows.sort(sortBy === "cost" ? byCostAndName : byName),
    total: costs.total,
    warnings: [
      ...costs.warnings,
      ...(byId === null && rows.some(({ cost }) => cost !== null)
        ? ["The costs are those that the list itself states; the API does not say over which window."]
        : []),
      ...(withoutCost > 0
        ? [
            `${withoutCost} of ${rows.length} rows have no cost in the breakdown, so it is unknown (often: no use).`,
          ]
        : []),
    ],
  };
}
