import * as v from "valibot";
import { definePrompt, reportRules } from "../prompt.ts";

const focuses = ["models", "departments", "agents", "general"] as const;
type Focus = (typeof focuses)[number];

const focusSteps: Readonly<Record<Focus, readonly string[]>> = {
  models: [
    "get_cost_by_model with period 30d: the costliest models by dollars and by cost per request.",
    "list_available_models with search for cheaper siblings of those models: compare prices per million tokens; say that quality must be tested.",
    "list_agents with period 30d: which agents run on the costliest models.",
  ],
  departments: [
    "list_departments with period 30d: cost and share of each department. If the plan has no departments, say so and use list_agents instead.",
    "get_department_analytics for the two costliest: trend and change.",
    "list_agents with department_id of the costliest: who is behind it.",
  ],
  agents: [
    "list_agents with period 30d: the costliest agents, their share and cost per request.",
    "get_agent_analytics for the three costliest: trend, change, tokens per request.",
    "list_virtual_keys sorted by last_used: keys that nobody uses.",
  ],
  general: [
    "get_cost_by_model with period 30d: where the money goes.",
    "list_agents with period 30d: who spends it.",
    "list_virtual_keys sorted by last_used, status active: keys without use, without budget or without expiry.",
    "list_available_models with search for cheaper siblings of the costliest model.",
  ],
};

export const costOptimization = definePrompt({
  name: "cost_optimization",
  title: "Cost optimization",
  description: "Prioritised recommendations that lower AI cost, each with evidence and dollars",
  modes: ["manager"],
  arguments: v.strictObject({
    focus: v.optional(
      v.pipe(v.picklist(focuses), v.description("models, departments, agents or general (default general)")),
      "general",
    ),
  }),
  values: { focus: focuses },
  render: ({ focus }) =>
    [
      `Find out how the Alephant workspace can spend less on AI${focus === "general" ? "" : `, looking at ${focus}`}. Work through these steps with the Alephant tools:`,
      "1. get_usage_summary with period 30d: total, unit costs, change.",
      ...focusSteps[focus].map((step, index) => `${index + 2}. ${step}`),
      "Then write at most five recommendations, ordered by the dollars a month they concern: what to do, the evidence, the dollars (and how you got them from the tools' figures), the risk, and how sure you are.",
      reportRules,
    ].join("\n"),
});
