import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "get_sparklines";
const days = ["16", "17", "18", "19", "20", "21", "22"].map((day) => `2026-11-${day}`);

test("seven days of everything there is", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    days: "2026-11-16..2026-11-22"
    incomplete_day: "2026-11-22"
    series: [{"metric":"spend","unit":"USD","points":[66.79,69.75,80.2,103.88,76.06,64.41,15.69],"complete_days_total":461.09,"complete_days_mean":76.85},{"metric":"requests","unit":"requests","points":[1905,2034,2083,3035,1952,1640,398],"complete_days_total":12649,"complete_days_mean":2108.17},{"metric":"tokens","unit":"tokens","points":[25349694,26455119,27431652,41311482,26207678,21857848,5240440],"complete_days_total":168613473,"complete_days_mean":28102245.5}]
    source: "analytics/sparklines"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/analytics/sparklines?metrics=all"]);
  expectWorkspaceHeaders(connection.double);
});

test("the points are the charges, and the totals leave today out", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const perDay = days.map((day) => figuresOf(chargesOf(world, day, day)));
  const over = figuresOf(chargesOf(world, "2026-11-16", "2026-11-21"));
  const series = (metric: string, unit: string, figure: (of: typeof over) => number) => ({
    metric,
    unit,
    points: perDay.map(figure),
    complete_days_total: figure(over),
    complete_days_mean: rounded(figure(over) / 6, 2),
  });
  expect(structured["series"]).toEqual([
    series("spend", "USD", ({ costUsd }) => costUsd),
    series("requests", "requests", ({ requests }) => requests),
    series("tokens", "tokens", ({ tokens }) => tokens),
  ]);
});

test.each([
  { sparklinePoints: "strings" } as const,
  { sparklinePoints: "objects" } as const,
  { numericStrings: true },
  { workspaceEnvelope: "none" } as const,
])("%j: the same", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  expect((await connection.call(name)).structured).toEqual((await usual.call(name)).structured);
});

test("one bad series is left out and named; the others stay", async () => {
  await using connection = await connect("manager");
  const data = { period: "7d", spend: [1, "2.5", 3], requests: [1, "many", 3], success: [[], {}] };
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data } } });
  const { structured } = await connection.call(name);
  expect(structured["series"]).toMatchObject([
    { metric: "spend", points: [1, 2.5, 3], complete_days_total: 3.5 },
  ]);
  expect(structured["warnings"]).toEqual([
    "Left out because their points are not numbers: requests, success.",
  ]);
});

test("a metric that the deployment does not have is named", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { metrics: "spend,latency" });
  expect(structured["series"]).toMatchObject([{ metric: "spend" }]);
  expect(structured["warnings"]).toEqual(["Not offered by this deployment: latency."]);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/sparklines?metrics=spend%2Clatency%2Crequests",
  ]);
});

test("the mean of a ratio is weighted by requests, which are asked for and not shown", async () => {
  await using connection = await connect("manager");
  const data = { success: [100, 0, 100], requests: [1, 9, 5] };
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data } } });
  const { structured } = await connection.call(name, { metrics: "success" });
  expect(structured["series"]).toEqual([
    {
      metric: "success",
      unit: "percent",
      points: [100, 0, 100],
      complete_days_total: null,
      complete_days_mean: 10,
    },
  ]);
});

test("without requests the mean of a ratio is unknown, and it says so", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    effect: { kind: "status", status: 200, body: { data: { success: [100, 0, 100] } } },
  });
  const { structured } = await connection.call(name);
  expect(structured["series"]).toMatchObject([{ metric: "success", complete_days_mean: null }]);
  expect(structured["warnings"]).toEqual([
    "Without requests, by which they are weighted, the means of ratios are unknown.",
  ]);
});

test("a metric that the API does not know: its own words, and the metrics that are known", async () => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, { metrics: "spent" });
  expect(isError).toBe(true);
  expect(text).toContain(
    "The API says: Unknown metric: spent. Known metrics are spend, requests, tokens, success and latency; all gives what the deployment has.",
  );
});

test.each(["spend;requests", "spend, requests", "Spend"])(
  "%j is refused before any request",
  async (metrics) => {
    await using connection = await connect("manager");
    const { isError } = await connection.call(name, { metrics });
    expect({ isError, requests: connection.double.requests }).toEqual({ isError: true, requests: [] });
  },
);
