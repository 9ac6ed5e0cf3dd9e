/** What a personal access token may call, for one workspace. */

import { probeRoute, toConnectionCheck } from "../connection-check.ts";
import { healthRoute, readHealth } from "../health.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { ModelsResponse, toCatalogueModel } from "../model-catalogue.ts";
import type { SharedApi } from "../shared-api.ts";
import { createWorkspaceAnalytics, type WorkspaceAnalytics } from "./analytics.ts";
import { createWorkspaceCosts, type WorkspaceCosts } from "./costs.ts";
import { createWorkspaceEntities, type WorkspaceEntities } from "./entities.ts";
import { createWorkspaceKeys, type WorkspaceKeys } from "./keys.ts";
import { createWorkspaceUsage, type WorkspaceUsage } from "./usage.ts";
import { createWorkspaceWrites, type WorkspaceWrites } from "./writes.ts";

export interface WorkspaceApi
  extends SharedApi,
    WorkspaceUsage,
    WorkspaceCosts,
    WorkspaceAnalytics,
    WorkspaceEntities,
    WorkspaceKeys,
    WorkspaceWrites {
  readonly workspaceId: string;
}

export interface WorkspaceSettings {
  readonly baseUrl: string;
  readonly workspaceId: string;
  readonly now: Date;
  readonly warnings: () => readonly string[];
}

const routes = {
  overview: path`/api/v1/analytics/overview`,
  models: path`/api/v1/models`,
} as const;

export function createWorkspaceApi(
  request: SendRequest,
  { baseUrl, workspaceId, now, warnings }: WorkspaceSettings,
): WorkspaceApi {
  const usage = createWorkspaceUsage(request, now);
  const analytics = createWorkspaceAnalytics(request, now, usage);
  const speaksFor = `workspace ${workspaceId}`;
  return {
    ...usage,
    ...createWorkspaceCosts(request, now),
    ...analytics,
    ...createWorkspaceEntities(request),
    ...createWorkspaceKeys(request, now),
    ...createWorkspaceWrites(request),
    workspaceId,
    warnings,

    subject: async () => ({ text: speaksFor, warnings: [] }),

    health: () => readHealth(request),

    async connection() {
      const [health, overview] = await Promise.all([
        probeRoute(healthRoute.text, () => readHealth(request)),
        probeRoute(routes.overview.text, analytics.overview),
      ]);
      return toConnectionCheck({
        mode: "manager",
        baseUrl,
        speaksFor: overview.probe.error === null ? speaksFor : null,
        health,
        authorized: overview,
      });
    },

    async models() {
      const models = await request(routes.models, ModelsResponse);
      return { source: sourceOf(routes.models), warnings: [], models: models.map(toCatalogueModel) };
    },
  };
}
