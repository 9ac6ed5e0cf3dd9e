/** The cost breakdowns of a workspace: one window's cost, sliced by who or what caused it. */

import { type CostBreakdown, type CostByModel, type CostItem, keyOfModel } from "../../domain/costs.ts";
import { sumUsd } from "../../domain/money.ts";
import { dayOf, type TimeWindow, upToToday } from "../../domain/time.ts";
import { path, routeSource } from "../http/path.ts";
import type { Request } from "../http/requests.ts";
import { mergeRows, warnOfMergedRows } from "../merged-rows.ts";
import { CostsResponse, ModelCostsResponse } from "./analytics-responses.ts";
import { dateRange } from "./day-range.ts";

const routes = {
  costs: path`/api/v1/analytics/costs`,
  models: path`/api/v1/analytics/models`,
} as const;

export type WorkspaceCosts = ReturnType<typeof workspaceCosts>;

export function workspaceCosts(request: Request, now: Date) {
  const today = dayOf(now);

  async function costs(window: TimeWindow | null): Promise<CostBreakdown> {
    const answer = await request(routes.costs, CostsResponse, { query: dateRange(window) });
    return {
      window: window ?? upToToday(answer.period, today),
      dimensions: new Map(
        answer.breakdown.map(({ dimension, items }) => [dimension, mergeEntityRows(items)]),
      ),
      source: routeSource(routes.costs),
      warnings: [],
    };
  }

  async function modelCosts(window: TimeWindow | null): Promise<CostByModel> {
    const { period: answered, models } = await request(routes.models, ModelCostsResponse, {
      query: dateRange(window),
    });
    const received = models.map(({ name, id, ...figures }) => ({ ...figures, model: name ?? id }));
    const rows = mergeRows(received, keyOfModel);
    return {
      window: window ?? upToToday(answered, today),
      models: rows,
      total: rows.length === 0 ? null : sumUsd(rows.map(({ cost }) => cost)),
      source: routeSource(routes.models),
      warnings:
        rows.length === 0
          ? ["The API sent no model rows for this window: the cost is unknown, or there was none."]
          : warnOfMergedRows(received.length, rows.length, "model"),
    };
  }

  return { costs, modelCosts };
}

/** One row for each entity: where the API has several, as for a member with several keys, they are added up. */
function mergeEntityRows(items: readonly CostItem[]): CostItem[] {
  const keyOf = ({ id, name }: CostItem): string => JSON.stringify(id === null ? [null, name] : [id]);
  const lastUsed = new Map<string, Date | null>();
  for (const item of items)
    lastUsed.set(keyOf(item), laterOf(lastUsed.get(keyOf(item)) ?? null, item.lastUsed));
  return mergeRows(items, keyOf).map((item) => ({ ...item, lastUsed: lastUsed.get(keyOf(item)) ?? null }));
}

const laterOf = (a: Date | null, b: Date | null): Date | null =>
  a !== null && (b === null || a > b) ? a : b;
