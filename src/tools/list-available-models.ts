import * as v from "valibot";
import type { CatalogueModel } from "../domain/models.ts";
import { roundUnitCost, type Usd } from "../domain/money.ts";
import { divideUsd } from "../domain/ratios.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { PageInput, pageSizeInput } from "../toolkit/inputs.ts";
import { Page, pageOf } from "../toolkit/list-page.ts";
import { explainNoMatch, type Filter } from "../toolkit/no-match.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

export const listAvailableModels = defineTool({
  name: "list_available_models",
  title: "Available models",
  description:
    "Enabled models of the catalogue with context size and prices in USD per million input and output tokens where known. The catalogue can be long: use search and provider. For what models actually cost, use get_cost_by_model.",
  modes: ["vk", "manager"],
  effect: "read",
  input: v.strictObject({
    search: v.optional(
      v.pipe(v.string(), v.maxLength(100), v.description("Words that id or name must contain, any order")),
      "",
    ),
    provider: v.optional(
      v.pipe(v.string(), v.maxLength(100), v.description("Provider name, for example openai")),
      "",
    ),
    page: PageInput,
    page_size: pageSizeInput(100),
  }),
  output: v.object({
    models: Table,
    page: Page,
    providers: v.pipe(v.string(), v.description("Of the enabled models that match search, with counts")),
    disabled: v.pipe(v.number(), v.description("Matching models that are disabled and left out")),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }, { search, provider, page, page_size }) {
    const catalogue = await api.models();
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = catalogue.models.filter((model) => words.every((word) => textOf(model).includes(word)));
    const matching = found.filter(
      (model) => provider === "" || model.provider?.toLowerCase() === provider.trim().toLowerCase(),
    );
    const filters: readonly Filter<CatalogueModel>[] = [
      { argument: "provider", value: provider, textOf: (model) => model.provider, kind: "choice" },
      { argument: "search", value: search, textOf, kind: "words" },
    ];
    const enabled = matching.filter(({ isEnabled }) => isEnabled !== false).sort(byRelevance(words));
    const shown = pageOf(enabled, page, page_size);
    return {
      models: tableOf(shown.items, {
        model: (model) => model.id,
        provider: (model) => model.provider,
        // A name that only spells the id with capitals and blanks tells nothing new.
        name: ({ id, name }) => (name !== null && keepLetters(name) === keepLetters(id) ? null : name),
        context_tokens: (model) => model.maxContextTokens,
        input_usd_per_million: (model) => toPricePerMillion(model.inputPrice),
        output_usd_per_million: (model) => toPricePerMillion(model.outputPrice),
      }),
      page: shown.page,
      providers: tellProviders(found),
      disabled: matching.length - enabled.length,
      source: catalogue.source,
      warnings: [
        ...(matching.length === 0 ? explainNoMatch(catalogue.models, filters, "models") : []),
        ...catalogue.warnings,
      ],
    };
  },
});

const keepLetters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

const maxProviders = 30;

const toPricePerMillion = (price: Usd | null): number | null => roundUnitCost(divideUsd(price, 1e-6));

const textOf = ({ id, name }: CatalogueModel): string => `${id} ${name ?? ""}`.toLowerCase();

/** Whether every word begins a part of the id or name: a search for `mini` lists gpt-4o-mini before gemini. */
function hasPartsBeginningWith(model: CatalogueModel, words: readonly string[]): boolean {
  const text = textOf(model);
  const starts = (word: string): boolean =>
    text
      .split(word)
      .slice(0, -1)
      .some((before) => !/[\p{L}\p{N}]$/u.test(before));
  return words.every(starts);
}

const byRelevance =
  (words: readonly string[]) =>
  (a: CatalogueModel, b: CatalogueModel): number =>
    Number(hasPartsBeginningWith(b, words)) - Number(hasPartsBeginningWith(a, words)) ||
    byProviderAndId(a, b);

const byProviderAndId = (a: CatalogueModel, b: CatalogueModel): number =>
  (a.provider ?? "").localeCompare(b.provider ?? "") || a.id.localeCompare(b.id);

function tellProviders(models: readonly CatalogueModel[]): string {
  const counts = new Map<string, number>();
  for (const { provider, isEnabled } of models) {
    if (isEnabled !== false) counts.set(provider ?? "unknown", (counts.get(provider ?? "unknown") ?? 0) + 1);
  }
  const named = [...counts].sort((a, b) => b[1] - a[1]).map(([provider, count]) => `${provider} ${count}`);
  const more = named.length > maxProviders ? [`and ${named.length - maxProviders} more`] : [];
  return [...named.slice(0, maxProviders), ...more].join(", ");
}
