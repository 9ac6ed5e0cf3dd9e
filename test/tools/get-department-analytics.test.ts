import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { testEntityTool } from "../support/entity-analytics.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders, keyOfDepartment } from "../support/workspace.ts";

const name = "get_department_analytics";
const engineering = "a2c8e4bb-4d6f-4f66-9b10-6c7d8e9f0a11";

test("one department's week", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { department_id: engineering, period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    id: "a2c8e4bb-4d6f-4f66-9b10-6c7d8e9f0a11"
    name: "Engineering"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    cost_usd: 154.58
    requests: 3924
    tokens: 59172873
    cost_per_request_usd: 0.0394
    cost_per_million_tokens_usd: 2.6123
    today_so_far: {"cost_usd":4.52,"requests":114,"tokens":1726701}
    change: {"days":"2026-11-15..2026-11-21","compared_with":"2026-11-08..2026-11-14","cost_before_usd":158.35,"cost_change_usd":-3.77,"cost_percent":-2.4,"requests_percent":12.1,"tokens_percent":7.2}
    mean_cost_per_complete_day_usd: 22.08
    incomplete_day: "2026-11-22"
    days: ["date","cost_usd","requests","tokens"]
      ["2026-11-15",19.02,480,7110503]
      ["2026-11-16",23.54,593,8871790]
      ["2026-11-17",22.01,585,8575685]
      ["2026-11-18",22.8,595,9041461]
      ["2026-11-19",23.93,605,9207257]
      ["2026-11-20",23.5,574,8890375]
      ["2026-11-21",19.78,492,7475802]
      ["2026-11-22",4.52,114,1726701]
    reported: {"successRate":98.99}
    source: "analytics/usage"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    `GET /api/v1/analytics/usage?dateFrom=2026-11-08&dateTo=2026-11-22&departmentId=${engineering}`,
    `GET /api/v1/departments/${engineering}/analytics?days=7`,
  ]);
  expectWorkspaceHeaders(connection.double);
});

testEntityTool({
  tool: name,
  argument: "department_id",
  id: () => engineering,
  isKeyOf: (world) => keyOfDepartment(world, engineering),
});

test("30 days are the route's default, and are not sent", async () => {
  await using connection = await connect("manager");
  await connection.call(name, { department_id: engineering, period: "30d" });
  expect(requestLines(connection.double)).toContain(`GET /api/v1/departments/${engineering}/analytics`);
});

test("a route that answers zeros by design does not make the figures zero", async () => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches: { departmentAnalyticsPlaceholder: true } });
  const args = { department_id: engineering, period: "7d" };
  const { reported: _, ...figures } = (await connection.call(name, args)).structured;
  expect((await usual.call(name, args)).structured).toMatchObject(figures);
  expect(Number(figures["cost_usd"])).toBeGreaterThan(0);
});

test.each(["free", "pro", "team"] as const)(
  "the plan %s has no departments: usage does, and it says so",
  async (tier) => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches: { tier } });
    const args = { department_id: engineering, period: "7d" };
    const {
      warnings,
      name: departmentName,
      reported,
      ...figures
    } = (await connection.call(name, args)).structured;
    expect((await usual.call(name, args)).structured).toMatchObject(figures);
    expect({ departmentName, reported }).toEqual({ departmentName: null, reported: {} });
    expect(String(warnings)).toContain("The workspace's plan does not include this feature (HTTP 403)");
  },
);
