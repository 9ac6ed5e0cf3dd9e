import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { testEntityTool } from "../support/entity-analytics.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders, keyOf } from "../support/workspace.ts";

const name = "get_member_analytics";

test("one member's week, over both keys", async () => {
  await using connection = await connect("manager");
  const { memberId } = connection.double.world.planted.twoKeyMember;
  const { structured } = await connection.call(name, { member_id: memberId, period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    id: "75a92ca7-287a-4ebb-ac96-911387f3b174"
    name: "Ana Ortiz"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    cost_usd: 2.6
    requests: 55
    tokens: 891493
    cost_per_request_usd: 0.0473
    cost_per_million_tokens_usd: 2.9165
    today_so_far: {"cost_usd":0.06,"requests":1,"tokens":15442}
    change: {"days":"2026-11-15..2026-11-21","compared_with":"2026-11-08..2026-11-14","cost_before_usd":2.38,"cost_change_usd":0.22,"cost_percent":9.2,"requests_percent":0,"tokens_percent":-1.2}
    mean_cost_per_complete_day_usd: 0.37
    incomplete_day: "2026-11-22"
    days: ["date","cost_usd","requests","tokens"]
      ["2026-11-15",0.35,7,115856]
      ["2026-11-16",0.35,7,111150]
      ["2026-11-17",0.35,8,131419]
      ["2026-11-18",0.45,10,164184]
      ["2026-11-19",0.41,8,125352]
      ["2026-11-20",0.35,8,130810]
      ["2026-11-21",0.34,7,112722]
      ["2026-11-22",0.06,1,15442]
    reported: {"successRate":100}
    source: "analytics/usage"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    `GET /api/v1/analytics/members/${memberId}/analytics?days=7`,
    `GET /api/v1/analytics/usage?dateFrom=2026-11-08&dateTo=2026-11-22&memberId=${memberId}`,
  ]);
  expectWorkspaceHeaders(connection.double);
});

testEntityTool({
  tool: name,
  argument: "member_id",
  id: ({ planted }) => planted.twoKeyMember.memberId,
  isKeyOf: ({ planted }) => keyOf(planted.twoKeyMember.memberId),
});

describe("a deployment without the route", () => {
  const switches = { missingRoutes: ["member-analytics"] } as const;

  test("the figures come from usage, and it says so", async () => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches });
    const { memberId } = connection.double.world.planted.twoKeyMember;
    const args = { member_id: memberId, period: "7d" };
    const {
      warnings,
      name: memberName,
      reported,
      ...figures
    } = (await connection.call(name, args)).structured;
    expect((await usual.call(name, args)).structured).toMatchObject(figures);
    expect({ memberName, reported }).toEqual({ memberName: null, reported: {} });
    expect(warnings).toEqual([
      `This deployment does not offer GET /api/v1/analytics/members/${memberId}/analytics; the figures come from analytics/usage.`,
    ]);
  });

  test("an id without any use may be unknown as well: an error that says both", async () => {
    await using connection = await connect("manager", { switches });
    const { isError, text } = await connection.call(name, {
      member_id: "00000000-1111-4222-8333-444444444444",
    });
    expect(isError).toBe(true);
    expect(text).toMatchInlineSnapshot(
      `"get_member_analytics failed. Alephant does not know what was asked for (HTTP 404): GET /api/v1/analytics/members/00000000-1111-4222-8333-444444444444/analytics. The API says: Cannot GET /api/v1/analytics/members/00000000-1111-4222-8333-444444444444/analytics. Either the id is wrong (take ids from a list tool), or this deployment does not offer the route. Do not retry unchanged."`,
    );
  });
});

test("the plan has no members: usage does, and it says so", async () => {
  await using connection = await connect("manager", { switches: { tier: "pro" } });
  const { memberId } = connection.double.world.planted.twoKeyMember;
  const { structured } = await connection.call(name, { member_id: memberId, period: "7d" });
  expect(structured).toMatchObject({ cost_usd: expect.any(Number), name: null, reported: {} });
  expect(String(structured["warnings"])).toContain(
    "The workspace's plan does not include this feature (HTTP 403)",
  );
});
