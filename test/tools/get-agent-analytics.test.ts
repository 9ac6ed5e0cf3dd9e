import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { testEntityTool } from "../support/entity-analytics.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders, keyOf } from "../support/workspace.ts";

const name = "get_agent_analytics";

test("one agent's week", async () => {
  await using connection = await connect("manager");
  const { agentId } = connection.double.world.planted.supportBot;
  const { structured } = await connection.call(name, { agent_id: agentId, period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    id: "2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44"
    name: "Support Bot"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    cost_usd: 40.3
    requests: 2712
    tokens: 22090710
    cost_per_request_usd: 0.0149
    cost_per_million_tokens_usd: 1.8243
    today_so_far: {"cost_usd":1.23,"requests":85,"tokens":691659}
    change: {"days":"2026-11-15..2026-11-21","compared_with":"2026-11-08..2026-11-14","cost_before_usd":39.55,"cost_change_usd":0.75,"cost_percent":1.9,"requests_percent":0.8,"tokens_percent":1.5}
    mean_cost_per_complete_day_usd: 5.76
    incomplete_day: "2026-11-22"
    days: ["date","cost_usd","requests","tokens"]
      ["2026-11-15",4.95,324,2669107]
      ["2026-11-16",6.34,419,3439619]
      ["2026-11-17",6.39,431,3520178]
      ["2026-11-18",6.66,443,3647035]
      ["2026-11-19",5.96,412,3313399]
      ["2026-11-20",5.67,384,3096417]
      ["2026-11-21",4.33,299,2404955]
      ["2026-11-22",1.23,85,691659]
    models: ["model","last_7_days_to_now_usd","share_percent"]
      ["gpt-4o",31.9,87.2]
      ["claude-3-5-haiku",2.98,8.1]
      ["gpt-4o-mini",1.48,4]
      ["gemini-2.0-flash",0.22,0.6]
    reported: {"successRate":99.07}
    source: "analytics/usage"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    `GET /api/v1/agents/${agentId}/analytics?days=7`,
    `GET /api/v1/analytics/usage?dateFrom=2026-11-08&dateTo=2026-11-22&agentId=${agentId}`,
  ]);
  expectWorkspaceHeaders(connection.double);
});

testEntityTool({
  tool: name,
  argument: "agent_id",
  id: ({ planted }) => planted.supportBot.agentId,
  isKeyOf: ({ planted }) => keyOf(planted.supportBot.agentId),
});

test("an agent that is new: no percent against nothing", async () => {
  await using connection = await connect("manager");
  const { newAgent } = connection.double.world.planted;
  const { structured } = await connection.call(name, { agent_id: newAgent.agentId, period: "30d" });
  expect(structured["change"]).toMatchObject({ cost_percent: null, requests_percent: null });
});

test("days that the API leaves out are told", async () => {
  await using connection = await connect("manager", { switches: { zeroFillDays: false } });
  const { vanishedAgent } = connection.double.world.planted;
  const { structured } = await connection.call(name, { agent_id: vanishedAgent.agentId, period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    id: "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b207"
    name: "Legacy Translator"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    cost_usd: null
    requests: null
    tokens: null
    cost_per_request_usd: null
    cost_per_million_tokens_usd: null
    today_so_far: null
    change: {"days":"2026-11-15..2026-11-21","compared_with":"2026-11-08..2026-11-14","cost_before_usd":28.97,"cost_change_usd":null,"cost_percent":null,"requests_percent":null,"tokens_percent":null}
    mean_cost_per_complete_day_usd: null
    incomplete_day: null
    days: []
    models: []
    reported: {}
    source: "analytics/usage"
    warnings: ["The API sent no complete figures for this window, so its totals are unknown.","The API sent no row for any complete day (7: 2026-11-15, 2026-11-16, 2026-11-17, 2026-11-18, 2026-11-19, …), so their totals are unknown."]"
  `);
});
