/** What the API reports of a workspace as a whole: overview, budget status, the last 24 hours, and series over time (series.ts). */

import type * as v from "valibot";
import type { Sourced } from "../../domain/sourced.ts";
import { cutAfterToday, dayOf, type UtcDay } from "../../domain/time.ts";
import type { Live24h, LiveRow, Overview, Scalars, Sparklines, Timeseries } from "../../domain/usage.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { usdOf } from "../http/wire.ts";
import { Live24hResponse, OverviewResponse, ScalarsResponse } from "./analytics-responses.ts";
import { nameAlternative } from "./missing-routes.ts";
import { readSparklines, readTimeseries, type TimeseriesQuery } from "./series.ts";
import type { WorkspaceUsage } from "./usage.ts";

const routes = {
  overview: path`/api/v1/analytics/overview`,
  budgetStatus: path`/api/v1/analytics/budget-status`,
  live24h: path`/api/v1/analytics/live-24h`,
} as const;

export type WorkspaceAnalytics = ReturnType<typeof createWorkspaceAnalytics>;

export function createWorkspaceAnalytics(request: SendRequest, now: Date, { dailyCosts }: WorkspaceUsage) {
  const today = dayOf(now);

  return {
    overview: (): Promise<Overview> => readOverview(request, today),

    /** The budget status as the API states it; its members are not documented. */
    async reportedBudget(): Promise<Sourced & { readonly reported: Scalars }> {
      const reported = await request(routes.budgetStatus, ScalarsResponse);
      return { reported, source: sourceOf(routes.budgetStatus), warnings: [] };
    },

    live24h: (limit: number): Promise<Live24h> => readLive24h(request, limit),

    timeseries: (query: TimeseriesQuery): Promise<Timeseries> =>
      readTimeseries(request, query, dailyCosts, today),

    sparklines: (metrics: string): Promise<Sparklines> => readSparklines(request, metrics, today),
  };
}

async function readOverview(request: SendRequest, today: UtcDay): Promise<Overview> {
  const answer = await request(routes.overview, OverviewResponse);
  const { agents, members, departments, virtualKeys, masterKeys } = answer;
  return {
    window: cutAfterToday(answer.period, today),
    cost: usdOf(answer.totalCost, answer.totalCostCents),
    requests: answer.totalRequests,
    tokens: answer.totalTokens,
    successRatePercent: answer.successRate,
    counts: { agents, members, departments, virtualKeys, masterKeys },
    source: sourceOf(routes.overview),
    warnings: [],
  };
}

async function readLive24h(request: SendRequest, limit: number): Promise<Live24h> {
  const answer = await nameAlternative(
    request(routes.live24h, Live24hResponse, { query: { limit } }),
    "get_daily_costs with period 24h",
  );
  const { summary } = answer;
  return {
    requests: summary.requestCount,
    inputTokens: summary.promptTokensSum,
    outputTokens: summary.completionTokensSum,
    cacheHits: summary.cacheHitCount,
    cacheMisses: summary.cacheMissCount,
    lastEventAt: summary.lastEventAt,
    rawCost: summary.costSum,
    topModels: toLiveRows(answer.topModels).slice(0, limit),
    topKeys: toLiveRows(answer.topKeys).slice(0, limit),
    source: sourceOf(routes.live24h),
    warnings: [],
  };
}

const toLiveRows = (panel: v.InferOutput<typeof Live24hResponse>["topModels"]): LiveRow[] =>
  (panel ?? []).map(({ name, provider, requestCount, costSum }) => ({
    name,
    provider,
    requests: requestCount,
    rawCost: costSum,
  }));
