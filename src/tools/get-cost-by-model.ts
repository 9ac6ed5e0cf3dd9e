import * as v from "valibot";
import { byCost, type ModelCost } from "../domain/costs.ts";
import { InputError } from "../domain/errors.ts";
import { roundUsd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { quoteName, toPlainText } from "../domain/text.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { PageInput, SharedPeriodInput } from "../toolkit/inputs.ts";
import { Page, pageOf } from "../toolkit/list-page.ts";
import { describeModelSwitch, ModelSwitchOutput } from "../toolkit/model-switch-output.ts";
import {
  describeWindow,
  Figure,
  FiguresWindow,
  roundCostPerMillionTokens,
  roundCostPerRequest,
  Source,
  Warnings,
  warnOfWindow,
} from "../toolkit/outputs.ts";
import { tableOf, tableWith } from "../toolkit/table.ts";

/** More rows than a reader compares; the rest is one page away. */
const pageSize = 50;

export const getCostByModel = defineTool({
  name: "get_cost_by_model",
  title: "Cost by model",
  description:
    "Cost of a period by AI model, highest first: USD, share of the total, requests, cost per request, and tokens with cost per million where known.",
  modes: ["vk", "manager"],
  effect: "read",
  input: v.strictObject({
    period: SharedPeriodInput,
    page: PageInput,
    compare_with: v.optional(
      v.pipe(v.string(), v.maxLength(100), v.description("Model id: the same use at its list prices")),
    ),
    model: v.optional(v.pipe(v.string(), v.maxLength(100), v.description("Only this one"))),
  }),
  output: v.object({
    window: FiguresWindow,
    total_cost_usd: Figure,
    models: tableWith(
      "model",
      "provider",
      "cost_usd",
      "share_percent",
      "requests",
      "cost_per_request_usd",
      "tokens",
      "cost_per_million_tokens_usd",
    ),
    page: Page,
    if_switched: v.optional(ModelSwitchOutput),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, periodUsage, now }, { period, page, compare_with, model: wanted }) {
    const costs = await periodUsage.costByModel(period);
    const sorted = findCostsOfModel(costs.models.toSorted(byCost), wanted);
    const shown = pageOf(sorted, page, pageSize);
    const hasTokens = sorted.some(({ tokens }) => tokens !== null);
    // Where no model has tokens, those of the whole period are priced, which tells nothing of a single model.
    const [catalogue, summary] =
      compare_with === undefined
        ? []
        : await Promise.all([
            api.models(),
            hasTokens || wanted !== undefined ? null : periodUsage.usageSummary(period),
          ]);
    const { inputTokens, outputTokens } = summary ?? { inputTokens: null, outputTokens: null };
    const whole =
      inputTokens === null || outputTokens === null ? null : { cost: costs.total, inputTokens, outputTokens };
    const isUnpriced = compare_with !== undefined && !hasTokens && whole === null;
    return {
      window: describeWindow(period, costs.window, now),
      total_cost_usd: roundUsd(costs.total),
      models: tableOf(shown.items, {
        model: ({ model }) => model,
        provider: ({ provider }) => provider,
        cost_usd: ({ cost }) => roundUsd(cost),
        share_percent: ({ cost }) => computeSharePercent(cost, costs.total),
        requests: ({ requests }) => requests,
        cost_per_request_usd: roundCostPerRequest,
        tokens: ({ tokens }) => tokens,
        cost_per_million_tokens_usd: roundCostPerMillionTokens,
      }),
      // Without any figure, how many models there are is unknown as well.
      page: costs.total === null && sorted.length === 0 ? { ...shown.page, total: null } : shown.page,
      ...(catalogue === undefined || compare_with === undefined
        ? {}
        : { if_switched: describeModelSwitch({ costs: sorted, whole }, catalogue.models, compare_with) }),
      source: catalogue === undefined ? costs.source : `${costs.source}, ${catalogue.source}`,
      warnings: [
        ...costs.warnings,
        ...warnOfWindow(period, costs.window),
        ...(catalogue?.warnings ?? []),
        ...(isUnpriced
          ? ["The API gives no tokens for this, so what another model would have cost is unknown."]
          : []),
      ],
    };
  },
});

/** The rows of one model, or all. @throws InputError that names the costliest models */
function findCostsOfModel(costs: readonly ModelCost[], wanted: string | undefined): readonly ModelCost[] {
  if (wanted === undefined) return costs;
  const name = wanted.trim().toLowerCase();
  const found = costs.filter(({ model }) => model?.toLowerCase() === name);
  if (found.length > 0) return found;
  const used = costs.flatMap(({ model }) => model ?? []).slice(0, 10);
  throw new InputError(
    `No cost of ${quoteName(toPlainText(wanted, 100))} in this window. ${used.length === 0 ? "No model has any cost there" : `The costliest are ${used.join(", ")}: ask for one of them`}.`,
  );
}
