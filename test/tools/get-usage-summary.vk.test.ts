import { describe, expect, test } from "bun:test";
import { connect, testNow } from "../support/connect.ts";
import { figuresOf, listChargesOfAgent, listRequestsOfAgent, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";

const name = "get_usage_summary";

test("the billing cycle, when no period is named", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    cost_usd: 120.28
    requests: 8133
    tokens: 65991764
    input_tokens: 56989207
    output_tokens: 9002557
    cost_per_request_usd: 0.0148
    cost_per_million_tokens_usd: 1.8227
    change: {"days":null,"compared_with":null,"cost_before_usd":null,"cost_change_usd":null,"cost_percent":-2.4,"requests_percent":-3.3,"tokens_percent":null}
    source: "cockpit/usage-summary (live)"
    warnings: ["The change is the API's own comparison; it does not say which days it compares."]"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/scope",
    "GET /api/v1/cockpit/usage-summary?period=billing_cycle",
  ]);
});

test("the billing cycle adds up to the charges", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "billing_cycle" });
  const { agentId } = world.planted.supportBot;
  const now = figuresOf(listChargesOfAgent(world, agentId, "2026-11-01", "2026-11-22"));
  const previous = figuresOf(listChargesOfAgent(world, agentId, "2026-10-01", "2026-10-22"));
  expect(structured).toMatchObject({
    window: { from: "2026-11-01", to: "2026-11-22", days: 22, includes_incomplete_today: true },
    cost_usd: now.costUsd,
    requests: now.requests,
    tokens: now.tokens,
    input_tokens: now.inputTokens,
    output_tokens: now.outputTokens,
    cost_per_request_usd: rounded(now.costUsd / now.requests, 4),
    cost_per_million_tokens_usd: rounded(now.costUsd / (now.tokens / 1e6), 4),
    change: {
      cost_percent: rounded((now.costUsd / previous.costUsd - 1) * 100, 1),
      requests_percent: rounded((now.requests / previous.requests - 1) * 100, 1),
      tokens_percent: null,
    },
    // Nobody knows the days of the cockpit's own comparison.
    warnings: ["The change is the API's own comparison; it does not say which days it compares."],
  });
});

describe("complete days, which the cockpit does not offer, from its daily rows", () => {
  test("7d: the seven days before today against the seven before, today beside them", async () => {
    await using connection = await connect("vk");
    const { world } = connection.double;
    const { structured } = await connection.call(name, { period: "7d" });
    const of = (first: string, last: string) =>
      figuresOf(listChargesOfAgent(world, world.planted.supportBot.agentId, first, last));
    const [now, then] = [of("2026-11-15", "2026-11-21"), of("2026-11-08", "2026-11-14")];
    const today = of("2026-11-22", "2026-11-22");
    expect(structured).toMatchObject({
      window: {
        period: "7d",
        from: "2026-11-15",
        to: "2026-11-21",
        days: 7,
        includes_incomplete_today: false,
      },
      cost_usd: now.costUsd,
      requests: now.requests,
      tokens: now.tokens,
      cost_per_request_usd: rounded(now.costUsd / now.requests, 4),
      today_so_far: { cost_usd: today.costUsd, requests: today.requests, tokens: today.tokens },
      change: {
        days: "2026-11-15..2026-11-21",
        compared_with: "2026-11-08..2026-11-14",
        cost_change_usd: rounded(now.costUsd - then.costUsd, 2),
        cost_percent: rounded((now.costUsd / then.costUsd - 1) * 100, 1),
        requests_percent: rounded((now.requests / then.requests - 1) * 100, 1),
        tokens_percent: rounded((now.tokens / then.tokens - 1) * 100, 1),
      },
      warnings: ["Input and output tokens are told apart with 24h and billing_cycle only."],
    });
    expect(requestLines(connection.double)).toEqual([
      "GET /api/v1/cockpit/daily-costs?period=30d",
      "GET /api/v1/cockpit/scope",
    ]);
  });

  test("30d: 29 of them, no days before, and both are said", async () => {
    await using connection = await connect("vk");
    const { world } = connection.double;
    const { structured } = await connection.call(name, { period: "30d" });
    const { agentId } = world.planted.supportBot;
    expect(structured).toMatchObject({
      window: { period: "30d", from: "2026-10-24", to: "2026-11-21", days: 29 },
      cost_usd: figuresOf(listChargesOfAgent(world, agentId, "2026-10-24", "2026-11-21")).costUsd,
      change: { days: null, compared_with: null, cost_change_usd: null, cost_percent: null },
      warnings: [
        "With a virtual key the API's daily rows begin on 2026-10-24, so 30d is 29 complete days here; today stands beside them.",
        "Input and output tokens are told apart with 24h and billing_cycle only.",
        "With a virtual key there are no days before these 30d to compare them with: try 7d.",
      ],
    });
  });
});

test.each(["7d", "30d"])(
  "%s with rows of 10 days: 7d is not advised, as it has no days before either",
  async (period) => {
    await using connection = await connect("vk");
    connection.double.fault({
      path: "/api/v1/cockpit/daily-costs",
      effect: {
        kind: "custom",
        respond: (_, usual) => ({
          ...usual(),
          body: String(usual().body).replaceAll("2026-10-24", "2026-11-12"),
        }),
      },
    });
    const { structured } = await connection.call(name, { period });
    expect(structured["change"]).toMatchObject({ days: null, cost_percent: null });
    expect(structured["warnings"]).toContain(
      `With a virtual key there are no days before these ${period} to compare them with.`,
    );
  },
);

test.each(["2026-10", "2026-10-03..2026-10-09", "90d"])(
  "%j is refused with the periods that a virtual key has, before any request",
  async (period) => {
    await using connection = await connect("vk");
    for (const tool of [name, "get_daily_costs", "get_cost_by_model"]) {
      const { isError, text } = await connection.call(tool, { period });
      expect({ isError, text }).toEqual({
        isError: true,
        text: `${tool} failed. With a virtual key period must be one of 24h, 7d, 30d, billing_cycle: its API offers no other days. A month or any days need a personal access token (ALEPHANT_PAT). No request was sent.`,
      });
    }
    expect(connection.double.requests).toEqual([]);
  },
);

test("24h touches two days and says so", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "24h" });
  const dayBefore = new Date(testNow.getTime() - 86_400_000);
  const figures = figuresOf(listRequestsOfAgent(world, world.planted.supportBot.agentId, dayBefore, testNow));
  expect(structured).toMatchObject({
    window: { period: "24h", from: "2026-11-21", to: "2026-11-22", days: 2 },
    cost_usd: figures.costUsd,
    requests: figures.requests,
  });
  expect(structured["warnings"]).toContain(
    "With a virtual key 24h is the API's own, presumably the last 24 hours: of its first day only the end is in it. For today so far and the whole of yesterday use get_daily_costs.",
  );
});

test("without a period before there is no change, not a change of 0", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/usage-summary",
    effect: { kind: "missing_fields", names: ["vs_previous_period"] },
  });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    change: { cost_percent: null, requests_percent: null, tokens_percent: null },
    warnings: [],
  });
});
