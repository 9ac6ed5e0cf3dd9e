// What a caller gets who asks for a chart, and that nobody else gets one.
import { describe, expect, test } from "bun:test";
import { toolsByMode } from "../../src/tools/index.ts";
import { credentials } from "../api-double/server.ts";
import { changeAnswer, plantText } from "../contract/hostile-data/payloads.ts";
import { callForChart, pngIn, readPng, readXml, svgIn, wordsIn } from "../support/charts.ts";
import { connect } from "../support/connect.ts";

const points = { switches: { timeseriesShape: "points" } } as const;
const calls = [
  { mode: "vk", name: "get_daily_costs", args: { period: "30d" } },
  { mode: "manager", name: "get_daily_costs", args: {} },
  { mode: "manager", name: "get_usage_timeseries", args: { metric: "cost", period: "3m" } },
  { mode: "manager", name: "get_usage_timeseries", args: { metric: "latency" } },
  {
    mode: "manager",
    name: "get_usage_timeseries",
    args: { metric: "requests", granularity: "hour", period: "7d" },
  },
  { mode: "manager", name: "get_sparklines", args: {} },
  { mode: "manager", name: "get_executive_dashboard", args: {} },
] as const;

describe.each([...calls])("$name in $mode mode, $args", ({ mode, name, args }) => {
  test("the same figures with and without a chart, and a chart only on demand", async () => {
    await using connection = await connect(mode, points);
    const usual = await callForChart(connection.client, name, args);
    const png = await callForChart(connection.client, name, { ...args, chart: "png" });
    const svg = await callForChart(connection.client, name, { ...args, chart: "svg" });
    expect(usual.pictures).toEqual([]);
    expect([png.outcome, svg.outcome]).toEqual([usual.outcome, usual.outcome]);
    const bytes = pngIn(png.pictures);
    expect(bytes.length).toBeLessThan(20_000);
    const { width, height } = readPng(bytes);
    const [root] = readXml(svgIn(svg.pictures));
    expect(root).toMatchObject({ name: "svg", attributes: { width: `${width}`, height: `${height}` } });
  });
});

test("exactly the tools that take a chart argument can draw", () => {
  const tools = [...toolsByMode.vk, ...toolsByMode.manager];
  const taking = tools.filter(({ input }) => "chart" in input.entries).map(({ name }) => name);
  expect([...new Set(taking)].toSorted()).toEqual([...new Set(calls.map(({ name }) => name))].toSorted());
});

const wordsOf = async (mode: "vk" | "manager", name: string, args: Record<string, unknown>) => {
  await using connection = await connect(mode, points);
  const { outcome, pictures } = await callForChart(connection.client, name, { ...args, chart: "svg" });
  return { structured: outcome.structured, words: wordsIn(svgIn(pictures)) };
};

test("a chart says what, whose, when, in which unit, and which day is not over", async () => {
  const { words } = await wordsOf("vk", "get_daily_costs", { period: "7d" });
  expect(words).toEqual([
    "Cost by day in USD, 2026-11-15 to 2026-11-22 (UTC)",
    'virtual key "support-bot-prod" (agent "Support Bot") in workspace "Northwind Labs"',
    "as of 2026-11-22 09:30 UTC",
    "mean $5.76, complete days",
    "Nov 22 is not over: $1.23 so far",
    "USD",
    ...["$0", "$2", "$4", "$6", "$8"],
    ...["$4.95", "$6.34", "$6.39", "$6.66", "$5.96", "$5.67", "$4.33", "$1.23"],
    ...["Nov 15", "Nov 16", "Nov 17", "Nov 18", "Nov 19", "Nov 20", "Nov 21", "Nov 22"],
    "not over",
    "day (UTC)",
  ]);
});

test("the dashboard's chart has its forecast, movers and days", async () => {
  const { words } = await wordsOf("manager", "get_executive_dashboard", {});
  expect(words).toEqual(
    expect.arrayContaining([
      "Cost of the billing cycle in USD, 2026-11-01 to 2026-11-30 (UTC)",
      "$1,471.95 so far",
      "forecast $2,063.31",
      "80 % range $2,044.86 to $2,086.31",
      "budget $5,000.00",
      "Over budget: key research-analyst (200.6 %), department Marketing (101.2 %)",
      "Agents that moved most",
      "2026-11-15..2026-11-21 against 2026-11-08..2026-11-14",
      "Legacy Translator",
      "-$28.97",
      "+$25.35",
      "gpt-4o",
      "$103.88",
      "not over",
    ]),
  );
});

