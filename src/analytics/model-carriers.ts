/** The carriers of a model's rise: the agents, members or departments that use the model and make up most of its excess. */
import type { ModelCost } from "../domain/costs.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";

/** What the API lists for an entity: over the last week, and over the last 30 days, both up to now. */
export interface ListedModels {
  readonly week: readonly ModelCost[] | null;
  readonly month: readonly ModelCost[] | null;
}

const weekDays = 7;
const monthDays = 30;
/** An entity carries the move when it makes up at least this share of it. */
const minShare = 0.5;

/** What an entity spends on the model in the last week beyond its weeks before; null where the API lists no models. */
export function computeModelExcess({ week, month }: ListedModels, model: string): Usd | null {
  if (week === null || month === null) return null;
  const [now, whole] = [sumModelCost(week, model), sumModelCost(month, model)];
  if (now === null || whole === null) return null;
  const before = ((whole - now) / (monthDays - weekDays)) * weekDays;
  return asDerivedUsd(now - before);
}

/** null when one of its rows has no cost; 0 when it is not among the entity's models. */
const sumModelCost = (models: readonly ModelCost[], model: string): Usd | null =>
  sumUsd(models.filter((each) => each.model === model).map(({ cost }) => cost));

export const isCarrier = (excess: Usd | null, modelExcess: Usd): boolean =>
  excess !== null && modelExcess > 0 && excess >= minShare * modelExcess;
