/** Cost, sliced by who or what caused it. */
import type { EntityKind } from "./entities.ts";
import type { Usd } from "./money.ts";
import type { WindowFigures } from "./sourced.ts";

export interface ModelCost {
  /** null: the API names no model. */
  readonly model: string | null;
  readonly provider: string | null;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** A model is told apart by its name and its provider. */
export const keyOfModel = ({ model, provider }: ModelCost): string => JSON.stringify([model, provider]);

interface Priced {
  readonly cost: Usd | null;
}

/** Costliest first; what has no known cost comes last. */
export const byCost = (a: Priced, b: Priced): number => (b.cost ?? -1) - (a.cost ?? -1);

export interface CostByModel extends WindowFigures {
  /** The cost of all models together; null when unknown. */
  readonly total: Usd | null;
  readonly models: readonly ModelCost[];
}

/** A way to slice the workspace's cost. Every dimension slices the same money. */
export type Dimension = EntityKind | "master_key" | "model";

export interface CostItem {
  readonly id: string | null;
  readonly name: string | null;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
  readonly lastUsed: Date | null;
}

export interface CostBreakdown extends WindowFigures {
  /** Keyed by dimension, as far as the API has them. */
  readonly dimensions: ReadonlyMap<string, readonly CostItem[]>;
}

/** The cost of one dimension's entities by id; null when it could not be had. */
export interface EntityCosts extends WindowFigures {
  readonly byId: ReadonlyMap<string, CostItem> | null;
  /** The sum over all rows, those that belong to nobody included. */
  readonly total: Usd | null;
  /** The part of the total that belongs to nobody. */
  readonly ofNobody: Usd | null;
}
