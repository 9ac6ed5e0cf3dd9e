// Written by scripts/generate.ts: run `bun run generate` after adding or renaming a file here.
import type { Tool } from "../toolkit/define-tool.ts";
import { checkAlephantConnection } from "./check-alephant-connection.ts";
import { compareEntityPeriods } from "./compare-entity-periods.ts";
import { createVirtualKey } from "./create-virtual-key.ts";
import { diagnoseCostAnomaly } from "./diagnose-cost-anomaly.ts";
import { drillDownSpend } from "./drill-down-spend.ts";
import { findIdleResources } from "./find-idle-resources.ts";
import { getAgentAnalytics } from "./get-agent-analytics.ts";
import { getCostByModel } from "./get-cost-by-model.ts";
import { getDailyCosts } from "./get-daily-costs.ts";
import { getDepartmentAnalytics } from "./get-department-analytics.ts";
import { getExecutiveDashboard } from "./get-executive-dashboard.ts";
import { getLive24h } from "./get-live-24h.ts";
import { getMemberAnalytics } from "./get-member-analytics.ts";
import { getMyBudget } from "./get-my-budget.ts";
import { getMyRecentRequests } from "./get-my-recent-requests.ts";
import { getMyScope } from "./get-my-scope.ts";
import { getSparklines } from "./get-sparklines.ts";
import { getSubscriptionInfo } from "./get-subscription-info.ts";
import { getUsageSummary } from "./get-usage-summary.ts";
import { getUsageTimeseries } from "./get-usage-timeseries.ts";
import { getWorkspaceBudgetStatus } from "./get-workspace-budget-status.ts";
import { getWorkspaceOverview } from "./get-workspace-overview.ts";
import { listAgents } from "./list-agents.ts";
import { listAvailableModels } from "./list-available-models.ts";
import { listDepartments } from "./list-departments.ts";
import { listMembers } from "./list-members.ts";
import { listVirtualKeys } from "./list-virtual-keys.ts";
import { revokeVirtualKey } from "./revoke-virtual-key.ts";
import { setBudgetPolicy } from "./set-budget-policy.ts";
import { updateKeyBudget } from "./update-key-budget.ts";

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
  manager: [
    checkAlephantConnection,
    getCostByModel,
    getDailyCosts,
    getUsageSummary,
    listAvailableModels,
    compareEntityPeriods,
    diagnoseCostAnomaly,
    drillDownSpend,
    findIdleResources,
    getAgentAnalytics,
    getDepartmentAnalytics,
    getExecutiveDashboard,
    getLive24h,
    getMemberAnalytics,
    getSparklines,
    getSubscriptionInfo,
    getUsageTimeseries,
    getWorkspaceBudgetStatus,
    getWorkspaceOverview,
    listAgents,
    listDepartments,
    listMembers,
    listVirtualKeys,
    createVirtualKey,
    revokeVirtualKey,
    setBudgetPolicy,
    updateKeyBudget,
  ],
};
