/** The models that can be called, with their prices: the workspace's own where it has some, else the catalogue's. */
import type { Usd } from "./money.ts";
import type { Sourced } from "./sourced.ts";

export interface CatalogueModel {
  readonly provider: string | null;
  readonly id: string;
  readonly name: string | null;
  readonly isEnabled: boolean | null;
  readonly maxContextTokens: number | null;
  /** USD for one input token. */
  readonly inputPrice: Usd | null;
  /** USD for one output token. */
  readonly outputPrice: Usd | null;
}

export interface ModelCatalogue extends Sourced {
  readonly models: readonly CatalogueModel[];
}
