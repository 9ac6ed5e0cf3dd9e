import { type PricedModel, pricedModels } from "./models.ts";
import { createUuid, drawNumber } from "./random.ts";

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

/** Families of models with their list prices of 2025: USD per million tokens, input and output. */
const families: readonly {
  readonly provider: string;
  readonly prices: Readonly<Record<string, readonly [number, number]>>;
}[] = [
  {
    provider: "openai",
    prices: {
      ...{ "gpt-4o": [2.5, 10], "gpt-4.1": [2, 8], "gpt-5": [1.25, 10] },
      ...{ o1: [15, 60], o3: [2, 8], o4: [1.1, 4.4] },
    },
  },
  {
    provider: "anthropic",
    prices: {
      ...{ "claude-3-haiku": [0.25, 1.25], "claude-3-sonnet": [3, 15] },
      ...{ "claude-sonnet-4": [3, 15], "claude-opus-4": [15, 75] },
    },
  },
  {
    provider: "google",
    prices: {
      ...{ "gemini-1.5-flash": [0.075, 0.3], "gemini-2.0-pro": [1.25, 5] },
      ...{ "gemini-2.5-pro": [1.25, 10], "gemini-2.5-flash": [0.3, 2.5] },
    },
  },
  {
    provider: "mistral",
    prices: {
      ...{ "mistral-large": [2, 6], "mistral-small": [0.1, 0.3] },
      ...{ codestral: [0.3, 0.9], ministral: [0.1, 0.1] },
    },
  },
  { provider: "deepseek", prices: { "deepseek-chat": [0.27, 1.1], "deepseek-reasoner": [0.55, 2.19] } },
  {
    provider: "meta",
    prices: {
      ...{ "llama-3.1-8b": [0.05, 0.08], "llama-3.1-70b": [0.59, 0.79] },
      ...{ "llama-3.3-70b": [0.59, 0.79], "llama-4-scout": [0.11, 0.34] },
    },
  },
  {
    provider: "qwen",
    prices: {
      ...{ "qwen-2.5-7b": [0.05, 0.1], "qwen-2.5-72b": [0.35, 0.4] },
      ...{ "qwen-3-32b": [0.29, 0.59], "qwq-32b": [0.29, 0.39] },
    },
  },
  { provider: "cohere", prices: { "command-r": [0.15, 0.6], "command-r-plus": [2.5, 10] } },
];

/** What an edition costs, as a part of its family's price; 1 for an edition that is not named. */
const editionFactors: Readonly<Record<string, number>> = { mini: 0.2, nano: 0.05, batch: 0.5, free: 0 };

const editions = [
  ...["preview", "latest", "mini", "nano", "pro", "audio", "vision", "search", "instruct", "turbo"],
  ...["2024-08-06", "2024-11-20", "2025-01-31", "2025-04-14", "2025-08-07"],
  ...["thinking", "free", "batch", "eu"],
];

/** About 600 models: those in use, and every family in every edition. */
export function createCatalogue(): CatalogueModel[] {
  const used = Object.values(pricedModels).map(createUsedModel);
  const usedIds = new Set(used.map(({ modelId }) => modelId));
  const listed = families.flatMap(({ provider, prices }) =>
    Object.entries(prices).flatMap(([name, [input, output]]) =>
      editions.map((edition) => {
        const factor = editionFactors[edition] ?? 1;
        return {
          provider,
          modelId: `${name}-${edition}`,
          prices: [input * factor, output * factor] as const,
        };
      }),
    ),
  );
  const others = listed.filter(({ modelId }) => !usedIds.has(modelId));
  return [...used, ...others.map(createListedModel)];
}

function createUsedModel(model: PricedModel, index: number): CatalogueModel {
  // The workspace has negotiated one price. All charges are made from the provider's all the same.
  const hasOwnPrice = model.model === "gpt-4.1-mini";
  return {
    id: createUuid(61, index),
    provider: model.provider,
    modelId: model.model,
    displayName: model.displayName,
    enabled: true,
    maxContextTokens: model.maxContextTokens,
    costPerInputTokenCents: hasOwnPrice ? "0.00003600" : null,
    costPerOutputTokenCents: hasOwnPrice ? "0.00014400" : null,
    info: writeInfo(model.inputUsdPerMillion, model.outputUsdPerMillion, model.maxContextTokens, index),
  };
}

interface ListedModel {
  readonly provider: string;
  readonly modelId: string;
  readonly prices: readonly [inputUsdPerMillion: number, outputUsdPerMillion: number];
}

function createListedModel({ provider, modelId, prices }: ListedModel, index: number): CatalogueModel {
  const hasOwnPrice = index % 37 === 5;
  const maxContextTokens = index % 9 === 4 ? null : 8_192 * 2 ** Math.floor(drawNumber(63, index) * 5);
  return {
    id: createUuid(64, index),
    provider,
    modelId,
    displayName: modelId.replaceAll("-", " "),
    enabled: index % 6 !== 2,
    maxContextTokens,
    costPerInputTokenCents: hasOwnPrice ? (prices[0] * 0.9e-4).toFixed(8) : null,
    costPerOutputTokenCents: hasOwnPrice ? (prices[1] * 0.9e-4).toFixed(8) : null,
    info: createModelInfo(index, prices, maxContextTokens),
  };
}

/** Some rows have no document, some a document without prices. */
function createModelInfo(
  index: number,
  [input, output]: ListedModel["prices"],
  maxContextTokens: number | null,
) {
  if (index % 23 === 7) return null;
  if (index % 23 === 11) return { max_context_tokens: maxContextTokens, modalities: ["text"] };
  return writeInfo(input, output, maxContextTokens, index);
}

/** Prices are USD per token, as text or as a number: both occur. */
function writeInfo(
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
