import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "get_usage_summary";

test("the billing cycle, when no period is named, against the same days of the month before", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    cost_usd: 1471.95
    requests: 40057
    tokens: 537000532
    input_tokens: null
    output_tokens: null
    cost_per_request_usd: 0.0367
    cost_per_million_tokens_usd: 2.7411
    change: {"days":"2026-11-01..2026-11-21","compared_with":"2026-10-01..2026-10-21","cost_now_usd":1456.26,"cost_before_usd":1427.63,"cost_change_usd":28.63,"cost_percent":2,"requests_percent":3.1,"tokens_percent":3}
    source: "analytics/usage"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/usage",
    "GET /api/v1/analytics/usage?dateFrom=2026-10-01&dateTo=2026-10-21",
  ]);
  expectWorkspaceHeaders(connection.double);
});

test.each([
  { period: "24h", from: "2026-11-22", to: "2026-11-22", complete: null, before: null },
  {
    period: "7d",
    from: "2026-11-15",
    to: "2026-11-21",
    complete: "2026-11-21",
    before: ["2026-11-08", "2026-11-14"],
  },
  {
    period: "30d",
    from: "2026-10-23",
    to: "2026-11-21",
    complete: "2026-11-21",
    before: ["2026-09-23", "2026-10-22"],
  },
  {
    period: "billing_cycle",
    from: "2026-11-01",
    to: "2026-11-22",
    complete: "2026-11-21",
    before: ["2026-10-01", "2026-10-21"],
  },
  {
    period: "2026-10",
    from: "2026-10-01",
    to: "2026-10-31",
    complete: "2026-10-31",
    before: ["2026-08-31", "2026-09-30"],
  },
  {
    period: "2026-10-03..2026-10-09",
    from: "2026-10-03",
    to: "2026-10-09",
    complete: "2026-10-09",
    before: ["2026-09-26", "2026-10-02"],
  },
])(
  "$period adds up to the charges; its complete days are compared",
  async ({ period, from, to, complete, before }) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const { structured } = await connection.call(name, { period });
    const all = figuresOf(chargesOf(world, from, to));
    const today = figuresOf(chargesOf(world, "2026-11-22", "2026-11-22"));
    expect(structured).toMatchObject({
      window: { period, from, to, includes_incomplete_today: to === "2026-11-22" },
      cost_usd: all.costUsd,
      requests: all.requests,
      tokens: all.tokens,
      input_tokens: null,
      cost_per_request_usd: rounded(all.costUsd / all.requests, 4),
      cost_per_million_tokens_usd: rounded(all.costUsd / (all.tokens / 1e6), 4),
    });
    expect(structured["today_so_far"]).toEqual(
      to === "2026-11-21"
        ? { cost_usd: today.costUsd, requests: today.requests, tokens: today.tokens }
        : undefined,
    );
    if (complete === null || before === null) {
      expect(structured["change"]).toMatchObject({ days: null, cost_change_usd: null, cost_percent: null });
      return;
    }
    const [first = "", last = ""] = before;
    const now = figuresOf(chargesOf(world, from, complete));
    const then = figuresOf(chargesOf(world, first, last));
    expect(structured["change"]).toEqual({
      days: `${from}..${complete}`,
      compared_with: `${first}..${last}`,
      ...(to === complete ? {} : { cost_now_usd: now.costUsd }),
      cost_before_usd: then.costUsd,
      cost_change_usd: rounded(now.costUsd - then.costUsd, 2),
      cost_percent: rounded((now.costUsd / then.costUsd - 1) * 100, 1),
      requests_percent: rounded((now.requests / then.requests - 1) * 100, 1),
      tokens_percent: rounded((now.tokens / then.tokens - 1) * 100, 1),
    });
  },
);

test("a month that is going on ends yesterday, and says so", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "2026-11" });
  expect(structured).toMatchObject({
    window: { period: "2026-11", from: "2026-11-01", to: "2026-11-21", days: 21 },
    today_so_far: { requests: 398 },
    warnings: [
      "The change is against as many days before, not against the month before: for that use compare_entity_periods with compare_with.",
      "2026-11 is not over: these are its complete days up to yesterday, 2026-11-01..2026-11-21.",
    ],
  });
});

