import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, listChargesOfAgent, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";

const name = "get_cost_by_model";

test("the billing cycle, the costliest model first", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    total_cost_usd: 120.28
    models: ["model","provider","cost_usd","share_percent","requests","cost_per_request_usd"]
      ["gpt-4o","openai",104.89,87.2,3660,0.0287]
      ["claude-3-5-haiku","anthropic",9.76,8.1,977,0.01]
      ["gpt-4o-mini","openai",4.88,4.1,2848,0.0017]
      ["gemini-2.0-flash","google",0.75,0.6,648,0.0012]
    page: {"returned":4,"total":4,"next_page":null}
    source: "cockpit/cost-by-model (live)"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/cost-by-model?period=billing_cycle",
    "GET /api/v1/cockpit/scope",
  ]);
});

test("the models are the charges, cut by model, and add up to the total", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "30d" });
  const charges = listChargesOfAgent(world, world.planted.supportBot.agentId, "2026-10-24", "2026-11-22");
  const total = figuresOf(charges).costUsd;
  const rows = [...Map.groupBy(charges, ({ model }) => model)]
    .map(([model, own]) => ({ model, ...figuresOf(own) }))
    .sort((a, b) => b.costUsd - a.costUsd);
  expect(structured).toMatchObject({
    total_cost_usd: total,
    models: {
      rows: rows.map(({ model, costUsd, requests }) => [
        model,
        expect.any(String),
        costUsd,
        rounded((costUsd / total) * 100, 1),
        requests,
        rounded(costUsd / requests, 4),
      ]),
    },
  });
});

const manyModels = {
  degraded: false,
  period: { from: "2026-11-01", to: "2026-11-22" },
  data: Array.from({ length: 120 }, (_, index) => ({
    model: `model-${index}`,
    provider: "acme",
    cost_cents: index,
    requests: 10,
    pct: 1,
  })),
};

test("more than fifty models come in pages, and every page has the share of the whole", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/cost-by-model",
    effect: { kind: "status", status: 200, body: manyModels },
  });
  const { structured } = await connection.call(name, { page: 3 });
  expect(structured).toMatchObject({
    total_cost_usd: 71.4, // 0 + 1 + … + 119 cents
    models: {
      every_row: { provider: "acme" },
      rows: Array.from({ length: 20 }, (_, row) => [
        `model-${19 - row}`,
        (19 - row) / 100,
        rounded((19 - row) / 71.4, 1),
        10,
        (19 - row) / 1000,
      ]),
    },
    page: { returned: 20, total: 120, next_page: null },
  });
});

test("a page below 1 is refused before any request", async () => {
  await using connection = await connect("vk");
  const { isError, text } = await connection.call(name, { page: 0 });
  expect({ isError, text }).toMatchInlineSnapshot(`
    {
      "isError": true,
      "text": "get_cost_by_model failed. page must be at least 1, not 0. No request was sent.",
    }
  `);
  expect(connection.double.requests).toEqual([]);
});

test("another model's list prices: for all models together, whose tokens have a direction", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { compare_with: "gpt-4o-mini" });
  const summary = (await connection.call("get_usage_summary")).structured;
  const would = (Number(summary["input_tokens"]) * 0.15 + Number(summary["output_tokens"]) * 0.6) / 1e6;
  expect(Object(structured["if_switched"])).toMatchObject({
    cost_usd: summary["cost_usd"],
    would_cost_usd: Math.round(would * 100) / 100,
    covers_percent_of_cost: 100,
  });
});

test("of one model, a virtual key's API gives no tokens: unknown", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { model: "gpt-4o", compare_with: "gpt-4o-mini" });
  expect(Object(structured["if_switched"])).toMatchObject({
    cost_usd: null,
    would_cost_usd: null,
    low_usd: null,
  });
  expect(structured["warnings"]).toContain(
    "The API gives no tokens for this, so what another model would have cost is unknown.",
  );
});
