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
    today_so_far: null
    change: {"days":"2026-11-01..2026-11-21","compared_with":"2026-10-01..2026-10-21","cost_usd":28.63,"cost_percent":2,"requests_percent":3.1,"tokens_percent":3}
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
  { period: "24h", from: "2026-11-22", days: 1, complete: null, before: null },
  { period: "7d", from: "2026-11-16", days: 7, complete: "2026-11-16", before: ["2026-11-09", "2026-11-14"] },
  {
    period: "30d",
    from: "2026-10-24",
    days: 30,
    complete: "2026-10-24",
    before: ["2026-09-24", "2026-10-22"],
  },
  {
    period: "billing_cycle",
    from: "2026-11-01",
    days: 22,
    complete: "2026-11-01",
    before: ["2026-10-01", "2026-10-21"],
  },
])(
  "$period adds up to the charges; its complete days are compared",
  async ({ period, from, days, complete, before }) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const { structured } = await connection.call(name, { period });
    const all = figuresOf(chargesOf(world, from, "2026-11-22"));
    expect(structured).toMatchObject({
      window: { period, from, to: "2026-11-22", days, includes_incomplete_today: true },
      cost_usd: all.costUsd,
      requests: all.requests,
      tokens: all.tokens,
      input_tokens: null,
      cost_per_request_usd: rounded(all.costUsd / all.requests, 4),
      cost_per_million_tokens_usd: rounded(all.costUsd / (all.tokens / 1e6), 4),
    });
    if (complete === null || before === null) {
      expect(structured["change"]).toMatchObject({ days: null, cost_usd: null, cost_percent: null });
      return;
    }
    const [first = "", last = ""] = before;
    const now = figuresOf(chargesOf(world, complete, "2026-11-21"));
    const then = figuresOf(chargesOf(world, first, last));
    expect(structured["change"]).toEqual({
      days: `${complete}..2026-11-21`,
      compared_with: `${first}..${last}`,
      cost_usd: rounded(now.costUsd - then.costUsd, 2),
      cost_percent: rounded((now.costUsd / then.costUsd - 1) * 100, 1),
      requests_percent: rounded((now.requests / then.requests - 1) * 100, 1),
      tokens_percent: rounded((now.tokens / then.tokens - 1) * 100, 1),
    });
  },
);

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
      cost_usd: null,
      cost_percent: null,
      requests_percent: null,
      tokens_percent: null,
    },
    warnings: ["The days before could not be read, so there is no comparison."],
  });
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
