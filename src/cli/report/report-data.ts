/** What a report is made of: the answers of the tools that it asked, with the types that the tools give them. */
import type { Mode } from "../../domain/mode.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import type { diagnoseCostAnomaly } from "../../tools/diagnose-cost-anomaly.ts";
import type { drillDownSpend } from "../../tools/drill-down-spend.ts";
import type { findIdleResources } from "../../tools/find-idle-resources.ts";
import type { getCostByModel } from "../../tools/get-cost-by-model.ts";
import type { getDailyCosts } from "../../tools/get-daily-costs.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getMyRecentRequests } from "../../tools/get-my-recent-requests.ts";
import type { getMyScope } from "../../tools/get-my-scope.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import type { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import type { listDepartments } from "../../tools/list-departments.ts";
import type { Failure } from "../failure.ts";

export const reportPeriods = ["7d", "30d", "billing_cycle"] as const;
export type ReportPeriod = (typeof reportPeriods)[number];

export type Spend = Answer<typeof drillDownSpend>;

/** By the name of the tool, or of its use; absent where it was not asked, or failed. */
export interface ReportResults {
  readonly get_my_scope?: Answer<typeof getMyScope>;
  readonly get_my_budget?: Answer<typeof getMyBudget>;
  readonly get_usage_summary?: Answer<typeof getUsageSummary>;
  readonly get_cost_by_model?: Answer<typeof getCostByModel>;
  readonly get_my_recent_requests?: Answer<typeof getMyRecentRequests>;
  readonly get_daily_costs?: Answer<typeof getDailyCosts>;
  readonly get_workspace_overview?: Answer<typeof getWorkspaceOverview>;
  readonly get_workspace_budget_status?: Answer<typeof getWorkspaceBudgetStatus>;
  readonly get_executive_dashboard?: Answer<typeof getExecutiveDashboard>;
  readonly diagnose_cost_anomaly?: Answer<typeof diagnoseCostAnomaly>;
  readonly compare_entity_periods?: Answer<typeof compareEntityPeriods>;
  readonly spend_by_department?: Spend;
  readonly spend_by_agent?: Spend;
  readonly spend_by_member?: Spend;
  readonly spend_by_model?: Spend;
  readonly list_departments?: Answer<typeof listDepartments>;
  readonly find_idle_resources?: Answer<typeof findIdleResources>;
}

export interface FailedPart {
  /** Its member in the results. */
  readonly part: keyof ReportResults;
  readonly tool: string;
  readonly kind: Failure["kind"] | "invalid_input";
  readonly message: string;
}

/** What is printed for programs, as it stands. */
export interface ReportData {
  readonly mode: Mode;
  readonly speaks_for: string;
  /** What is to be known of the figures before they are read. */
  readonly caution: readonly string[];
  readonly as_of: string;
  readonly period: ReportPeriod;
  readonly results: ReportResults;
  readonly failed: readonly FailedPart[];
  readonly warnings: readonly string[];
}
