import * as v from "valibot";
import { answerRules, definePrompt } from "../toolkit/define-prompt.ts";

const urgencies = ["quick", "thorough"] as const;
type Urgency = (typeof urgencies)[number];

const steps: Readonly<Record<Urgency, readonly string[]>> = {
  quick: [
    "check_alephant_connection: does everything answer?",
    "get_executive_dashboard: cost, forecast against the budget, yesterday, movers, unit costs, keys near their budget.",
    "diagnose_cost_anomaly with period 7d: whether something is out of the ordinary.",
    "get_subscription_info: plan, status, and the last day of its period.",
    "get_live_24h: what is going on now. If this deployment lacks it, get_daily_costs with period 24h.",
  ],
  thorough: [
    "check_alephant_connection: does everything answer?",
    "get_workspace_overview and get_subscription_info: size, plan, and limits of keys and logs.",
    "get_executive_dashboard and get_workspace_budget_status: spent and forecast against the limit.",
    "get_usage_timeseries with metric cost and period 30d: trend, last complete week against the one before.",
    "get_usage_timeseries with metric success_rate and period 30d: failures.",
    "get_cost_by_model with period 30d: concentration on single models.",
    "drill_down_spend with dimension agent and period 30d: concentration on single spenders, unattributed cost.",
    "diagnose_cost_anomaly with period 30d: what is out of the ordinary.",
    "find_idle_resources with period 30d: keys and agents without use, without budget, without expiry, or unbound.",
    "get_live_24h: what is going on now. If this deployment lacks it, get_daily_costs with period 24h.",
  ],
};

export const workspaceHealthCheck = definePrompt({
  name: "workspace_health_check",
  title: "Workspace health check",
  description: "A quick or thorough check of cost, budgets, reliability and key hygiene",
  modes: ["manager"],
  arguments: v.strictObject({
    urgency: v.optional(
      v.pipe(v.picklist(urgencies), v.description("quick or thorough (default quick)")),
      "quick",
    ),
  }),
  choices: { urgency: urgencies },
  render: ({ urgency }) =>
    [
      `Make a ${urgency} health check of the Alephant workspace. Work through these steps with the Alephant tools:`,
      ...steps[urgency].map((step, index) => `${index + 1}. ${step}`),
      "Then write a table: area (cost, budget, reliability, keys, plan), state (good, watch, act), the figure behind it with unit and dates. Below it, at most three things to do first.",
      answerRules,
    ].join("\n"),
});