test.each([
  ["2026-12", "2026-12 lies in the future: today is 2026-11-22 (UTC)"],
  ["2026-11-20..2026-11-25", "2026-11-20..2026-11-25 ends in the future: today is 2026-11-22 (UTC)"],
  ["2026-11-09..2026-11-03", "2026-11-09..2026-11-03 ends before it begins"],
  ["2025-10", "2025-10 begins more than 400 days ago"],
  ["2026-11-22", "2026-11-22 has no complete day yet: for today so far ask with 24h"],
  [
    "2026-02-30",
    "period must be 24h, 7d, 30d, billing_cycle, a month such as 2026-10, or days such as 2026-10-03..2026-10-09, not 2026-02-30",
  ],
])("%s is refused with the reason, before any request", async (period, reason) => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, { period });
  expect({ isError, text }).toEqual({
    isError: true,
    text: `${name} failed. ${reason}. No request was sent.`,
  });
  expect(connection.double.requests).toEqual([]);
});

test("today so far is not a rolling day, and says so", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "24h" });
  expect(structured["warnings"]).toEqual(["24h is today so far (UTC), not a rolling day."]);
});

test("on the first day of a month there is nothing to compare yet", async () => {
  await using connection = await connect("manager", { now: new Date("2026-11-01T00:10:00Z") });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    window: { from: "2026-11-01", to: "2026-11-01", days: 1 },
    change: { days: null, compared_with: null, cost_percent: null },
  });
});

test("the days before cannot be read: the totals stand, without a change", async () => {
  await using connection = await connect("manager");
  const whole = await connection.call(name);
  connection.double.fault({
    path: ({ query }) => "dateFrom" in query,
    effect: { kind: "status", status: 500 },
  });
  const { structured } = await connection.call(name);
  expect(structured).toEqual({
    ...whole.structured,
    change: {
      days: null,
      compared_with: null,
      cost_before_usd: null,
      cost_change_usd: null,
      cost_percent: null,
      requests_percent: null,
      tokens_percent: null,
    },
    warnings: ["The days before could not be read, so there is no comparison."],
  });
});

test("a billing cycle of 200 days is said to be one, wherever it is the window", async () => {
  await using connection = await connect("manager");
  const series = [{ date: "2026-11-20", cost: 1, requests: 1, tokens: 1 }];
  const period = { from: "2026-05-07", to: "2026-11-22" };
  connection.double.fault({
    path: "/api/v1/analytics/",
    effect: {
      kind: "status",
      status: 200,
      body: {
        data: { period, series, models: [], breakdown: [{ dimension: "agents", items: [] }], totalCost: 1 },
      },
    },
  });
  const tools = [
    name,
    "get_cost_by_model",
    "list_agents",
    "get_workspace_overview",
    "get_workspace_budget_status",
  ];
  for (const tool of tools) {
    const { structured } = await connection.call(tool);
    expect([tool, structured["warnings"]]).toEqual([
      tool,
      expect.arrayContaining([
        "The billing cycle that the API states has 200 days so far: it is longer than a month.",
      ]),
    ]);
  }
});

test("no row at all: unknown, not zero", async () => {
  await using connection = await connect("manager");
  const body = { data: { series: [] } };
  connection.double.fault({ effect: { kind: "status", status: 200, body } });
  const { structured } = await connection.call(name, { period: "7d" });
  expect(structured).toMatchObject({
    cost_usd: null,
    requests: null,
    tokens: null,
    cost_per_request_usd: null,
    warnings: ["The API sent no usage rows for this window, so its figures are unknown."],
  });
});

test("401 names the variable, whatever the API calls it", async () => {
  await using connection = await connect("pat_revoked_44444444444444444444444444444");
  const { text } = await connection.call(name);
  expect(text).toMatchInlineSnapshot(
    `"get_usage_summary failed. Alephant did not accept the credential (HTTP 401): GET /api/v1/analytics/usage. The API says: token has been revoked. The personal access token may be wrong, expired or revoked, or belong to another deployment. Check ALEPHANT_PAT (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it."`,
  );
});
