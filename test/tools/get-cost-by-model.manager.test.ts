import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders, rowsIn } from "../support/workspace.ts";

const name = "get_cost_by_model";
const args = { period: "30d" };

test("where the money goes", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, args);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"30d","from":"2026-10-23","to":"2026-11-21","days":30,"includes_incomplete_today":false}
    total_cost_usd: 2061.31
    models: ["model","provider","cost_usd","share_percent","requests","cost_per_request_usd","tokens","cost_per_million_tokens_usd"]
      ["gpt-4o","openai",854.29,41.4,19330,0.0442,241189907,3.542]
      ["claude-3-5-sonnet","anthropic",551.59,26.8,8064,0.0684,120258302,4.5867]
      ["gemini-1.5-pro","google",232.58,11.3,8933,0.026,132075729,1.761]
      ["gpt-4.1","openai",150.24,7.3,3398,0.0442,54830813,2.7401]
      ["claude-3-opus","anthropic",114.54,5.6,426,0.2689,4933157,23.2184]
      ["claude-3-5-haiku","anthropic",87.85,4.3,5286,0.0166,71990096,1.2203]
      ["gpt-4-turbo","openai",32.67,1.6,284,0.115,2585956,12.6336]
      ["gpt-4.1-mini","openai",19.93,1,2264,0.0088,36192307,0.5507]
      ["gpt-4o-mini","openai",16.56,0.8,6937,0.0024,78746399,0.2103]
      ["gemini-2.0-flash","google",1.06,0.1,897,0.0012,7242011,0.1464]
    page: {"returned":10,"total":10,"next_page":null}
    source: "analytics/models"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/models?dateFrom=2026-10-23&dateTo=2026-11-21",
  ]);
  expectWorkspaceHeaders(connection.double);
});

test("the models are the charges, cut by model, and add up to the total", async () => {
  await using connection = await connect("manager");
  const charges = chargesOf(connection.double.world, "2026-10-23", "2026-11-21");
  const { structured } = await connection.call(name, args);
  const total = figuresOf(charges).costUsd;
  expect(structured["total_cost_usd"]).toBe(total);
  const rows = rowsIn(structured, "models");
  expect(rows).toHaveLength(new Set(charges.map(({ model }) => model)).size);
  for (const row of rows) {
    const own = figuresOf(charges.filter(({ model }) => model === row["model"]));
    expect(row).toMatchObject({
      cost_usd: own.costUsd,
      share_percent: rounded((own.costUsd / total) * 100, 1),
      requests: own.requests,
      cost_per_request_usd: rounded(own.costUsd / own.requests, 4),
      tokens: own.tokens,
      cost_per_million_tokens_usd: rounded(own.costUsd / (own.tokens / 1e6), 4),
    });
  }
});

describe("other forms of the answer", () => {
  test.each(["items", "array"] as const)("%s: the same", async (modelsShape) => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches: { modelsShape } });
    expect((await connection.call(name, args)).structured).toEqual((await usual.call(name, args)).structured);
  });

  test.each(["singular", "plural", "hyphen"] as const)(
    "a breakdown (%s): the same cost and requests; it has neither provider nor tokens",
    async (dimensionSpelling) => {
      await using usual = await connect("manager");
      await using connection = await connect("manager", {
        switches: { modelsShape: "breakdown", dimensionSpelling },
      });
      const { structured } = await connection.call(name, args);
      const expected = rowsIn((await usual.call(name, args)).structured, "models").map(
        ({ provider: _, tokens: __, cost_per_million_tokens_usd: ___, ...row }) => row,
      );
      expect(rowsIn(structured, "models")).toEqual(expected);
    },
  );

  test("an array says nothing of its dates", async () => {
    await using connection = await connect("manager", { switches: { modelsShape: "array" } });
    const { structured } = await connection.call(name);
    expect(structured).toMatchObject({
      window: { period: "billing_cycle", from: null, to: null },
      warnings: ["The API did not say which dates these figures cover."],
    });
  });

  test("a breakdown without models is an error that names its dimensions", async () => {
    await using connection = await connect("manager");
    const breakdown = [
      { dimension: "agents", items: [] },
      { dimension: "master-keys", items: [] },
    ];
    connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { breakdown } } } });
    const { isError, text } = await connection.call(name);
    expect(isError).toBe(true);
    expect(text).toContain("no rows of models; the dimensions are: agent, master_key");
  });

  test("no models: unknown, not zero", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { models: [] } } } });
    const { structured } = await connection.call(name, args);
    expect(structured).toMatchObject({
      total_cost_usd: null,
      warnings: ["The API sent no model rows for this window: the cost is unknown, or there was none."],
    });
  });

  test("one model without a cost: no total, and no share", async () => {
    await using connection = await connect("manager");
    const models = [{ model: "a", cost: "2.5", requests: "5" }, { model: "b" }];
    connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { models } } } });
    const { structured } = await connection.call(name, args);
    expect(structured).toMatchObject({
      total_cost_usd: null,
      models: {
        columns: ["model", "cost_usd", "requests", "cost_per_request_usd"],
        rows: [
          ["a", 2.5, 5, 0.5],
          ["b", null, null, null],
        ],
      },
    });
  });
});

