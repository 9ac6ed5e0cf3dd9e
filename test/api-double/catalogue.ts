import { type PricedModel, pricedModels } from "./models.ts";
import { chance, uuid } from "./random.ts";

/** A row of the model catalogue; `info` is the provider's own document, in its own spelling. */
export interface CatalogueModel {
  readonly id: string;
  readonly provider: string;
  readonly modelId: string;
  readonly displayName: string;
  readonly enabled: boolean;
  readonly maxContextTokens: number | null;
  /** The workspace's own price in cents per token, a decimal as text; null: the provider's price holds. */
  readonly costPerInputTokenCents: string | null;
  readonly costPerOutputTokenCents: string | null;
  readonly info: Readonly<Record<string, unknown>> | null;
}

const families = [
  { provider: "openai", names: "gpt-4o,gpt-4.1,gpt-5,o1,o3,o4" },
  { provider: "anthropic", names: "claude-3-haiku,claude-3-sonnet,claude-sonnet-4,claude-opus-4" },
  { provider: "google", names: "gemini-1.5-flash,gemini-2.0-pro,gemini-2.5-pro,gemini-2.5-flash" },
  { provider: "mistral", names: "mistral-large,mistral-small,codestral,ministral" },
  { provider: "deepseek", names: "deepseek-chat,deepseek-reasoner" },
  { provider: "meta", names: "llama-3.1-8b,llama-3.1-70b,llama-3.3-70b,llama-4-scout" },
  { provider: "qwen", names: "qwen-2.5-7b,qwen-2.5-72b,qwen-3-32b,qwq-32b" },
  { provider: "cohere", names: "command-r,command-r-plus" },
] as const;

const editions = [
  ...["preview", "latest", "mini", "nano", "pro", "audio", "vision", "search", "instruct", "turbo"],
  ...["2024-08-06", "2024-11-20", "2025-01-31", "2025-04-14", "2025-08-07"],
  ...["thinking", "free", "batch", "eu"],
];

/** About 600 models: those in use, and every family in every edition. */
export function catalogue(): CatalogueModel[] {
  const used = Object.values(pricedModels).map(usedModel);
  const usedIds = new Set(used.map(({ modelId }) => modelId));
  const listed = families.flatMap(({ provider, names }) =>
    names
      .split(",")
      .flatMap((name) => editions.map((edition) => ({ provider, modelId: `${name}-${edition}` }))),
  );
  const others = listed.filter(({ modelId }) => !usedIds.has(modelId));
  return [...used, ...others.map(({ provider, modelId }, index) => listedModel(provider, modelId, index))];
}

function usedModel(model: PricedModel, index: number): CatalogueModel {
  // The workspace has negotiated one price; the charges are made from the provider's, like those of before.
  const hasOwnPrice = model.model === "gpt-4.1-mini";
  return {
    id: uuid(61, index),
    provider: model.provider,
    modelId: model.model,
    displayName: model.displayName,
    enabled: true,
    maxContextTokens: model.maxContextTokens,
    costPerInputTokenCents: hasOwnPrice ? "0.00003600" : null,
    costPerOutputTokenCents: hasOwnPrice ? "0.00014400" : null,
    info: info(model.inputUsdPerMillion, model.outputUsdPerMillion, model.maxContextTokens, index),
  };
}

function listedModel(provider: string, modelId: string, index: number): CatalogueModel {
  const inputUsd = Math.round(2_000 * chance(62, index) ** 3) / 100;
  const hasOwnPrice = index % 37 === 5;
  const maxContextTokens = index % 9 === 4 ? null : 8_192 * 2 ** Math.floor(chance(63, index) * 5);
  return {
    id: uuid(64, index),
    provider,
    modelId,
    displayName: modelId.replaceAll("-", " "),
    enabled: index % 6 !== 2,
    maxContextTokens,
    costPerInputTokenCents: hasOwnPrice ? "0.00025000" : null,
    costPerOutputTokenCents: hasOwnPrice ? "0.00100000" : null,
    info: modelInfo(index, inputUsd, maxContextTokens),
  };
}

/** Some rows have no document, some a document without prices. */
function modelInfo(index: number, inputUsd: number, maxContextTokens: number | null) {
  if (index % 23 === 7) return null;
  if (index % 23 === 11) return { max_context_tokens: maxContextTokens, modalities: ["text"] };
  return info(inputUsd, inputUsd * 4, maxContextTokens, index);
}

/** Prices are USD per token, as text or as a number: both occur. */
function info(
  inputUsdPerMillion: number,
  outputUsdPerMillion: number,
  maxContextTokens: number | null,
  index: number,
) {
  const price = (usdPerMillion: number) => {
    const usdPerToken = Number((usdPerMillion / 1_000_000).toFixed(12));
    return index % 2 === 0 ? usdPerToken.toFixed(12).replace(/0+$/, "") : usdPerToken;
  };
  const prices = { prompt: price(inputUsdPerMillion), completion: price(outputUsdPerMillion) };
  return {
    ...prices,
    max_context_tokens: maxContextTokens,
    max_completion_tokens: 8_192,
    modalities: index % 3 === 0 ? ["text", "image"] : ["text"],
    pricing_options: [
      { name: "standard", ...prices, currency: "USD", unit: "token" },
      {
        name: "batch",
        prompt: price(inputUsdPerMillion / 2),
        completion: price(outputUsdPerMillion / 2),
        currency: "USD",
        unit: "token",
      },
      { name: "cached_input", prompt: price(inputUsdPerMillion / 10), currency: "USD", unit: "token" },
    ],
    description: "Served through the gateway; latency and limits depend on the provider's region and tier.",
  };
}
