import * as v from "valibot";
import { answerRules, definePrompt } from "../toolkit/define-prompt.ts";

const focuses = ["models", "departments", "agents", "general"] as const;
type Focus = (typeof focuses)[number];

const focusSteps: Readonly<Record<Focus, readonly string[]>> = {
  models: [
    "get_cost_by_model with period 30d: the costliest models by dollars and by cost per request.",
    "list_available_models with page_size 50 and a search for cheaper siblings of those models.",
    "get_cost_by_model with period 30d, model the costliest and compare_with such a sibling: the dollars that the switch would save; say that quality must be tested.",
    "list_agents with period 30d and page_size 25: which agents run on the costliest models.",
  ],
  departments: [
    "list_departments with period 30d: cost and share of each department. If the plan has no departments, say so and use list_agents instead.",
    "compare_entity_periods for the two costliest, period 30d: what drives their change.",
    "drill_down_spend with dimension department, entity_id of the costliest, period 30d: who is behind it.",
  ],
  agents: [
    "list_agents with period 30d: the costliest agents, their share and cost per request.",
    "compare_entity_periods for the three costliest, period 30d: volume, tokens per request or price.",
    "find_idle_resources with period 30d: agents and keys that nobody uses.",
  ],
  general: [
    "get_cost_by_model with period 30d: where the money goes.",
    "drill_down_spend with dimension agent and period 30d: who spends it, and what nobody is charged with.",
    "diagnose_cost_anomaly with period 30d: what costs more than it should.",
    "find_idle_resources with period 30d: what nobody uses, and what it blocks.",
    "list_available_models with page_size 50 and a search for cheaper siblings of the costliest model.",
    "get_cost_by_model with period 30d, model the costliest and compare_with such a sibling: the dollars that the switch would save.",
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
  choices: { focus: focuses },
  render: ({ focus }) =>
    [
      `Find out how the Alephant workspace can spend less on AI${focus === "general" ? "" : `, looking at ${focus}`}. Work through these steps with the Alephant tools:`,
      "1. get_usage_summary with period 30d: total, unit costs, change.",
      ...focusSteps[focus].map((step, index) => `${index + 2}. ${step}`),
      "Then write at most five recommendations, ordered by the dollars a month they concern: what to do, the evidence, the dollars (and how you got them from the tools' figures), the risk, and how sure you are.",
      answerRules,
    ].join("\n"),
});
