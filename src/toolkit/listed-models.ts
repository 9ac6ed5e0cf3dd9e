/** The models that an entity's own route lists over its last days up to now, the costliest first. */
import { byCost, type ModelCost } from "../domain/costs.ts";
import { roundUsd, sumUsd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { tableOf } from "./table.ts";

const maxModels = 3;

export function describeListedModels(models: readonly ModelCost[], days: number) {
  const total = sumUsd(models.map(({ cost }) => cost));
  const sorted = models.toSorted(byCost);
  // A row "1 others" would take as much room as the model itself.
  const rest = sorted.length > maxModels + 1 ? sorted.slice(maxModels) : [];
  const shown = [
    ...sorted.slice(0, sorted.length - rest.length),
    ...(rest.length === 0
      ? []
      : [{ model: `${rest.length} others`, cost: sumUsd(rest.map(({ cost }) => cost)) }]),
  ];
  const { columns, rows } = tableOf(shown, {
    model: ({ model }) => model,
    cost_usd: ({ cost }) => roundUsd(cost),
    share_percent: ({ cost }) => computeSharePercent(cost, total),
  });
  return {
    columns: columns.map((name) => (name === "cost_usd" ? `last_${days}_days_to_now_usd` : name)),
    rows,
  };
}
