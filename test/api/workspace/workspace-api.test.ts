// No manager tool makes figures out of an answer that holds none: whatever the API sends, it is an error in words, or
// a result that warns.
import { describe, expect, test } from "bun:test";
import { toolsByMode } from "../../../src/tools/index.ts";
import type { FaultEffect } from "../../api-double/server.ts";
import { type Connection, connect } from "../../support/connect.ts";
import { masterKeyId, supportBotKeyId } from "../../support/writing.ts";

const createStatusEffect = (code: number, body?: unknown): FaultEffect => ({
  kind: "status",
  status: code,
  ...(body === undefined ? {} : { body }),
});

const failures: readonly { readonly name: string; readonly effect: FaultEffect }[] = [
  { name: "HTTP 400", effect: createStatusEffect(400) },
  { name: "HTTP 401", effect: createStatusEffect(401) },
  { name: "HTTP 404", effect: createStatusEffect(404) },
  { name: "HTTP 500", effect: createStatusEffect(500) },
  { name: "HTTP 403 for the plan", effect: { kind: "forbidden", reason: "plan" } },
  { name: "a web page", effect: { kind: "html" } },
  { name: "JSON that is cut off", effect: { kind: "truncated_json" } },
  { name: "other types", effect: { kind: "wrong_types" } },
  { name: "null", effect: { kind: "null_data" } },
  { name: "an empty object", effect: createStatusEffect(200, {}) },
  { name: "an empty object in an envelope", effect: createStatusEffect(200, { code: 0, data: {} }) },
  { name: "a text", effect: createStatusEffect(200, "fine") },
  { name: "a code of failure", effect: { kind: "nonzero_code" } },
  { name: "something else", effect: createStatusEffect(200, { data: { hello: "world" } }) },
  { name: "deep nesting", effect: { kind: "nested", depth: 20_000 } },
  { name: "a redirect", effect: { kind: "redirect", to: "https://elsewhere.test/" } },
];

function argumentsOf(name: string, { double }: Connection): Record<string, unknown> {
  const { planted } = double.world;
  switch (name) {
    case "get_agent_analytics":
      return { agent_id: planted.supportBot.agentId };
    case "get_member_analytics":
      return { member_id: planted.twoKeyMember.memberId };
    case "get_department_analytics":
      return { department_id: double.world.departments[0]?.id };
    case "compare_entity_periods":
      return { entity_type: "agent", entity_id: planted.supportBot.agentId };
    case "get_usage_timeseries":
      return { metric: "cost" };
    case "create_virtual_key":
      return { label: "a", master_key_id: masterKeyId(double) };
    case "update_key_budget":
      return { key_id: supportBotKeyId(double), budget_cents: 1, budget_action: "block" };
    case "revoke_virtual_key":
      return { key_id: supportBotKeyId(double) };
    case "set_budget_policy":
      return { budget_cents: 1, action: "block" };
    default:
      return {};
  }
}

describe.each([...failures])("$name", ({ effect }) => {
  test("no figure, no bug, no write", async () => {
    await using connection = await connect("manager");
    const { double } = connection;
    double.fault({ effect });
    for (const { name, effect: does } of toolsByMode.manager) {
      // A new key needs nothing read for its preview; and whether the connection works is the answer itself.
      if (does === "create" || name === "check_alephant_connection") continue;
      const { isError, text, structured } = await connection.call(name, argumentsOf(name, connection));
      if (isError) expect(text).toStartWith(`${name} failed. `);
      else expect({ name, warnings: structured["warnings"] }).not.toEqual({ name, warnings: [] });
      expect(text).not.toContain("fault of alephant-mcp itself");
      expect(text).not.toMatch(/_usd":[1-9]/);
    }
    expect(connection.logs).toEqual([]);
    expect(double.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

test("a workspace's answer that is marked as degraded: every tool that shows its figures says so", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/usage",
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const { status, headers, body } = usual();
        const answer: unknown = JSON.parse(String(body));
        return { status, headers, body: JSON.stringify({ ...Object(answer), degraded: true }) };
      },
    },
  });
  for (const tool of ["get_usage_summary", "get_daily_costs", "get_workspace_budget_status"]) {
    const { structured } = await connection.call(tool);
    expect(structured["warnings"]).toContain(
      "Alephant marked the answer of /api/v1/analytics/usage as degraded: its data source was not available, and its figures may be too low or missing.",
    );
  }
});
