/** What --fail-over judges: the budget that a credential has, what is spent of it, and what the cycle is heading for. */
import { asCycleBudget } from "../../domain/budget.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import { roundUsd } from "../../domain/money.ts";
import type { Context } from "../../toolkit/context.ts";
import { readInOwnWindow } from "../key-budget.ts";
import type { AuditResults } from "./audit-data.ts";
import type { BudgetFacts } from "./budget-verdict.ts";

const spentLabel = "What is spent";

/** The workspace's policy against the billing cycle. */
export async function readWorkspaceBudgetFacts(
  { api }: Context<"manager">,
  { get_workspace_budget_status: status, get_executive_dashboard: dashboard }: AuditResults,
): Promise<BudgetFacts> {
  const cost = status?.cost_usd ?? null;
  const forecast = dashboard?.cycle.forecast_80_percent_range_usd ?? null;
  const figures = [
    { name: spentLabel, usd: cost, problem: "the cost of the billing cycle could not be read." },
    ...(dashboard !== undefined && dashboard.cycle.cost_usd !== null && forecast === null
      ? []
      : [
          {
            name: "The upper end of the forecast",
            usd: forecast?.[1] ?? null,
            problem: "what the forecast needs could not be read.",
          },
        ]),
  ];
  const cautions =
    figures.length > 1
      ? []
      : [
          "There is no forecast (fewer than 14 days since the first use, or a day whose cost is unknown), so only what is spent was judged.",
        ];
  return { budget: await readPolicyBudget(api), figures, notes: [], cautions };
}

async function readPolicyBudget(api: Context<"manager">["api"]): Promise<BudgetFacts["budget"]> {
  try {
    const policy = await api.budgetPolicy();
    if (policy.budget === null && policy.isBudgetReadable) return "none";
    const { limit, warnings } = asCycleBudget(policy);
    if (limit !== null) return { usd: roundUsd(limit) ?? 0 };
    return { unknown: warnings[0] ?? "the budget that the API states is not a number." };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      unknown: `the budget policy could not be read. ${explainApiError(error, "manager").sentence}`,
    };
  }
}

/** The key's own budget, over its own window. */
export async function readKeyBudgetFacts(
  ctx: Context<"vk">,
  { get_my_budget: answered }: AuditResults,
): Promise<BudgetFacts> {
  const unknown = (why: string): BudgetFacts => ({
    budget: { unknown: why },
    figures: [],
    notes: [],
    cautions: [],
  });
  if (answered === undefined) return unknown("the budget could not be read.");
  const key = answered.virtual_key_budget;
  if (key === null || key.has_limit === null)
    return unknown("the API did not state whether there is a limit.");
  if (key.budget_usd === null) return { budget: "none", figures: [], notes: [], cautions: [] };
  const inOwnWindow = await readInOwnWindow(ctx, answered).catch((error: unknown) => {
    if (error instanceof ApiError) return null;
    throw error;
  });
  if (inOwnWindow === null) return unknown("what is spent of the budget could not be read.");
  if (inOwnWindow.period_matches_budget_window !== true) {
    return unknown(
      `no cost covers the budget's window, ${key.budget_window ?? "which the API does not state"}.`,
    );
  }
  return {
    budget: { usd: key.budget_usd },
    figures: [
      {
        name: spentLabel,
        usd: inOwnWindow.virtual_key_budget?.spent_in_period_usd ?? null,
        problem: "the API did not say what is spent.",
      },
    ],
    notes: ["With a virtual key there is no forecast, so only what is spent was judged."],
    cautions: [],
  };
}
