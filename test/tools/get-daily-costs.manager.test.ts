import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders, rowsIn } from "../support/workspace.ts";

const name = "get_daily_costs";

test("seven days, today apart", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    complete_days: {"days":7,"cost_usd":514.45,"requests":14166,"tokens":188627892,"mean_cost_per_day_usd":73.49,"highest_day":"2026-11-19"}
    today_so_far: {"cost_usd":15.69,"requests":398,"tokens":5240440}
    incomplete_day: "2026-11-22"
    days: ["date","cost_usd","requests","tokens"]
      ["2026-11-15",53.36,1517,20014419]
      ["2026-11-16",66.79,1905,25349694]
      ["2026-11-17",69.75,2034,26455119]
      ["2026-11-18",80.2,2083,27431652]
      ["2026-11-19",103.88,3035,41311482]
      ["2026-11-20",76.06,1952,26207678]
      ["2026-11-21",64.41,1640,21857848]
      ["2026-11-22",15.69,398,5240440]
    source: "analytics/usage"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/usage?dateFrom=2026-11-15&dateTo=2026-11-22",
  ]);
  expectWorkspaceHeaders(connection.double);
});

test.each([
  { period: "24h", from: "2026-11-21", days: 2 },
  { period: "7d", from: "2026-11-15", days: 8 },
  { period: "30d", from: "2026-10-23", days: 31 },
  { period: "billing_cycle", from: "2026-11-01", days: 22 },
  { period: "2026-11", from: "2026-11-01", days: 22 },
])(
  "$period: each day is its charges, and the totals are of the days that are over",
  async ({ period, from, days }) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const { structured } = await connection.call(name, { period });
    const rows = rowsIn(structured, "days");
    expect(rows).toHaveLength(days);
    for (const { date, ...figures } of rows) {
      const { costUsd, requests, tokens } = figuresOf(chargesOf(world, String(date), String(date)));
      expect(figures).toEqual({ cost_usd: costUsd, requests, tokens });
    }
    const over = figuresOf(chargesOf(world, from, "2026-11-21"));
    const highest = rows.slice(0, -1).toSorted((a, b) => Number(b["cost_usd"]) - Number(a["cost_usd"]))[0];
    expect(structured).toMatchObject({
      complete_days: {
        days: days - 1,
        cost_usd: over.costUsd,
        requests: over.requests,
        tokens: over.tokens,
        mean_cost_per_day_usd: rounded(over.costUsd / (days - 1), 2),
        highest_day: highest?.["date"],
      },
      today_so_far: { cost_usd: 15.69, requests: 398 },
      incomplete_day: "2026-11-22",
    });
  },
);

test("a day that the API leaves out is told, and is in the mean as a day without use", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    effect: {
      kind: "status",
      status: 200,
      body: { data: { series: [{ date: "2026-11-20", cost: "12.5", requests: 5, tokens: null }] } },
    },
  });
  const { structured } = await connection.call(name, { period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    complete_days: {"days":7,"cost_usd":12.5,"requests":5,"tokens":null,"mean_cost_per_day_usd":1.79,"highest_day":"2026-11-20"}
    today_so_far: null
    incomplete_day: null
    days: ["date","cost_usd","requests"]
      ["2026-11-20",12.5,5]
    source: "analytics/usage"
    warnings: ["The API sent no row for 6 complete day(s): 2026-11-15, 2026-11-16, 2026-11-17, 2026-11-18, 2026-11-19, …. The totals and the mean count them as days without use."]"
  `);
});
