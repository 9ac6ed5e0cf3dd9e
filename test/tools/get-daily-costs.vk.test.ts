import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, listChargesOfAgent, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { rowsIn } from "../support/workspace.ts";

const name = "get_daily_costs";

test("seven days, the last of them incomplete", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name, { period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"7d","from":"2026-11-15","to":"2026-11-21","days":7,"includes_incomplete_today":false}
    complete_days: {"days":7,"cost_usd":40.3,"requests":2712,"tokens":22090710,"mean_cost_per_day_usd":5.76,"highest_day":"2026-11-18"}
    today_so_far: {"cost_usd":1.23,"requests":85,"tokens":691659}
    incomplete_day: "2026-11-22"
    days: ["date","cost_usd","requests","tokens"]
      ["2026-11-15",4.95,324,2669107]
      ["2026-11-16",6.34,419,3439619]
      ["2026-11-17",6.39,431,3520178]
      ["2026-11-18",6.66,443,3647035]
      ["2026-11-19",5.96,412,3313399]
      ["2026-11-20",5.67,384,3096417]
      ["2026-11-21",4.33,299,2404955]
      ["2026-11-22",1.23,85,691659]
    source: "cockpit/daily-costs (live)"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/cockpit/daily-costs?period=30d",
    "GET /api/v1/cockpit/scope",
  ]);
});

test("every day is the sum of its charges, and the totals leave today out", async () => {
  await using connection = await connect("vk");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "30d" });
  const { agentId } = world.planted.supportBot;
  const days = [
    ...Map.groupBy(listChargesOfAgent(world, agentId, "2026-10-24", "2026-11-22"), ({ date }) => date),
  ]
    .map(([date, charges]) => ({ date, ...figuresOf(charges) }))
    .sort((a, b) => a.date.localeCompare(b.date));
  const complete = figuresOf(listChargesOfAgent(world, agentId, "2026-10-24", "2026-11-21"));
  const highest = days.slice(0, -1).reduce((top, day) => (day.costUsd > top.costUsd ? day : top));
  expect(days).toHaveLength(30);
  expect(structured).toMatchObject({
    days: {
      columns: ["date", "cost_usd", "requests", "tokens"],
      rows: days.map(({ date, costUsd, requests, tokens }) => [date, costUsd, requests, tokens]),
    },
    complete_days: {
      days: 29,
      cost_usd: complete.costUsd,
      requests: complete.requests,
      tokens: complete.tokens,
      mean_cost_per_day_usd: rounded(complete.costUsd / 29, 2),
      highest_day: highest.date,
    },
    incomplete_day: "2026-11-22",
  });
});

test("24h is the whole of yesterday beside today, as the longer periods have them", async () => {
  await using connection = await connect("vk");
  const day = (await connection.call(name, { period: "24h" })).structured;
  const week = (await connection.call(name, { period: "7d" })).structured;
  expect(rowsIn(day, "days")).toEqual(rowsIn(week, "days").slice(-2));
  expect(day).toMatchObject({
    window: { from: "2026-11-21", to: "2026-11-22" },
    complete_days: { days: 1, cost_usd: 4.33, highest_day: "2026-11-21" },
    today_so_far: week["today_so_far"],
  });
});

test("days without a row count as days without use, and are named", async () => {
  // Onboarding Guide exists for five days only, and this deployment leaves empty days out.
  await using connection = await connect("vk", {
    environment: { ALEPHANT_VIRTUAL_KEY: "vk-live-onboarding-guide-3b20" },
    switches: { zeroFillDays: false },
  });
  const { structured } = await connection.call(name, { period: "7d" });
  const { complete_days, warnings } = structured;
  expect({ complete_days, warnings }).toMatchInlineSnapshot(`
    {
      "complete_days": {
        "cost_usd": 20.48,
        "days": 7,
        "highest_day": "2026-11-18",
        "mean_cost_per_day_usd": 2.93,
        "requests": 441,
        "tokens": 4166258,
      },
      "warnings": [
        "The API sent no row for 2 complete day(s): 2026-11-15, 2026-11-16. The totals and the mean count them as days without use.",
      ],
    }
  `);
});

test("no row at all is unknown, not zero", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/daily-costs",
    effect: {
      kind: "status",
      status: 200,
      body: { degraded: false, period: { from: "2026-11-16", to: "2026-11-22" }, data: [] },
    },
  });
  const { structured } = await connection.call(name, { period: "7d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"7d","from":"2026-11-16","to":"2026-11-21","days":6,"includes_incomplete_today":false}
    complete_days: {"days":6,"cost_usd":null,"requests":null,"tokens":null,"mean_cost_per_day_usd":null,"highest_day":null}
    today_so_far: null
    incomplete_day: null
    days: []
    source: "cockpit/daily-costs"
    warnings: ["With a virtual key the API's daily rows begin on 2026-11-16, so 7d is 6 complete days here; today stands beside them.","The API sent no row for any complete day (6: 2026-11-16, 2026-11-17, 2026-11-18, 2026-11-19, 2026-11-20, …), so their totals are unknown."]"
  `);
});
