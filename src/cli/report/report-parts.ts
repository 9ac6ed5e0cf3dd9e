/** The parts of a report: which tool gives each, and for which days it is asked. */
import type { Mode } from "../../domain/mode.ts";
import { addDays, countDays, type UtcDay, windowOfDays } from "../../domain/time.ts";
import type { Context } from "../../toolkit/context.ts";
import { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import { diagnoseCostAnomaly } from "../../tools/diagnose-cost-anomaly.ts";
import { drillDownSpend } from "../../tools/drill-down-spend.ts";
import { findIdleResources } from "../../tools/find-idle-resources.ts";
import { getCostByModel } from "../../tools/get-cost-by-model.ts";
import { getDailyCosts } from "../../tools/get-daily-costs.ts";
import { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import { getMyBudget } from "../../tools/get-my-budget.ts";
import { getMyRecentRequests } from "../../tools/get-my-recent-requests.ts";
import { getMyScope } from "../../tools/get-my-scope.ts";
import { getUsageSummary } from "../../tools/get-usage-summary.ts";
import { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import { listDepartments } from "../../tools/list-departments.ts";
import { readKeyBudget } from "../key-budget.ts";
import type { ReportPeriod, ReportResults } from "./report-data.ts";

/** One tool: `read` gives its answer under the name of the part. */
export interface Part<M extends Mode> {
  readonly name: keyof ReportResults;
  readonly tool: string;
  read(ctx: Context<M>): Promise<ReportResults>;
}

const scope: Part<"vk"> = {
  name: "get_my_scope",
  tool: getMyScope.name,
  read: async (ctx) => ({ get_my_scope: await getMyScope.answer(ctx, {}) }),
};

const overview: Part<"manager"> = {
  name: "get_workspace_overview",
  tool: getWorkspaceOverview.name,
  read: async (ctx) => ({ get_workspace_overview: await getWorkspaceOverview.answer(ctx, {}) }),
};

/** Without its answer there is nothing worth a page, and a credential that is refused is refused once. */
export const firstParts = { vk: scope, manager: overview } as const;

const createDailyPart = (period: ReportPeriod): Part<Mode> => ({
  name: "get_daily_costs",
  tool: getDailyCosts.name,
  read: async (ctx) => ({ get_daily_costs: await getDailyCosts.answer(ctx, { period }) }),
});

const requestsShown = 20;

export const listKeyParts = (period: ReportPeriod): readonly Part<"vk">[] => [
  {
    name: "get_my_budget",
    tool: getMyBudget.name,
    read: async (ctx) => ({ get_my_budget: await readKeyBudget(ctx) }),
  },
  {
    name: "get_usage_summary",
    tool: getUsageSummary.name,
    // For 30 days a key has neither a change nor tokens in and out; the days have their own part.
    read: async (ctx) => ({
      get_usage_summary: await getUsageSummary.answer(ctx, {
        period: period === "30d" ? "billing_cycle" : period,
      }),
    }),
  },
  createDailyPart(period),
  {
    name: "get_cost_by_model",
    tool: getCostByModel.name,
    read: async (ctx) => ({ get_cost_by_model: await getCostByModel.answer(ctx, { period }) }),
  },
  {
    name: "get_my_recent_requests",
    tool: getMyRecentRequests.name,
    read: async (ctx) => ({
      get_my_recent_requests: await getMyRecentRequests.answer(ctx, { limit: requestsShown }),
    }),
  },
];

/** The most important first: where the rate limit makes requests wait, the others wait. */
export function listWorkspaceParts(period: ReportPeriod, cycleFrom: UtcDay | null, today: UtcDay) {
  const days = chooseDays(period, cycleFrom, today);
  return [...listCycleParts(period), ...listChangeParts(days), ...listSpendParts(days.compared)];
}

const listCycleParts = (period: ReportPeriod): readonly Part<"manager">[] => [
  {
    name: "get_workspace_budget_status",
    tool: getWorkspaceBudgetStatus.name,
    read: async (ctx) => ({ get_workspace_budget_status: await getWorkspaceBudgetStatus.answer(ctx, {}) }),
  },
  createDailyPart(period),
  {
    name: "get_executive_dashboard",
    tool: getExecutiveDashboard.name,
    read: async (ctx) => ({
      get_executive_dashboard: await getExecutiveDashboard.answer(ctx, {
        sparkline_metrics: "spend,requests",
      }),
    }),
  },
  {
    name: "list_departments",
    tool: listDepartments.name,
    read: async (ctx) => ({
      list_departments: await listDepartments.answer(ctx, { period: "billing_cycle" }),
    }),
  },
];

const listChangeParts = ({ compared, examined }: Days): readonly Part<"manager">[] => [
  {
    name: "compare_entity_periods",
    tool: compareEntityPeriods.name,
    read: async (ctx) => ({
      compare_entity_periods: await compareEntityPeriods.answer(ctx, {
        entity_type: "workspace",
        period: compared,
      }),
    }),
  },
  {
    name: "diagnose_cost_anomaly",
    tool: diagnoseCostAnomaly.name,
    read: async (ctx) => ({
      diagnose_cost_anomaly: await diagnoseCostAnomaly.answer(ctx, { period: examined }),
    }),
  },
  {
    name: "find_idle_resources",
    tool: findIdleResources.name,
    read: async (ctx) => ({ find_idle_resources: await findIdleResources.answer(ctx, { period: examined }) }),
  },
];

function listSpendParts(period: string): readonly Part<"manager">[] {
  const drillDown = (dimension: "department" | "agent" | "member" | "model", ctx: Context<"manager">) =>
    drillDownSpend.answer(ctx, { dimension, period });
  const tool = drillDownSpend.name;
  return [
    {
      name: "spend_by_department",
      tool,
      read: async (ctx) => ({ spend_by_department: await drillDown("department", ctx) }),
    },
    {
      name: "spend_by_agent",
      tool,
      read: async (ctx) => ({ spend_by_agent: await drillDown("agent", ctx) }),
    },
    {
      name: "spend_by_member",
      tool,
      read: async (ctx) => ({ spend_by_member: await drillDown("member", ctx) }),
    },
    {
      name: "spend_by_model",
      tool,
      read: async (ctx) => ({ spend_by_model: await drillDown("model", ctx) }),
    },
  ];
}

/** Two windows of complete days, as the tools take them. */
interface Days {
  /** What is compared and split up: at least a day. */
  readonly compared: string;
  /** Where anomalies and idle keys are looked for: 7 to 31 days. */
  readonly examined: string;
}

/** Analyses count complete days: those of the cycle, as far as it has enough of them. */
function chooseDays(period: ReportPeriod, cycleFrom: UtcDay | null, today: UtcDay): Days {
  if (period !== "billing_cycle") return { compared: period, examined: period };
  const yesterday = addDays(today, -1);
  if (cycleFrom === null || cycleFrom > yesterday) return { compared: "7d", examined: "7d" };
  const ofCycle = `${cycleFrom}..${yesterday}`;
  const length = countDays(windowOfDays(cycleFrom, yesterday));
  return { compared: ofCycle, examined: length < 7 ? "7d" : length > 31 ? "30d" : ofCycle };
}
