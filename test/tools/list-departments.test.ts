import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import {
  chargesOf,
  expectWorkspaceHeaders,
  keyOfDepartment,
  listForms,
  rowsIn,
} from "../support/workspace.ts";

const name = "list_departments";

test("cost, people and budget of each department", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    departments: ["name","cost_usd","share_of_dimension_percent","requests","members","agents","budget_usd","used_percent","forecast_low_usd","forecast_high_usd","at_limit","id"]
      ["Engineering",472.33,32.1,10996,12,42,1200,39.4,661,673,"soft_throttle (effect not documented)","a2c8e4bb-4d6f-4f66-9b10-6c7d8e9f0a11"]
      ["Customer Care",265.39,18,11624,12,43,600,44.2,395,407,"alert_only","91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00"]
      ["Marketing",252.95,17.2,4268,12,42,250,101.2,331,337,"alert_only","d5fb17ee-7092-4299-8e43-9f0a1b2c3d44"]
      ["Finance",236.29,16.1,6855,12,41,300,78.8,319,329,"block (pause_all)","b3d9f5cc-5e70-4077-8c21-7d8e9f0a1b22"]
      ["Legal",199.71,13.6,5333,12,40,null,null,315,326,null,"c4ea06dd-6f81-4188-9d32-8e9f0a1b2c33"]
    page: {"returned":5,"total":5,"next_page":null}
    dimension_total_usd: 1471.95
    of_which_unassigned_usd: 45.28
    shown_share_of_dimension_percent: 96.9
    source: "departments, analytics/costs"
    warnings: ["Each department is forecast by itself: the ranges do not add up to the workspace's.","The forecasts take it that nothing is blocked at a limit.","A budget states no window: used_percent takes the billing cycle."]"
  `);
  expect(requestLines(connection.double).filter((line) => !line.includes("analytics/usage"))).toEqual([
    "GET /api/v1/analytics/costs",
    "GET /api/v1/departments?page=1&pageSize=100",
    "GET /api/v1/subscriptions/current",
  ]);
  expectWorkspaceHeaders(connection.double);
});

test("the end of the cycle is forecast from a department's own days, and not for other periods", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const ofCycle = rowsIn((await connection.call(name)).structured, "departments");
  expect(ofCycle).toHaveLength(world.departments.length);
  for (const { id, cost_usd: cost, forecast_low_usd: low, forecast_high_usd: high } of ofCycle) {
    const own = keyOfDepartment(world, String(id));
    const week = figuresOf(chargesOf(world, "2026-11-15", "2026-11-21", own)).costUsd;
    // Nine days are to come: between half and twice of what such days cost lately.
    expect(Number(low)).toBeGreaterThan(Number(cost) + (week / 7) * 9 * 0.5);
    expect(Number(high)).toBeLessThan(Number(cost) + (week / 7) * 9 * 2);
    expect(Number(low)).toBeLessThan(Number(high));
  }
  const ofWeek = rowsIn((await connection.call(name, { period: "7d" })).structured, "departments");
  expect(ofWeek.every((row) => row["forecast_low_usd"] === undefined)).toBe(true);
});

test("beside another period's cost stands the billing cycle's, which the budget is held against", async () => {
  await using connection = await connect("manager");
  const ofCycle = rowsIn((await connection.call(name, { sort_by: "name" })).structured, "departments");
  const { structured } = await connection.call(name, { period: "30d", sort_by: "name" });
  const ofMonth = rowsIn(structured, "departments");
  expect(
    ofMonth.map(({ budget_usd, billing_cycle_cost_usd, used_percent }) => ({
      budget: budget_usd,
      cost: billing_cycle_cost_usd,
      used: used_percent,
    })),
  ).toEqual(
    ofCycle.map(({ budget_usd, cost_usd, used_percent }) => ({
      budget: budget_usd,
      cost: budget_usd === null ? null : cost_usd,
      used: used_percent,
    })),
  );
  expect(ofMonth.find((row) => row["name"] === "Finance")).toMatchObject({
    budget_usd: 300,
    billing_cycle_cost_usd: 236.29,
    used_percent: 78.8,
  });
  expect(structured["warnings"]).toEqual([
    "A budget states no window: used_percent takes the billing cycle, not 30d.",
  ]);
});

test("the cycle's cost cannot be read: no percentage, and that is said", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: ({ path, query }) => path === "/api/v1/analytics/costs" && query["dateFrom"] === undefined,
    effect: { kind: "status", status: 500 },
  });
  const { structured } = await connection.call(name, { period: "30d" });
  expect(rowsIn(structured, "departments").some((row) => "used_percent" in row)).toBe(false);
  expect(String(structured["warnings"])).toContain("Of the billing cycle: Costs could not be read");
});

test("a department whose days cannot be read has no forecast, and the rest stands", async () => {
  await using connection = await connect("manager");
  const [first] = connection.double.world.departments;
  connection.double.fault({
    path: ({ path, query }) => path === "/api/v1/analytics/usage" && query["departmentId"] === first?.id,
    effect: { kind: "status", status: 500 },
  });
  const { structured } = await connection.call(name);
  const rows = rowsIn(structured, "departments");
  expect(rows.filter((row) => row["forecast_low_usd"] == null).map(({ id }) => id)).toEqual([first?.id]);
  expect(String(structured["warnings"])).toContain("HTTP 500");
});

test.each([
  { period: "24h", from: "2026-11-22", to: "2026-11-22" },
  { period: "7d", from: "2026-11-15", to: "2026-11-21" },
  { period: "30d", from: "2026-10-23", to: "2026-11-21" },
  { period: "billing_cycle", from: "2026-11-01", to: "2026-11-22" },
  { period: "2026-10", from: "2026-10-01", to: "2026-10-31" },
])("$period: departments and nobody's cost are the whole workspace", async ({ period, from, to }) => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period });
  const total = figuresOf(chargesOf(world, from, to)).costUsd;
  expect(structured).toMatchObject({ window: { from, to }, dimension_total_usd: total });
  for (const row of rowsIn(structured, "departments")) {
    const own = figuresOf(chargesOf(world, from, to, keyOfDepartment(world, String(row["id"]))));
    expect(row).toMatchObject({
      cost_usd: own.costUsd,
      requests: own.requests,
      share_of_dimension_percent: rounded((own.costUsd / total) * 100, 1),
    });
  }
});

test.each([
  ...listForms,
  { dimensionSpelling: "plural" } as const,
  { dimensionSpelling: "hyphen" } as const,
  { numericStrings: true },
])("%j: the same departments", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  const { structured } = await connection.call(name);
  expect(structured).toEqual((await usual.call(name)).structured);
});

describe("403", () => {
  test.each(["free", "pro", "team"] as const)("the plan %s has no departments", async (tier) => {
    await using connection = await connect("manager", { switches: { tier } });
    const { isError, text } = await connection.call(name);
    expect(isError).toBe(true);
    expect(text).toContain("The workspace's plan does not include this feature (HTTP 403)");
    expect(text).toContain("Other breakdowns, such as models or agents, need no such plan.");
  });

  test.each([
    ["scope", "The personal access token's scope is too low (HTTP 403)", "set it as ALEPHANT_PAT"],
    [
      "workspace",
      "The personal access token belongs to another workspace (HTTP 403)",
      "ALEPHANT_WORKSPACE_ID",
    ],
  ] as const)("for the %s is told apart", async (reason, sentence, remedy) => {
    await using connection = await connect("manager");
    connection.double.fault({ path: "/api/v1/departments", effect: { kind: "forbidden", reason } });
    const { text } = await connection.call(name);
    expect(text).toContain(sentence);
    expect(text).toContain(remedy);
  });

  test("without a reason: all three are named", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: "/api/v1/departments",
      effect: { kind: "status", status: 403, body: {} },
    });
    const { text } = await connection.call(name);
    expect(text).toMatchInlineSnapshot(
      `"list_departments failed. Alephant refused this (HTTP 403): GET /api/v1/departments. Either the token's scope is too low, the workspace's plan lacks the feature, or ALEPHANT_WORKSPACE_ID names another workspace than the token's. The API did not say which."`,
    );
  });
});

test("a department without a budget has none, not 0; sorted by name on request", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { sort_by: "name" });
  const rows = rowsIn(structured, "departments");
  expect(rows.map((row) => row["name"])).toEqual([
    "Customer Care",
    "Engineering",
    "Finance",
    "Legal",
    "Marketing",
  ]);
  expect(rows.map((row) => row["budget_usd"])).toEqual([600, 1200, 300, null, 250]);
});
