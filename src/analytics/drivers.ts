/**
 * Why a cost changed: cost = requests × tokens per request × cost per token, and the change of the product is split over
 * the factors by logarithmic means (LMDI), which leaves no remainder.
 */
import { asDerivedUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { logarithmicMean, roundParts } from "./statistics.ts";
import type { UsageTotals } from "./usage.ts";

/** Dollars of the change that come from each factor; together they are the change, to the cent. */
export interface Drivers {
  readonly volume: Usd;
  /** null: tokens are unknown, and this share is part of `unitPrice`. */
  readonly tokensPerRequest: Usd | null;
  /** The price of a token, or of a request where tokens are unknown, with the mix of models in it. */
  readonly unitPrice: Usd;
}

/**
 * From before (c0, r0, t0: cost, requests and tokens) to now (c1, r1, t1). null when a factor is unknown or zero on either
 * side, because then there is no product to split. Without tokens there are two factors.
 */
export function findDrivers(before: UsageTotals, now: UsageTotals): Drivers | null {
  const [c0, c1] = [before.cost, now.cost];
  const [r0, r1] = [before.requests, now.requests];
  if (!(isPositive(c0) && isPositive(c1) && isPositive(r0) && isPositive(r1))) return null;
  const weight = logarithmicMean(c1, c0);
  const change = subtractUsd(c1, c0) ?? 0;
  const volume = weight * Math.log(r1 / r0);
  const [t0, t1] = [before.tokens, now.tokens];
  if (!(isPositive(t0) && isPositive(t1))) {
    const [ofVolume = 0, ofPrice = 0] = roundParts([volume, change - volume], change);
    return { volume: asDerivedUsd(ofVolume), tokensPerRequest: null, unitPrice: asDerivedUsd(ofPrice) };
  }
  const perRequest = weight * Math.log(t1 / r1 / (t0 / r0));
  const [ofVolume = 0, ofTokens = 0, ofPrice = 0] = roundParts(
    [volume, perRequest, change - volume - perRequest],
    change,
  );
  return {
    volume: asDerivedUsd(ofVolume),
    tokensPerRequest: asDerivedUsd(ofTokens),
    unitPrice: asDerivedUsd(ofPrice),
  };
}

const isPositive = <Amount extends number>(value: Amount | null): value is Amount =>
  value !== null && value > 0;
