import * as v from "valibot";
import { definePrompt, reportRules } from "../prompt.ts";

const urgencies = ["quick", "thorough"] as const;
type Urgency = (typeof urgencies)[number];

const steps: Readonly<Record<Urgency, readonly string[]>> = {
  quick: [
    "check_alephant_connection: does everything answer?",
    "get_workspace_overview: the size of things in this billing cycle.",
    "get_workspace_budget_status: spent against the limit, thresholds reached.",
    "get_usage_summary with period 7d: change of cost, requests and unit costs.",
    "get_live_24h: what is going on now. If this deployment lacks it, get_daily_costs with period 24h.",
  ],
  thorough: [
    "check_alephant_connection: does everything answer?",
    "get_workspace_overview and get_subscription_info: size, plan, and limits of keys and logs.",
    "get_workspace_budget_status: spent against the limit, thresholds reached.",
    "get_usage_timeseries with metric cost and period 30d: trend, last complete week against the one before.",
    "get_usage_timeseries with metric success_rate and period 30d: failures.",
    "get_cost_by_model with period 30d: concentration on single models.",
    "list_agents and list_members with period 30d: concentration on single spenders.",
    "list_virtual_keys with status active: keys without budget, without expiry, unbound, or without recent use.",
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
  values: { urgency: urgencies },
  render: ({ urgency }) =>
    [
      `Make a ${urgency} health check of the Alephant workspace. Work through these steps with the Alephant tools:`,
      ...steps[urgency].map((step, index) => `${index + 1}. ${step}`),
      "Then write a table: area (cost, budget, reliability, keys, plan), state (good, watch, act), the figure behind it with unit and dates. Below it, at most three things to do first.",
      reportRules,
    ].join("\n"),
});
