import { expect, test } from "bun:test";
import { connect, testNow } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders, rowsIn } from "../support/workspace.ts";

const name = "get_live_24h";

test("the last 24 hours, in shares because the API states no dollars", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: "rolling 24 hours"
    requests: 1592
    input_tokens: 18396135
    output_tokens: 2764693
    cache_hits: 0
    cache_hits_of_requests_percent: 0
    cache_hits_of_lookups_percent: null
    last_event_at: null
    top_models: ["name","provider","requests","requests_share_percent","cost_share_percent"]
      ["gpt-4o","openai",431,27.1,31]
      ["claude-3-5-sonnet","anthropic",297,18.7,30.8]
      ["gpt-4-turbo","openai",64,4,11.6]
      ["gemini-1.5-pro","google",217,13.6,9.1]
      ["gpt-4.1","openai",95,6,6.5]
    top_master_keys: ["name","requests","requests_share_percent","cost_share_percent"]
      ["OpenAI main",584,36.7,38.4]
      ["Anthropic main",384,24.1,38.3]
      ["OpenRouter shared",407,25.6,14.2]
      ["Google AI",217,13.6,9.1]
    source: "analytics/live-24h"
    warnings: ["Cost has no documented unit here, so only shares are shown."]"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/analytics/live-24h?limit=5"]);
  expectWorkspaceHeaders(connection.double);
});

test("the shares are those of the charges", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const requests = world.requestsBetween(new Date(testNow.getTime() - 86_400_000), testNow);
  const all = figuresOf(requests);
  const { structured } = await connection.call(name, { limit: 10 });
  expect(structured).toMatchObject({
    requests: all.requests,
    input_tokens: all.inputTokens,
    output_tokens: all.outputTokens,
    cache_hits: 0,
  });
  const masterKeyOf = new Map(world.virtualKeys.map(({ id, masterKeyId }) => [id, masterKeyId]));
  const labels = new Map(world.masterKeys.map(({ id, label }) => [id, label]));
  for (const { name, requests: count, cost_share_percent: share } of rowsIn(structured, "top_models")) {
    const own = figuresOf(requests.filter(({ model }) => model === name));
    expect({ count, share }).toEqual({
      count: own.requests,
      share: rounded((own.costUsd / all.costUsd) * 100, 1),
    });
  }
  for (const { name, requests: count } of rowsIn(structured, "top_master_keys")) {
    const own = requests.filter(({ keyId }) => labels.get(masterKeyOf.get(keyId) ?? "") === name);
    expect(count).toBe(own.length);
  }
});

test.each([1, 10])("%d rows a table at most", async (limit) => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { limit });
  expect(rowsIn(structured, "top_models").length).toBeLessThanOrEqual(limit);
  expect(requestLines(connection.double)).toEqual([`GET /api/v1/analytics/live-24h?limit=${limit}`]);
});

test.each([0, 11, 2.5, "many"])("a limit of %p is refused before any request", async (limit) => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, { limit });
  expect(isError).toBe(true);
  expect(text).toContain("limit must be");
  expect(connection.double.requests).toEqual([]);
});

test("a deployment without it: says so and names what to use", async () => {
  await using connection = await connect("manager", { switches: { missingRoutes: ["live-24h"] } });
  const { text } = await connection.call(name);
  expect(text).toMatchInlineSnapshot(
    `"get_live_24h failed. This deployment of Alephant does not offer this route (HTTP 404): GET /api/v1/analytics/live-24h. The API says: Cannot GET /api/v1/analytics/live-24h. Use get_daily_costs with period 24h instead."`,
  );
});

test("cache figures, when there are any", async () => {
  await using connection = await connect("manager");
  const summary = { request_count: "10", cache_hit_count: "3", cache_miss_count: "9" };
  const body = { data: { summary, topModels: null, topKeys: [{ id: "k", requestCount: 4 }] } };
  connection.double.fault({ effect: { kind: "status", status: 200, body } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    cache_hits: 3,
    cache_hits_of_requests_percent: 30,
    cache_hits_of_lookups_percent: 25,
    input_tokens: null,
    last_event_at: null,
    top_models: { rows: [] },
    top_master_keys: { columns: ["name", "requests", "requests_share_percent"], rows: [["k", 4, 40]] },
  });
});
