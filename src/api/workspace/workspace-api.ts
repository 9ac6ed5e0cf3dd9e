/** What a personal access token may call, for one workspace. */
import type { CostBreakdown, Dimension, EntityCosts } from "../../domain/costs.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import { sumUsd } from "../../domain/money.ts";
import type { TimeWindow } from "../../domain/time.ts";
import { path, routeSource } from "../http/path.ts";
import type { Request } from "../http/requests.ts";
import { mergeRows } from "../merged-rows.ts";
import { catalogueModel, ModelsResponse } from "../model-catalogue.ts";
import { credentialFrom, healthRoute, probe, problemsOf, readHealth } from "../probe.ts";
import type { SharedApi } from "../shared-api.ts";
import { type WorkspaceAnalytics, workspaceAnalytics } from "./analytics.ts";
import { type WorkspaceCosts, workspaceCosts } from "./costs.ts";
import { type WorkspaceEntities, workspaceEntities } from "./entities.ts";
import { type WorkspaceUsage, workspaceUsage } from "./usage.ts";
import { type WorkspaceWrites, workspaceWrites } from "./writes.ts";

export interface WorkspaceApi
  extends SharedApi,
    WorkspaceUsage,
    WorkspaceCosts,
    WorkspaceAnalytics,
    WorkspaceEntities,
    WorkspaceWrites {
  readonly workspaceId: string;
  entityCosts(dimension: Dimension, window: TimeWindow | null): Promise<EntityCosts>;
  /** The breakdown of a window, with the models from their own route where the breakdown lacks them. */
  allCosts(window: TimeWindow): Promise<CostBreakdown>;
}

export interface WorkspaceSettings {
  readonly baseUrl: string;
  readonly workspaceId: string;
  readonly now: Date;
  readonly notes: () => readonly string[];
}

const routes = {
  overview: path`/api/v1/analytics/overview`,
  models: path`/api/v1/models`,
} as const;

export function workspaceApi(
  request: Request,
  { baseUrl, workspaceId, now, notes }: WorkspaceSettings,
): WorkspaceApi {
  const usage = workspaceUsage(request, now);
  const costs = workspaceCosts(request, now);
  const analytics = workspaceAnalytics(request, now, usage);
  const speaksFor = `workspace ${workspaceId}`;
  return {
    ...usage,
    ...costs,
    ...analytics,
    ...workspaceEntities(request, now),
    ...workspaceWrites(request),
    workspaceId,
    notes,

    subject: async () => ({ text: speaksFor, warnings: [] }),

    health: () => readHealth(request),

    async connection() {
      const [health, overview] = await Promise.all([
        probe(healthRoute.text, () => readHealth(request)),
        probe(routes.overview.text, analytics.overview),
      ]);
      return {
        mode: "manager",
        baseUrl,
        apiStatus: health.value?.status ?? null,
        apiVersion: health.value?.version ?? null,
        credential: credentialFrom(overview),
        speaksFor: overview.probe.error === null ? speaksFor : null,
        probes: [health.probe, overview.probe],
        problems: problemsOf([health, overview], "manager"),
        warnings: health.value?.warnings ?? [],
      };
    },

    async models() {
      const models = await request(routes.models, ModelsResponse);
      return { source: routeSource(routes.models), warnings: [], models: models.map(catalogueModel) };
    },

    /** Without its models, when their own route fails: the other dimensions are still worth reading. */
    async allCosts(window) {
      const breakdown = await costs.costs(window);
      if (breakdown.dimensions.has("model")) return breakdown;
      const modelCosts = await costs.modelCosts(window).catch((error: unknown) => {
        if (error instanceof ApiError) return error;
        throw error;
      });
      if (modelCosts instanceof ApiError) {
        const { sentence } = explainApiError(modelCosts, "manager");
        const warning = `The costs by model could not be read, so they are missing. ${sentence}`;
        return { ...breakdown, warnings: [...breakdown.warnings, warning] };
      }
      const { models, source } = modelCosts;
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
    },

    /** What it cannot say is a warning, because the list beside it is still worth reading. */
    async entityCosts(dimension, window) {
      try {
        const { dimensions, ...report } = await costs.costs(window);
        const items = dimensions.get(dimension);
        if (items === undefined) {
          const warnings = [`The API's cost breakdown has no dimension ${dimension}, so costs are unknown.`];
          return { ...report, byId: null, total: null, ofNobody: null, warnings };
        }
        return {
          ...report,
          byId: new Map(items.flatMap((item) => (item.id === null ? [] : [[item.id, item]]))),
          total: sumUsd(items.map(({ cost }) => cost)),
          ofNobody: sumUsd(items.filter(({ id }) => id === null).map(({ cost }) => cost)),
        };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { sentence } = explainApiError(error, "manager");
        const warnings = [`Costs could not be read, so they are unknown. ${sentence}`];
        return { byId: null, total: null, ofNobody: null, window: null, source: "none", warnings };
      }
    },
  };
}
