import { expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { connect } from "../support/connect.ts";
import { figuresOf, listChargesOfAgent, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";

const name = "get_my_budget";

test("a monthly budget, held against the billing cycle", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    period: "billing_cycle"
    virtual_key_budget: {"has_limit":true,"budget_usd":200,"spent_in_period_usd":120.28,"remaining_usd":79.72,"used_percent":60.1,"budget_window":"monthly","resets_at":"2026-12-01T00:00:00Z","last_day":"2026-11-30","days_left":9,"at_limit":"block (block_requests)"}
    period_matches_budget_window: true
    entity_budget: {"budget_usd":750,"spent_in_period_usd":120.28}
    source: "cockpit/budget-status (live)"
    warnings: ["entity_budget states no window."]"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/budget-status?period=billing_cycle",
    "GET /api/v1/cockpit/scope",
  ]);
  const { agentId } = world.planted.supportBot;
  const { costUsd } = figuresOf(listChargesOfAgent(world, agentId, "2026-11-01", "2026-11-22"));
  expect(structured).toMatchObject({
    virtual_key_budget: {
      spent_in_period_usd: costUsd,
      remaining_usd: rounded(200 - costUsd, 2),
      used_percent: rounded(costUsd / 2, 1),
    },
  });
});

test("a period that is not the budget's: spent is given, remaining is not", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "7d" });
  const { agentId } = world.planted.supportBot;
  const { costUsd } = figuresOf(listChargesOfAgent(world, agentId, "2026-11-16", "2026-11-22"));
  expect(structured).toMatchObject({
    period: "7d",
    period_matches_budget_window: false,
    virtual_key_budget: { spent_in_period_usd: costUsd, remaining_usd: null, used_percent: null },
  });
  expect(structured["warnings"]).toMatchInlineSnapshot(`
    [
      "Spent covers 7d, but the budget counts monthly: the two cannot be compared. The period that matches it is billing_cycle.",
      "Spent covers the API's own 7d, which ends now: today is in it, unlike in get_usage_summary.",
      "entity_budget states no window.",
    ]
  `);
});

test.each([
  { window: "weekly", period: "7d", matches: true },
  { window: "daily", period: "24h", matches: true },
  { window: "yearly", period: "billing_cycle", matches: false },
  { window: null, period: "billing_cycle", matches: null },
])("a budget window $window, asked with $period", async ({ window, period, matches }) => {
  await using connection = await connect("vk");
  const budget = {
    budget_cents: 1000,
    spent_cents: 1250,
    budget_window: window,
    budget_action: "alert_only",
  };
  connection.double.fault({
    path: "/api/v1/cockpit/budget-status",
    effect: { kind: "status", status: 200, body: { degraded: false, virtual_key_budget: budget } },
  });
  const { structured } = await connection.call(name, { period });
  expect(structured).toMatchObject({
    period_matches_budget_window: matches,
    virtual_key_budget: {
      // Over the limit is a negative rest, not none.
      remaining_usd: matches ? -2.5 : null,
      used_percent: matches ? 125 : null,
      resets_at: null,
    },
    entity_budget: null,
    warnings: expect.arrayContaining([expect.any(String)]),
  });
});

const budgetThatResetsAt = async (resetsAt: string) => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/budget-status",
    effect: {
      kind: "status",
      status: 200,
      body: {
        virtual_key_budget: {
          budget_cents: 1000,
          spent_cents: 250,
          budget_window: "monthly",
          resets_at: resetsAt,
        },
      },
    },
  });
  const { structured } = await connection.call(name);
  return { ...Object(structured["virtual_key_budget"]), warnings: structured["warnings"] };
};

test("a reset at midnight: the day before is the last, with the days left", async () => {
  expect(await budgetThatResetsAt("2026-12-10T00:00:00Z")).toMatchObject({
    resets_at: "2026-12-10T00:00:00Z",
    last_day: "2026-12-09",
    days_left: 18,
    warnings: [],
  });
});

test("a reset that lies in the past is not the next one, and is said", async () => {
  expect(await budgetThatResetsAt("2026-11-01T00:00:00Z")).toMatchObject({
    resets_at: "2026-11-01T00:00:00Z",
    last_day: null,
    days_left: null,
    warnings: [
      "The reset that the API states, 2026-11-01T00:00:00Z, lies in the past: when the budget starts anew is unknown.",
    ],
  });
});

test("a reset that is further away than the budget's window is long is said", async () => {
  const { warnings } = await budgetThatResetsAt("2027-06-10T00:00:00Z");
  expect(warnings).toEqual([
    "The reset that the API states, 2027-06-10T00:00:00Z, is 199 days away, which is longer than a monthly budget lasts.",
  ]);
});

test("no limit is no budget, not a budget of 0", async () => {
  await using connection = await connect(credentials.noBudgetVirtualKey);
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"onboarding-guide\\" (agent \\"Onboarding Guide\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    period: "billing_cycle"
    virtual_key_budget: {"has_limit":false,"budget_usd":null,"spent_in_period_usd":21.22,"remaining_usd":null,"used_percent":null,"budget_window":"monthly","resets_at":"2026-12-01T00:00:00Z","last_day":"2026-11-30","days_left":9,"at_limit":null}
    period_matches_budget_window: null
    entity_budget: null
    source: "cockpit/budget-status (live)"
    warnings: []"
  `);
});

test("a key that cannot be spent from: a budget of 0 is a limit", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/budget-status",
    effect: {
      kind: "status",
      status: 200,
      body: { virtual_key_budget: { budget_cents: 0, spent_cents: 0, budget_window: "monthly" } },
    },
  });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    virtual_key_budget: { has_limit: true, budget_usd: 0, remaining_usd: 0, used_percent: null },
  });
});
