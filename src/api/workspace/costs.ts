/** The cost breakdowns of a workspace: one window's cost, sliced by who or what caused it. */

import {
  type CostBreakdown,
  type CostByModel,
  type CostItem,
  type Dimension,
  type EntityCosts,
  keyOfModel,
} from "../../domain/costs.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import { sumUsd } from "../../domain/money.ts";
import { cutAfterToday, dayOf, laterOf, type TimeWindow, type UtcDay } from "../../domain/time.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { mergeRows, warnOfMergedRows } from "../merged-rows.ts";
import { CostsResponse, ModelCostsResponse } from "./analytics-responses.ts";
import { toDayRange } from "./day-range.ts";

const routes = {
  costs: path`/api/v1/analytics/costs`,
  models: path`/api/v1/analytics/models`,
} as const;

export type WorkspaceCosts = ReturnType<typeof createWorkspaceCosts>;

/** Without a window, the current billing cycle is asked for. */
export function createWorkspaceCosts(request: SendRequest, now: Date) {
  const today = dayOf(now);
  const costs = (window: TimeWindow | null): Promise<CostBreakdown> => readCosts(request, window, today);
  const costByModel = (window: TimeWindow | null): Promise<CostByModel> =>
    readCostByModel(request, window, today);
  return {
    costs,
    costByModel,

    /** The breakdown of a window, with the models from their own route where the breakdown lacks them. */
    async costsWithModels(window: TimeWindow): Promise<CostBreakdown> {
      const breakdown = await costs(window);
      return breakdown.dimensions.has("model") ? breakdown : addModels(breakdown, costByModel(window));
    },

    /** Costs that cannot be read are a warning and no error, because the list beside them is still worth reading. */
    async entityCosts(dimension: Dimension, window: TimeWindow | null): Promise<EntityCosts> {
      try {
        return selectDimension(await costs(window), dimension);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { sentence } = explainApiError(error, "manager");
        const warnings = [`Costs could not be read, so they are unknown. ${sentence}`];
        return { byId: null, total: null, ofNobody: null, window: null, source: "none", warnings };
      }
    },
  };
}

async function readCosts(
  request: SendRequest,
  window: TimeWindow | null,
  today: UtcDay,
): Promise<CostBreakdown> {
  const answer = await request(routes.costs, CostsResponse, { query: toDayRange(window) });
  return {
    window: window ?? cutAfterToday(answer.period, today),
    dimensions: new Map(answer.breakdown.map(({ dimension, items }) => [dimension, mergeEntityRows(items)])),
    source: sourceOf(routes.costs),
    warnings: [],
  };
}

async function readCostByModel(
  request: SendRequest,
  window: TimeWindow | null,
  today: UtcDay,
): Promise<CostByModel> {
  const { period: answered, models } = await request(routes.models, ModelCostsResponse, {
    query: toDayRange(window),
  });
  const received = models.map(({ name, id, ...figures }) => ({ ...figures, model: name ?? id }));
  const rows = mergeRows(received, keyOfModel);
  return {
    window: window ?? cutAfterToday(answered, today),
    models: rows,
    total: rows.length === 0 ? null : sumUsd(rows.map(({ cost }) => cost)),
    source: sourceOf(routes.models),
    warnings:
      rows.length === 0
        ? ["The API sent no model rows for this window: the cost is unknown, or there was none."]
        : warnOfMergedRows(received.length, rows.length, "model"),
  };
}

/** When the models cannot be read, the breakdown without them: the other dimensions are still worth reading. */
async function addModels(breakdown: CostBreakdown, answer: Promise<CostByModel>): Promise<CostBreakdown> {
  try {
    const { models, source } = await answer;
    // In a breakdown a model is one entity, whoever provides it.
    const items = mergeRows(models, ({ model }) => JSON.stringify(model)).map(({ model, ...figures }) => ({
      ...figures,
      id: model,
      name: model,
      lastUsed: null,
    }));
    return {
      ...breakdown,
      dimensions: new Map([...breakdown.dimensions, ["model", items]]),
      source: `${breakdown.source}, ${source}`,
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { sentence } = explainApiError(error, "manager");
    const warning = `The costs by model could not be read, so they are missing. ${sentence}`;
    return { ...breakdown, warnings: [...breakdown.warnings, warning] };
  }
}

function selectDimension({ dimensions, ...sourced }: CostBreakdown, dimension: Dimension): EntityCosts {
  const items = dimensions.get(dimension);
  if (items === undefined) {
    const warnings = [`The API's cost breakdown has no dimension ${dimension}, so costs are unknown.`];
    return { ...sourced, byId: null, total: null, ofNobody: null, warnings };
  }
  return {
    ...sourced,
    byId: new Map(items.flatMap((item) => (item.id === null ? [] : [[item.id, item]]))),
    total: sumUsd(items.map(({ cost }) => cost)),
    ofNobody: sumUsd(items.filter(({ id }) => id === null).map(({ cost }) => cost)),
  };
}

/** One row for each entity: several of one entity, as of a member with several keys, are added up. */
function mergeEntityRows(items: readonly CostItem[]): CostItem[] {
  const keyOf = ({ id, name }: CostItem): string => JSON.stringify(id === null ? [null, name] : [id]);
  const lastUsed = new Map<string, Date | null>();
  for (const item of items)
    lastUsed.set(keyOf(item), laterOf(lastUsed.get(keyOf(item)) ?? null, item.lastUsed));
  return mergeRows(items, keyOf).map((item) => ({ ...item, lastUsed: lastUsed.get(keyOf(item)) ?? null }));
}
