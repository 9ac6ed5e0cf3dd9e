/** What an entity's own analytics route answers: its figures, and the models behind them where it lists any. */
import * as v from "valibot";
import type { ModelCost } from "../../domain/costs.ts";
import type { PlainObject } from "../../domain/json.ts";
import type { Scalars } from "../../domain/usage.ts";
import { fields } from "../http/fields.ts";
import { isJsonObject, normalizeMemberName } from "../http/json-object.ts";
import { arrayOf, optional } from "../http/wire.ts";
import { Breakdown, CostItemRow, ScalarsResponse } from "./analytics-responses.ts";

/** The names under which a list of models has been seen or may be expected; none is documented. */
const listNames = ["models", "topModels", "byModel", "modelBreakdown", "costByModel"];

const ModelLists = fields(
  { models: optional(arrayOf(CostItemRow)), breakdown: v.fallback(optional(Breakdown), null) },
  { models: listNames.slice(1) },
);

export const EntityAnalyticsResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload): { figures: Scalars; models: readonly ModelCost[] | null } => ({
    figures: v.parse(ScalarsResponse, dropModelLists(payload)),
    models: findModels(payload),
  })),
);

/** null where the answer lists no models, or a list that cannot be read: the figures beside it are good nevertheless. */
function findModels(payload: PlainObject): ModelCost[] | null {
  const listed = v.safeParse(ModelLists, turnMapsIntoRows(payload));
  if (!listed.success) return null;
  const { models, breakdown } = listed.output;
  const rows = models ?? breakdown?.find(({ dimension }) => dimension === "model")?.items;
  if (rows === undefined) return null;
  return rows.map(({ name, id, provider, cost, requests, tokens }) => ({
    model: name ?? id,
    provider,
    cost,
    requests,
    tokens,
  }));
}

const isModelList = (name: string): boolean =>
  listNames.some((listed) => normalizeMemberName(listed) === normalizeMemberName(name));

/** `{ byModel: { "gpt-4o": { cost } } }` has the models' names as its keys. */
const turnMapsIntoRows = (payload: PlainObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      isModelList(name) && isJsonObject(value)
        ? Object.entries(value).map(([model, row]) => (isJsonObject(row) ? { model, ...row } : row))
        : value,
    ]),
  );

const dropModelLists = (payload: PlainObject): Record<string, unknown> =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => !isModelList(name)));
