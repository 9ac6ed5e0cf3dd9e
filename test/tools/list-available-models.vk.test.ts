import { expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { rowsIn } from "../support/workspace.ts";

const name = "list_available_models";

test("a search, with prices per million tokens", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { search: "gpt-4o", page_size: 6 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    models: every row {"provider":"openai"} ["model","context_tokens","input_usd_per_million","output_usd_per_million"]
      ["gpt-4o",128000,2.5,10]
      ["gpt-4o-2024-08-06",65536,2.5,10]
      ["gpt-4o-2024-11-20",131072,2.5,10]
      ["gpt-4o-2025-01-31",8192,null,null]
      ["gpt-4o-2025-04-14",16384,2.5,10]
      ["gpt-4o-2025-08-07",null,2.5,10]
    page: {"returned":6,"total":17,"next_page":2}
    providers: "openai 17"
    disabled: 3
    source: "models"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/cockpit/scope", "GET /api/v1/models"]);
});

test("the workspace's own price goes before the catalogue's", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { search: "gpt-4.1-mini", page_size: 1 });
  // 0.000036 cents a token, against the provider's 0.40 USD a million.
  expect(structured).toMatchObject({
    models: { rows: [["gpt-4.1-mini", "openai", 1_047_576, 0.36, 1.44]] },
  });
});

test("models of which a part begins with the word come before those that only contain it", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { search: "mini", page_size: 100 });
  const models = rowsIn(structured, "models").map(({ model }) => String(model));
  const isMini = (model: string) => /\bmini/.test(model);
  const count = models.filter(isMini).length;
  expect(count).toBeGreaterThan(0);
  expect(models.slice(0, count).every(isMini)).toBe(true);
  expect(models.slice(count)).toContain("gemini-2.0-flash");
});

test("the counts by provider are those of the search, whichever provider is shown", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { search: "mini", provider: "openai" });
  const { page, providers } = structured;
  expect(String(providers)).toContain(`openai ${Object(page).total}`);
  expect(String(providers)).toContain("google ");
  const { structured: all } = await connection.call(name, { search: "mini" });
  const counts = [...String(all["providers"]).matchAll(/ (\d+)/g)].map(([, count]) => Number(count));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Object(all["page"]).total);
});

test("without arguments: the first page of the enabled models, and how many there are of which provider", async () => {
  await using connection = await connect("vk");
  const { models } = connection.double.world;
  const enabled = models.filter((model) => model.enabled);
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    page: { returned: 10, total: enabled.length, next_page: 2 },
    disabled: models.length - enabled.length,
    providers: expect.stringContaining(
      `openai ${enabled.filter(({ provider }) => provider === "openai").length}, `,
    ),
  });
});

test("the pages hold every enabled model of a provider once", async () => {
  await using connection = await connect("vk");
  const seen: unknown[] = [];
  for (let page: unknown = 1; page !== null; ) {
    const { structured } = await connection.call(name, { provider: "OpenAI", page, page_size: 40 });
    const { models, page: place } = structured;
    if (typeof models !== "object" || models === null || !("rows" in models)) break;
    if (typeof place !== "object" || place === null || !("next_page" in place)) break;
    if (Array.isArray(models.rows)) seen.push(...models.rows.map(([id]) => id));
    page = place.next_page;
  }
  const expected = connection.double.world.models.filter(
    (each) => each.enabled && each.provider === "openai",
  );
  expect(seen).toEqual(expected.map(({ modelId }) => modelId).sort((a, b) => a.localeCompare(b)));
});

test("a search that finds nothing is an empty page, not an error", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { search: "no such model" });
  expect(structured).toMatchObject({
    models: { rows: [] },
    page: { returned: 0, total: 0, next_page: null },
  });
});

test("a deployment that refuses virtual keys: the key's own list stands in", async () => {
  await using connection = await connect("vk", { switches: { modelsAcceptVirtualKey: false } });
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    models: ["model"]
      ["claude-3-5-haiku"]
      ["gemini-2.0-flash"]
      ["gpt-4o"]
      ["gpt-4o-mini"]
    page: {"returned":4,"total":4,"next_page":null}
    providers: "unknown 4"
    disabled: 0
    source: "cockpit/scope"
    warnings: ["This deployment does not show its catalogue to virtual keys; these are the models that the key's own settings allow, without prices."]"
  `);
});

test("refused, and the key allows every model: the refusal is told", async () => {
  await using connection = await connect(credentials.memberVirtualKey, {
    switches: { modelsAcceptVirtualKey: false },
  });
  const { isError, text } = await connection.call(name);
  expect({ isError, text }).toMatchInlineSnapshot(`
    {
      "isError": true,
      "text": "list_available_models failed. Alephant refused this (HTTP 401): GET /api/v1/models. This deployment does not show its catalogue to virtual keys, and this key may use every model. A virtual key is read-only and sees its own cockpit only. For workspace data, configure ALEPHANT_PAT and ALEPHANT_WORKSPACE_ID.",
    }
  `);
});

test.each(["items", "resource", "array"] as const)("a list under %p reads the same", async (listKey) => {
  const args = { search: "claude", page_size: 100 };
  await using usual = await connect("vk");
  await using other = await connect("vk", { switches: { listKey } });
  const expected = await usual.call(name, args);
  expect(await other.call(name, args)).toEqual(expected);
});

test("a page of long rows is cut to what fits a result, and says so", async () => {
  await using connection = await connect("vk");
  const data = Array.from({ length: 400 }, (_, index) => ({
    provider: `provider-${index}-${"p".repeat(80)}`,
    model_id: `model-${index}-${"m".repeat(80)}`,
    display_name: `${index} ${"n".repeat(90)}`,
    enabled: true,
  }));
  connection.double.fault({
    path: "/api/v1/models",
    effect: { kind: "status", status: 200, body: { data } },
  });
  const { structured, text } = await connection.call(name, { page_size: 100 });
  expect(text.length).toBeLessThan(25_000);
  expect(structured["warnings"]).toEqual([
    expect.stringMatching(/^models shows \d\d of 100 rows of this page/),
  ]);
  expect(structured["providers"]).toEndWith(", and 370 more");
});
