/** What an audit found: the answers of the tools that it asked, with the types that the tools give them. */
import type { Mode } from "../../domain/mode.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getCostByModel } from "../../tools/get-cost-by-model.ts";
import type { getDailyCosts } from "../../tools/get-daily-costs.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getMyScope } from "../../tools/get-my-scope.ts";
import type { getSubscriptionInfo } from "../../tools/get-subscription-info.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import type { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import type { Failure } from "../failure.ts";
import type { BudgetJudgement } from "./budget-verdict.ts";

/** By the name of the tool; absent where it was not asked, or failed. */
export interface AuditResults {
  readonly get_my_scope?: Answer<typeof getMyScope>;
  readonly get_usage_summary?: Answer<typeof getUsageSummary>;
  readonly get_workspace_overview?: Answer<typeof getWorkspaceOverview>;
  readonly get_subscription_info?: Answer<typeof getSubscriptionInfo>;
  readonly get_my_budget?: Answer<typeof getMyBudget>;
  readonly get_workspace_budget_status?: Answer<typeof getWorkspaceBudgetStatus>;
  readonly get_executive_dashboard?: Answer<typeof getExecutiveDashboard>;
  readonly get_daily_costs?: Answer<typeof getDailyCosts>;
  readonly get_cost_by_model?: Answer<typeof getCostByModel>;
}

/** What is printed for programs, as it stands. */
export interface AuditData {
  readonly mode: Mode;
  readonly speaks_for: string;
  /** What is to be known of the figures before they are read. */
  readonly caution: readonly string[];
  readonly as_of: string;
  readonly results: AuditResults;
  /** Where --fail-over asks for it. */
  readonly fail_over?: BudgetJudgement;
  readonly failed: readonly {
    readonly tool: string;
    readonly kind: Failure["kind"];
    readonly message: string;
  }[];
  readonly warnings: readonly string[];
}
