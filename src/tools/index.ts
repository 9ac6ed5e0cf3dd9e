// Written by scripts/generate.ts: run `bun run generate` after adding or renaming a file here.
import type { Tool } from "../tool.ts";
import { checkAlephantConnection } from "./check-alephant-connection.ts";
import { getCostByModel } from "./get-cost-by-model.ts";
import { getDailyCosts } from "./get-daily-costs.ts";
import { getMyBudget } from "./get-my-budget.ts";
import { getMyRecentRequests } from "./get-my-recent-requests.ts";
import { getMyScope } from "./get-my-scope.ts";
import { getUsageSummary } from "./get-usage-summary.ts";
import { listAvailableModels } from "./list-available-models.ts";

export const toolsByMode: {
  readonly vk: readonly Tool<"vk">[];
  readonly manager: readonly Tool<"manager">[];
} = {
  vk: [
    checkAlephantConnection,
    getCostByModel,
    getDailyCosts,
    getUsageSummary,
    listAvailableModels,
    getMyBudget,
    getMyRecentRequests,
    getMyScope,
  ],
  manager: [checkAlephantConnection, getCostByModel, getDailyCosts, getUsageSummary, listAvailableModels],
};
