import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "get_workspace_budget_status";
const policyPath = "/api/v1/policies/budget-control";

test("limit, spent, rest, thresholds", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    budget_usd: 5000
    cost_usd: 1471.95
    remaining_usd: 3528.05
    used_percent: 29.4
    thresholds_percent: [50,75,90,100]
    thresholds_reached_percent: []
    budget_period: "monthly"
    at_limit: "alert_only"
    reported: {"period.dateFrom":"2026-11-01","period.dateTo":"2026-11-30","workspace.status":"ok"}
    others: "Keys and departments have budgets of their own: get_executive_dashboard tells who is over."
    source: "policies/budget-control, analytics/usage, analytics/budget-status"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/budget-status",
    "GET /api/v1/analytics/usage",
    "GET /api/v1/analytics/usage?dateFrom=2026-10-01&dateTo=2026-10-21",
    "GET /api/v1/policies/budget-control",
  ]);
  expectWorkspaceHeaders(connection.double);
  const { costUsd } = figuresOf(chargesOf(connection.double.world, "2026-11-01", "2026-11-22"));
  expect(structured).toMatchObject({
    budget_usd: 5000,
    cost_usd: costUsd,
    remaining_usd: rounded(5000 - costUsd, 2),
    used_percent: rounded(costUsd / 50, 1),
  });
});

test.each(["data.config", "config", "bare"] as const)("the policy under %s", async (envelope) => {
  await using connection = await connect("manager", { switches: { budgetControlEnvelope: envelope } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({ budget_usd: 5000, budget_period: "monthly", warnings: [] });
});

describe("a part that cannot be read is named, and its figures are unknown", () => {
  test.each([
    { part: policyPath, says: "The budget policy could not be read", unknown: "budget_usd" },
    {
      part: "/api/v1/analytics/usage",
      says: "The cost of the billing cycle could not be read",
      unknown: "cost_usd",
    },
    {
      part: "/api/v1/analytics/budget-status",
      says: "The API's budget status could not be read",
      unknown: null,
    },
  ])("$part", async ({ part, says, unknown }) => {
    await using connection = await connect("manager");
    connection.double.fault({ path: part, effect: { kind: "status", status: 500 } });
    const { isError, structured } = await connection.call(name);
    expect(isError).toBe(false);
    expect(structured["warnings"]).toEqual([expect.stringContaining(says)]);
    const { budget_usd, cost_usd, remaining_usd, used_percent, reported } = structured;
    if (unknown === null) expect(reported).toEqual({});
    else expect([structured[unknown], remaining_usd, used_percent]).toEqual([null, null, null]);
    expect([budget_usd, cost_usd].filter((figure) => figure === null)).toHaveLength(unknown === null ? 0 : 1);
  });

  test("all of them: an error", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ effect: { kind: "status", status: 401 } });
    const { isError, text } = await connection.call(name);
    expect(isError).toBe(true);
    expect(text).toContain("Check ALEPHANT_PAT");
  });

  test("no policy where one is documented", async () => {
    await using connection = await connect("manager", { switches: { budgetControlEnvelope: "absent" } });
    const { structured } = await connection.call(name);
    expect(structured["budget_usd"]).toBeNull();
    expect(structured["warnings"]).toEqual([
      expect.stringContaining("no budget configuration, only enabled"),
    ]);
  });
});

describe("the policy's own terms", () => {
  const withPolicy = async (config: object) => {
    await using connection = await connect("manager");
    connection.double.fault({ path: policyPath, effect: { kind: "status", status: 200, body: { config } } });
    return (await connection.call(name)).structured;
  };

  test("over the limit: a negative rest, and every threshold reached", async () => {
    const structured = await withPolicy({ amount: "1000", thresholds: ["50", 90, 150], period: "monthly" });
    expect(structured).toMatchObject({
      budget_usd: 1000,
      thresholds_reached_percent: [50, 90],
      warnings: [],
    });
    expect(Number(structured["remaining_usd"])).toBeLessThan(0);
    expect(Number(structured["used_percent"])).toBeGreaterThan(100);
  });

  test("an amount below 0 stands for no limit, and nothing happens at it", async () => {
    const structured = await withPolicy({ amount: -1, exceededAction: "pause" });
    expect(structured).toMatchObject({ budget_usd: null, at_limit: null, warnings: [] });
  });

  test("a budget of 0 has no percentage", async () => {
    expect(await withPolicy({ amount: 0 })).toMatchObject({ budget_usd: 0, used_percent: null });
  });

  test("another period: the rest is unknown", async () => {
    const { warnings, ...structured } = await withPolicy({ amount: 100, period: "weekly" });
    expect(structured).toMatchObject({ budget_usd: 100, remaining_usd: null, used_percent: null });
    expect(warnings).toEqual([
      "The budget is weekly ($100.00), and the cost is that of the billing cycle: they cannot be compared.",
    ]);
  });

  test("another currency: no dollars are made of it", async () => {
    const { warnings, ...structured } = await withPolicy({ amount: 100, currency: "EUR" });
    expect(structured).toMatchObject({ budget_usd: null, remaining_usd: null, used_percent: null });
    expect(warnings).toEqual(["The budget is kept in EUR (100), the cost in USD: they cannot be compared."]);
  });

  test("none set", async () => {
    expect(await withPolicy({ amount: null, period: "monthly" })).toMatchObject({
      budget_usd: null,
      remaining_usd: null,
      used_percent: null,
      thresholds_reached_percent: null,
    });
  });
});
