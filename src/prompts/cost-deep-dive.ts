import * as v from "valibot";
import { definePrompt, reportRules } from "../prompt.ts";

const targets = ["workspace", "department", "agent"] as const;
type Target = (typeof targets)[number];

const steps: Readonly<Record<Target, (subject: string) => readonly string[]>> = {
  workspace: () => [
    "get_usage_timeseries with metric cost and period 30d: when did it change?",
    "get_usage_summary with period 7d, then 30d: more requests, or dearer ones?",
    "get_cost_by_model with period 7d, then 30d: which models moved, in dollars?",
    "list_agents and list_departments with period 7d, then 30d: who moved, in dollars? Do not add the two lists: they slice the same money.",
    "get_agent_analytics for the agent that moved most: from which day on?",
  ],
  department: (subject) => [
    `get_department_analytics${subject}, period 30d: cost, unit costs, change, and the day it began.`,
    `list_agents with department_id${subject}, period 7d, then 30d: which agents moved, in dollars?`,
    "get_agent_analytics for the one that moved most.",
    "get_usage_summary with period 30d: did the whole workspace move the same way?",
  ],
  agent: (subject) => [
    `get_agent_analytics${subject}, period 30d: cost, unit costs, change, and the day it began.`,
    `get_agent_analytics${subject}, period 7d: does it go on?`,
    "list_virtual_keys with entity_type agent and search for its name: keys and budgets behind it.",
    "get_usage_summary with period 30d: did the whole workspace move the same way?",
    "get_cost_by_model with period 30d: do its models explain the unit cost?",
  ],
};

export const costDeepDive = definePrompt({
  name: "cost_deep_dive",
  title: "Cost deep dive",
  description: "Root cause of a change in cost: workspace, one department or one agent",
  modes: ["manager"],
  arguments: v.strictObject({
    target: v.optional(
      v.pipe(v.picklist(targets), v.description("workspace, department or agent (default workspace)")),
      "workspace",
    ),
    target_id: v.optional(
      v.pipe(v.string(), v.maxLength(100), v.description("Id of the department or agent")),
    ),
  }),
  values: { target: targets },
  async complete(api, argument, { target }) {
    if (argument !== "target_id") return [];
    const list = target === "department" ? await api.departments() : await api.agents();
    return list.rows;
  },
  render: ({ target, target_id: id }) => {
    const isWhole = target === "workspace";
    const subject = isWhole
      ? ""
      : id === undefined
        ? ` (choose the ${target} from list_${target}s first)`
        : ` of ${id}`;
    return [
      `Find the root cause of the cost development of ${isWhole ? "the Alephant workspace" : `one ${target}${id === undefined ? "" : ` (${id})`}`}. Work through these steps with the Alephant tools:`,
      ...steps[target](subject).map((step, index) => `${index + 1}. ${step}`),
      "Then write: what changed, in dollars and from which day on; the split into volume, tokens per request and price, as far as the figures show it; the most likely cause with its evidence; what speaks against it; what to look at next.",
      reportRules,
    ].join("\n");
  },
});
