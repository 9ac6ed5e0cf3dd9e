/** The rows of the catalogue of models. Both credentials ask for it; a virtual key may be refused (key-models.ts). */
import * as v from "valibot";
import type { CatalogueModel } from "../domain/models.ts";
import { centsToUsd } from "../domain/money.ts";
import { fields } from "./http/fields.ts";
import { Flag, Loose, optional, rowsOf, Text } from "./http/wire.ts";

const ModelResponse = fields(
  {
    provider: optional(Text),
    modelId: Text,
    displayName: optional(Text),
    enabled: optional(Flag),
    maxContextTokens: Loose.Number,
    /** The workspace's own price, cents per token. */
    costPerInputTokenCents: Loose.Cents,
    costPerOutputTokenCents: Loose.Cents,
    /** The catalogue's document, with `prompt` and `completion` in USD per token. */
    info: v.fallback(
      optional(fields({ prompt: Loose.Usd, completion: Loose.Usd, maxContextTokens: Loose.Number })),
      null,
    ),
  },
  { provider: ["providerName", "providerId"], modelId: ["model", "id"], displayName: ["name"] },
);

export const ModelsResponse = rowsOf(ModelResponse, ["data", "items", "models"]);

/** Prices in USD for one token: the workspace's own where it has one, else the catalogue's. */
export function toCatalogueModel(row: v.InferOutput<typeof ModelResponse>): CatalogueModel {
  const { costPerInputTokenCents: ownInput, costPerOutputTokenCents: ownOutput, info } = row;
  return {
    provider: row.provider,
    id: row.modelId,
    name: row.displayName,
    isEnabled: row.enabled,
    maxContextTokens: row.maxContextTokens ?? info?.maxContextTokens ?? null,
    inputPrice: ownInput === null ? (info?.prompt ?? null) : centsToUsd(ownInput),
    outputPrice: ownOutput === null ? (info?.completion ?? null) : centsToUsd(ownOutput),
  };
}
