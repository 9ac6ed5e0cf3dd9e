/** The models that a virtual key may call: the catalogue's, or else those that its own settings name. */

import { ApiError } from "../../domain/errors.ts";
import type { CatalogueModel, ModelCatalogue } from "../../domain/models.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { ModelsResponse, toCatalogueModel } from "../model-catalogue.ts";
import { type Scope, scopeRoute } from "./scope.ts";

const modelsRoute = path`/api/v1/models`;

export async function readKeyModels(
  request: SendRequest,
  askScope: () => Promise<Scope>,
): Promise<ModelCatalogue> {
  const source = sourceOf(modelsRoute);
  try {
    const models = await request(modelsRoute, ModelsResponse);
    return { source, warnings: [], models: models.map(toCatalogueModel) };
  } catch (error) {
    // Whether a virtual key may read the catalogue is not documented; its own list of models is the next best answer.
    if (!(error instanceof ApiError && (error.kind === "unauthorized" || error.kind === "forbidden"))) {
      throw error;
    }
    const { virtualKey } = await askScope(); // not from memory, so that a key revoked since is refused
    if (virtualKey.allowedModels === null || virtualKey.allowedModels.length === 0) {
      // The scope was read, so the key is good: only the catalogue is closed to it.
      const detail =
        "This deployment does not show its catalogue to virtual keys, and this key may use every model";
      throw new ApiError("forbidden", { ...error.facts, detail });
    }
    return {
      source: sourceOf(scopeRoute),
      warnings: [
        "This deployment does not show its catalogue to virtual keys; these are the models that the key's own settings allow, without prices.",
      ],
      models: virtualKey.allowedModels.map(toAllowedModel),
    };
  }
}

const toAllowedModel = (id: string): CatalogueModel => ({
  provider: null,
  id,
  name: null,
  isEnabled: true,
  maxContextTokens: null,
  inputPrice: null,
  outputPrice: null,
});
