/** What the use of a window would have cost at another model's list prices. */
import * as v from "valibot";
import {
  priceSwitch,
  pricesOf,
  type SwitchCost,
  sumSwitches,
  type TokenPrices,
} from "../analytics/model-switch.ts";
import type { ModelCost } from "../domain/costs.ts";
import { InputError } from "../domain/errors.ts";
import type { CatalogueModel } from "../domain/models.ts";
import { asDerivedUsd, roundUsd, type Usd } from "../domain/money.ts";
import { findNearest } from "../domain/nearest.ts";
import { roundPercent } from "../domain/ratios.ts";
import { quoteName, toPlainText } from "../domain/text.ts";
import { Figure } from "./outputs.ts";
import { tableOf, tableWith } from "./table.ts";

export const ModelSwitchOutput = v.object({
  model: v.string(),
  rows: tableWith("model", "cost_usd", "would_cost_usd", "low_usd", "high_usd", "saves_usd"),
  cost_usd: Figure,
  would_cost_usd: Figure,
  low_usd: Figure,
  high_usd: Figure,
  saves_usd: Figure,
  covers_percent_of_cost: Figure,
  method: v.string(),
});

/** What is priced: the use of each model, or of all together where the API gives tokens for the whole only. */
export interface PricedUse {
  readonly costs: readonly ModelCost[];
  readonly whole: {
    readonly cost: Usd | null;
    readonly inputTokens: number;
    readonly outputTokens: number;
  } | null;
}

/** @throws InputError when there is no such model, or no price of it */
export function describeModelSwitch(
  { costs, whole }: PricedUse,
  catalogue: readonly CatalogueModel[],
  compareWith: string,
) {
  const target = findModel(catalogue, compareWith);
  const prices = pricesOf(target);
  if (prices === null) {
    throw new InputError(
      `The catalogue states no price of ${target.id}, so what it would cost is unknown. list_available_models shows which models have prices.`,
    );
  }
  const rows =
    whole === null
      ? costs
          .filter(({ model }) => model !== target.id)
          .map((cost) => priceSwitch(cost, findOwnPrices(catalogue, cost), prices))
      : [priceWhole(whole, prices)];
  const total = sumSwitches(rows);
  return {
    model: target.id,
    rows: tableOf(rows, {
      model: ({ model }) => model ?? (whole === null ? null : "all models together"),
      cost_usd: ({ cost }) => roundUsd(cost),
      would_cost_usd: ({ estimate }) => roundUsd(estimate),
      low_usd: ({ low }) => roundUsd(low),
      high_usd: ({ high }) => roundUsd(high),
      saves_usd: (row) => roundSaving(row),
    }),
    cost_usd: roundUsd(total.cost),
    would_cost_usd: roundUsd(total.estimate),
    low_usd: roundUsd(total.low),
    high_usd: roundUsd(total.high),
    saves_usd: roundSaving(total),
    covers_percent_of_cost: roundPercent(total.coverage === null ? null : total.coverage * 100),
    method: whole === null ? methodByModel : methodOfWhole,
  };
}

const limits =
  "Caching and discounts are left out, and another model may need more or fewer tokens. Whether it is good enough is yours to judge.";
const methodByModel = `Tokens of the window times list prices. low, high: every token at the cheaper, or dearer, of input and output price, as the API counts tokens without direction; would_cost: split as each row's own list prices and cost imply. ${limits}`;
const methodOfWhole = `Input and output tokens of the window times list prices. ${limits}`;

const priceWhole = (
  { cost, inputTokens, outputTokens }: NonNullable<PricedUse["whole"]>,
  { input, output }: TokenPrices,
): SwitchCost => {
  const would = asDerivedUsd(inputTokens * input + outputTokens * output);
  return { model: null, cost, low: would, high: would, estimate: would };
};

/** The difference of the two figures as rounded beside it, so that the row adds up. */
function roundSaving({ cost, estimate }: Pick<SwitchCost, "cost" | "estimate">): number | null {
  const [actual, estimated] = [roundUsd(cost), roundUsd(estimate)];
  return actual === null || estimated === null ? null : roundUsd(asDerivedUsd(actual - estimated));
}

const findOwnPrices = (
  catalogue: readonly CatalogueModel[],
  { model, provider }: ModelCost,
): TokenPrices | null => {
  const named = catalogue.filter(({ id }) => id === model);
  const own = named.find((each) => each.provider === provider) ?? named[0];
  return own === undefined ? null : pricesOf(own);
};

function findModel(catalogue: readonly CatalogueModel[], wanted: string): CatalogueModel {
  const name = wanted.trim().toLowerCase();
  const found = catalogue.find(({ id }) => id.toLowerCase() === name);
  if (found !== undefined) return found;
  const meant = findNearest(
    name,
    catalogue.map(({ id }) => id),
  );
  throw new InputError(
    `The catalogue has no model ${quoteName(toPlainText(wanted, 100))}.${meant === undefined ? "" : ` Did you mean ${meant}?`} list_available_models has the ids.`,
  );
}
