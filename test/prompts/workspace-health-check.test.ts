import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { readPrompt, testManagerPrompt } from "../support/manager-prompt.ts";

const name = "workspace_health_check";

testManagerPrompt({
  name,
  argument: "urgency",
  values: ["quick", "thorough"],
  preset: "quick",
  contains: {
    quick: ["Make a quick health check", "check_alephant_connection", "get_subscription_info"],
    thorough: ["Make a thorough health check", "get_workspace_budget_status"],
  },
});

test("the quick workflow, in full", async () => {
  await using connection = await connect("manager");
  expect(await readPrompt(connection, name)).toMatchInlineSnapshot(`
    "Make a quick health check of the Alephant workspace. Work through these steps with the Alephant tools:
    1. check_alephant_connection: does everything answer?
    2. get_executive_dashboard: cost, forecast against the budget, yesterday, movers, unit costs, keys near their budget.
    3. diagnose_cost_anomaly with period 7d: whether something is out of the ordinary.
    4. get_subscription_info: plan, status, and the last day of its period.
    5. get_live_24h: what is going on now. If this deployment lacks it, get_daily_costs with period 24h.
    Then write a table: area (cost, budget, reliability, keys, plan), state (good, watch, act), the figure behind it with unit and dates. Below it, at most three things to do first.
    Use only figures that the tools returned, with their unit and dates; invent none, and do not extrapolate without saying so. null is unknown, never zero. Leave the incomplete day out of comparisons. Repeat the warnings that touch a figure you use.
    Change nothing by yourself: recommend, and call a tool that writes only after the user has decided on that very change."
  `);
});

test("thorough is more than quick", async () => {
  await using connection = await connect("manager");
  const [quick, thorough] = [
    await readPrompt(connection, name, { urgency: "quick" }),
    await readPrompt(connection, name, { urgency: "thorough" }),
  ];
  expect(thorough.split("\n").length).toBeGreaterThan(quick.split("\n").length);
});
