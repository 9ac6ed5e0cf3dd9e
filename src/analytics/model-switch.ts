/** What the use of a model would have cost at the list prices of another. */
import type { ModelCost } from "../domain/costs.ts";
import type { CatalogueModel } from "../domain/models.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";

/** USD for one token. */
export interface TokenPrices {
  readonly input: Usd;
  readonly output: Usd;
}

export interface SwitchCost {
  readonly model: string | null;
  /** What it did cost. */
  readonly cost: Usd | null;
  /** With every token at the cheaper, and at the dearer of the two prices; null where the tokens are unknown. */
  readonly low: Usd | null;
  readonly high: Usd | null;
  /**
   * With the share of output tokens at which the model's own list prices give its cost; null unless exactly one does, or
   * where cost, tokens or prices are unknown.
   */
  readonly estimate: Usd | null;
}

/** null unless the catalogue states both. */
export function pricesOf({ inputPrice, outputPrice }: CatalogueModel): TokenPrices | null {
  return inputPrice === null || outputPrice === null ? null : { input: inputPrice, output: outputPrice };
}

/** A share may lie this far below 0 or above 1: the cost is in whole cents, and a price may have changed a little. */
const shareTolerance = 0.02;

/** The share of output tokens (0 to 1) at which the model's own prices give its cost; null unless exactly one share does. */
function estimateOutputShare(cost: number, tokens: number, own: TokenPrices): number | null {
  const spread = own.output - own.input;
  if (tokens === 0 || spread === 0) return null;
  const share = (cost / tokens - own.input) / spread;
  return share < -shareTolerance || share > 1 + shareTolerance ? null : Math.min(1, Math.max(0, share));
}

export function priceSwitch(
  { model, cost, tokens }: ModelCost,
  own: TokenPrices | null,
  other: TokenPrices,
): SwitchCost {
  if (tokens === null) return { model, cost, low: null, high: null, estimate: null };
  const share = cost === null || own === null ? null : estimateOutputShare(cost, tokens, own);
  return {
    model,
    cost,
    low: asDerivedUsd(tokens * Math.min(other.input, other.output)),
    high: asDerivedUsd(tokens * Math.max(other.input, other.output)),
    estimate:
      share === null ? null : asDerivedUsd(tokens * (other.input + share * (other.output - other.input))),
  };
}

export interface SwitchTotal {
  /** What the rows whose cost and tokens are both known did cost; null when there is no such row. */
  readonly cost: Usd | null;
  /** What the same rows would have cost at the other model's prices. */
  readonly low: Usd | null;
  readonly high: Usd | null;
  /** null as soon as one of these rows has no estimate. */
  readonly estimate: Usd | null;
  /** Their part of the cost of all rows, 0 to 1; null when no row has a cost. */
  readonly coverage: number | null;
}

export function sumSwitches(rows: readonly SwitchCost[]): SwitchTotal {
  const known = rows.flatMap(({ cost, low, high, estimate }) =>
    cost === null || low === null || high === null ? [] : [{ cost, low, high, estimate }],
  );
  const add = (figure: (row: (typeof known)[number]) => Usd | null): Usd | null =>
    known.length === 0 ? null : sumUsd(known.map(figure));
  const all = rows.reduce((total, { cost }) => total + (cost ?? 0), 0);
  const cost = add((row) => row.cost);
  return {
    cost,
    low: add(({ low }) => low),
    high: add(({ high }) => high),
    estimate: add(({ estimate }) => estimate),
    coverage: all === 0 ? null : (cost ?? 0) / all,
  };
}