test("sparklines: one panel a metric, each with its unit and mean", async () => {
  const { words } = await wordsOf("manager", "get_sparklines", {});
  expect(words).toEqual(
    expect.arrayContaining(["spend", "USD", "mean of complete days $76.85", "requests", "tokens", "41.3M"]),
  );
});

test("one page among several says which part it is, and no mean of them all", async () => {
  const { words } = await wordsOf("manager", "get_usage_timeseries", {
    metric: "cost",
    period: "12m",
    page: 2,
  });
  expect(words[0]).toBe("Cost in USD by day, 2025-11-28 to 2026-05-26 (UTC)");
  expect(words.join()).not.toMatch(/mean|not over/);
  expect(words).toContain("180 of 365 points");
});

test("a day without a row is unknown in the chart, not zero", async () => {
  await using connection = await connect("vk", {
    environment: { ALEPHANT_VIRTUAL_KEY: "vk-live-onboarding-guide-3b20" },
    switches: { zeroFillDays: false },
  });
  const { pictures } = await callForChart(connection.client, "get_daily_costs", {
    period: "7d",
    chart: "svg",
  });
  const words = wordsIn(svgIn(pictures));
  expect(words).toContain("unknown: 2 days");
  expect(words).not.toContain("$0.00");
  expect(words.join()).not.toContain("mean");
});

test("when no figure is known there is no chart, and a warning says so", async () => {
  await using connection = await connect("manager");
  const args = { metric: "cost", granularity: "hour", period: "7d", chart: "png" };
  const { outcome, pictures } = await callForChart(connection.client, "get_usage_timeseries", args);
  expect(pictures).toEqual([]);
  expect(outcome.structured["warnings"]).toContain("There is no chart: none of its figures is known.");
});

test("points with dates stand on their days, and a day between them that was not sent is a gap", async () => {
  await using connection = await connect("manager");
  const spend = ["16", "17", "20", "21"].map((day) => ({ date: `2026-11-${day}`, value: Number(day) }));
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { spend } } } });
  const { outcome, pictures } = await callForChart(connection.client, "get_sparklines", { chart: "svg" });
  expect(outcome.structured).toMatchObject({
    days: "2026-11-16..2026-11-22",
    series: [{ points: [16, 17, null, null, 20, 21, null], complete_days_total: null }],
  });
  const words = wordsIn(svgIn(pictures));
  expect(words).toContain("$21.00");
  expect(words.join()).not.toContain("mean");
});

test("names that the font has not come with the advice to ask for SVG", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/costs",
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const { body, ...reply } = usual();
        const text = typeof body === "string" ? body : new TextDecoder().decode(body);
        return { ...reply, body: text.replaceAll("Legacy Translator", "翻译") };
      },
    },
  });
  const warning = "Characters that the PNG's font lacks are drawn as boxes: chart svg has them all.";
  for (const [chart, isWarned] of [
    ["png", true],
    ["svg", false],
  ] as const) {
    const { outcome } = await callForChart(connection.client, "get_executive_dashboard", { chart });
    expect(JSON.stringify(outcome.structured["warnings"]).includes(warning)).toBe(isWarned);
  }
});

test.each(["gif", true])("%j is refused before any request", async (chart) => {
  await using connection = await connect("vk");
  const { isError, text } = await connection.call("get_daily_costs", { chart });
  expect(isError).toBe(true);
  expect(text).toContain('chart must be one of "png", "svg"');
  expect(connection.double.requests).toEqual([]);
});

test("what strangers wrote is text in the chart too, and no credential gets into it", async () => {
  await using connection = await connect("manager");
  const name = `"><script>${credentials.patAdmin}</script>`;
  connection.double.fault({
    path: "/api/v1/analytics/costs",
    effect: changeAnswer(plantText(name)),
  });
  const { pictures } = await callForChart(connection.client, "get_executive_dashboard", { chart: "svg" });
  const svg = svgIn(pictures);
  expect(wordsIn(svg).join("\n")).toContain('"><script>[credential');
  expect(svg).not.toContain(credentials.patAdmin.slice(0, 20));
});
