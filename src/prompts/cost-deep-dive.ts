import * as v from "valibot";
import { InputError } from "../domain/errors.ts";
import { quoteName, toPlainText } from "../domain/text.ts";
import { answerRules, definePrompt } from "../toolkit/define-prompt.ts";

const targets = ["workspace", "department", "agent"] as const;
type Target = (typeof targets)[number];

const steps: Readonly<Record<Target, (id: string) => readonly string[]>> = {
  workspace: () => [
    "compare_entity_periods with entity_type workspace, period 30d: how much did it change, and is it volume, tokens per request or price?",
    "get_usage_timeseries with metric cost, period 30d: when did it change?",
    "diagnose_cost_anomaly with period 30d: what is out of the ordinary, since when, and what drives it?",
    "drill_down_spend with dimension agent, then model, period 30d: which entities moved, in dollars? Do not add the two: they slice the same money.",
    "compare_entity_periods for the entity that moved most, period 30d: volume, tokens per request or price?",
  ],
  department: (id) => [
    `compare_entity_periods with entity_type department, entity_id ${id}, period 30d: what drives its change, and did the whole workspace move?`,
    `get_department_analytics with department_id ${id}, period 30d: the day it began.`,
    `drill_down_spend with dimension department, entity_id ${id}, period 30d: which of its agents cost most?`,
    "compare_entity_periods for the agent that stands out, period 30d.",
  ],
  agent: (id) => [
    `compare_entity_periods with entity_type agent, entity_id ${id}, period 30d: what drives its change, and did the whole workspace move?`,
    `get_agent_analytics with agent_id ${id}, period 30d: the day it began, and whether it goes on.`,
    `drill_down_spend with dimension agent, entity_id ${id}, period 30d: the keys and budgets behind it.`,
    "get_cost_by_model with period 30d: do models explain the unit cost?",
  ],
};

/** The first step where a name was given instead of an id. */
const lookupSteps: Readonly<Record<Exclude<Target, "workspace">, (name: string) => string>> = {
  department: (name) =>
    `list_departments with period 30d, page_size 100: the id of the department named ${name}. If none is, or several are, ask which one is meant.`,
  agent: (name) =>
    `list_agents with search ${name}, period 30d: the id of the agent of that name. If none is found, or several are, ask which one is meant.`,
};

/** The first step where neither was given. */
const choiceSteps: Readonly<Record<Exclude<Target, "workspace">, string>> = {
  department: "list_departments with period 30d: choose the one to look at, or ask.",
  agent: "list_agents with period 30d: choose the one to look at, or ask.",
};

/** The steps of a target. Without its id, finding that is the first of them. */
function listSteps(target: Target, given: string | undefined): readonly string[] {
  if (target === "workspace" || (given !== undefined && v.is(Id, given))) return steps[target](given ?? "");
  const find = given === undefined ? choiceSteps[target] : lookupSteps[target](quoteName(given));
  return [find, ...steps[target]("(the id from step 1)")];
}

const Id = v.pipe(v.string(), v.uuid());

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
      v.pipe(v.string(), v.maxLength(100), v.description("Id or name of the department or agent")),
    ),
  }),
  choices: { target: targets },
  async complete(api, argument, { target }) {
    if (argument !== "target_id") return [];
    const list = target === "department" ? await api.departments() : await api.agents();
    return list.rows;
  },
  render: ({ target, target_id: id }) => {
    const isWhole = target === "workspace";
    if (isWhole && id !== undefined) {
      throw new InputError("target_id belongs to a department or an agent: give target as well.");
    }
    return [
      `Find the root cause of the cost development of ${isWhole ? "the Alephant workspace" : `one ${target}${id === undefined ? "" : ` (${toPlainText(id, 100)})`}`}. Work through these steps with the Alephant tools:`,
      ...listSteps(target, id).map((step, index) => `${index + 1}. ${step}`),
      "Then write: what changed, in dollars and from which day on; the split into volume, tokens per request and price, as far as the figures show it; the most likely cause with its evidence; what speaks against it; what to look at next.",
      answerRules,
    ].join("\n");
  },
});
