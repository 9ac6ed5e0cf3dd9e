import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { readPrompt, testManagerPrompt } from "../support/manager-prompt.ts";

const name = "cost_optimization";

testManagerPrompt({
  name,
  argument: "focus",
  values: ["models", "departments", "agents", "general"],
  preset: "general",
  contains: {
    models: ["looking at models", "get_cost_by_model", "list_available_models"],
    departments: ["looking at departments", "list_departments", "use list_agents instead"],
    agents: ["looking at agents", "list_agents"],
    general: ["get_usage_summary"],
  },
});

test("the general workflow, in full", async () => {
  await using connection = await connect("manager");
  expect(await readPrompt(connection, name)).toMatchInlineSnapshot(`
    "Find out how the Alephant workspace can spend less on AI. Work through these steps with the Alephant tools:
    1. get_usage_summary with period 30d: total, unit costs, change.
    2. get_cost_by_model with period 30d: where the money goes.
    3. drill_down_spend with dimension agent and period 30d: who spends it, and what nobody is charged with.
    4. diagnose_cost_anomaly with period 30d: what costs more than it should.
    5. find_idle_resources with period 30d: what nobody uses, and what it blocks.
    6. list_available_models with page_size 50 and a search for cheaper siblings of the costliest model.
    7. get_cost_by_model with period 30d, model the costliest and compare_with such a sibling: the dollars that the switch would save.
    Then write at most five recommendations, ordered by the dollars a month they concern: what to do, the evidence, the dollars (and how you got them from the tools' figures), the risk, and how sure you are.
    Use only figures that the tools returned, with their unit and dates; invent none, and do not extrapolate without saying so. null is unknown, never zero. Leave the incomplete day out of comparisons. Repeat the warnings that touch a figure you use.
    Change nothing by yourself: recommend, and call a tool that writes only after the user has decided on that very change."
  `);
});