describe("the same use at another model's list prices", () => {
  const miniPrice = { input: 0.15, output: 0.6 };

  test("is what the charges' tokens would have cost there, between the bounds", async () => {
    await using connection = await connect("manager");
    const { structured } = await connection.call(name, { ...args, compare_with: "gpt-4o-mini" });
    const found = Object(structured["if_switched"]);
    const rows = rowsIn(found, "rows");
    const charges = chargesOf(connection.double.world, "2026-10-23", "2026-11-21");
    expect(rows.map(({ model }) => model)).not.toContain("gpt-4o-mini");
    for (const row of rows) {
      const own = figuresOf(charges.filter(({ model }) => model === row["model"]));
      const would = (own.inputTokens * miniPrice.input + own.outputTokens * miniPrice.output) / 1e6;
      expect(row["cost_usd"]).toBe(own.costUsd);
      // The workspace's own price of one model is not the one its charges were made from.
      if (row["model"] !== "gpt-4.1-mini")
        expect(Math.abs(Number(row["would_cost_usd"]) - would)).toBeLessThan(0.03 * would + 0.02);
      expect(Number(row["low_usd"])).toBeLessThanOrEqual(would + 0.01);
      expect(Number(row["high_usd"])).toBeGreaterThanOrEqual(would - 0.01);
      expect(row["saves_usd"]).toBeCloseTo(Number(row["cost_usd"]) - Number(row["would_cost_usd"]), 9);
    }
    expect(found.covers_percent_of_cost).toBe(100);
    expect(found.saves_usd).toBeCloseTo(found.cost_usd - found.would_cost_usd, 9);
  });

  test("of one model alone", async () => {
    await using connection = await connect("manager");
    const { structured } = await connection.call(name, { ...args, model: "GPT-4o", compare_with: "gpt-4.1" });
    expect(rowsIn(Object(structured["if_switched"]), "rows")).toMatchObject([
      { model: "gpt-4o", saves_usd: expect.any(Number) },
    ]);
    expect(rowsIn(structured, "models")).toHaveLength(1);
  });

  test.each([
    [{ compare_with: "gpt-4o-minni" }, "Did you mean gpt-4o-mini?"],
    [{ compare_with: "gpt-4o-mini", model: "nothing" }, "The costliest are gpt-4o, "],
  ])("%j is an error that says what there is", async (more, words) => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(name, { ...args, ...more });
    expect(isError).toBe(true);
    expect(text).toContain(words);
  });

  test("a model without prices cannot be compared with", async () => {
    await using connection = await connect("manager");
    const priceless = connection.double.world.models.find(
      ({ info, costPerInputTokenCents }) => info === null && costPerInputTokenCents === null,
    );
    const { text } = await connection.call(name, { ...args, compare_with: priceless?.modelId });
    expect(text).toContain("The catalogue states no price of");
  });
});
