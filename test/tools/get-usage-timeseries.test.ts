import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, everyRow, expectWorkspaceHeaders, rowsIn } from "../support/workspace.ts";

const name = "get_usage_timeseries";
/** The answer in which every metric has a value of its own. */
const points = { switches: { timeseriesShape: "points" } } as const;

test("cost by day", async () => {
  await using connection = await connect("manager", points);
  const { structured } = await connection.call(name, { metric: "cost", period: "30d" });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    metric: "cost"
    unit: "USD"
    period: "30d"
    from: "2026-10-23"
    to: "2026-11-21"
    complete_points: 30
    total: 2061.31
    mean: 68.71
    last_complete_week: {"days":"2026-11-15..2026-11-21","value":514.45}
    week_before: {"days":"2026-11-08..2026-11-14","value":471.03}
    week_change_percent: 9.2
    week_change_points: null
    points: ["time","value"]
      ["2026-10-23",69.17]
      ["2026-10-24",61.02]
      ["2026-10-25",57.78]
      ["2026-10-26",72.37]
      ["2026-10-27",71.99]
      ["2026-10-28",73.22]
      ["2026-10-29",70.71]
      ["2026-10-30",70.5]
      ["2026-10-31",58.29]
      ["2026-11-01",57.05]
      ["2026-11-02",69.89]
      ["2026-11-03",72.24]
      ["2026-11-04",71.8]
      ["2026-11-05",71.57]
      ["2026-11-06",69.61]
      ["2026-11-07",58.62]
      ["2026-11-08",55.91]
      ["2026-11-09",72.05]
      ["2026-11-10",70.88]
      ["2026-11-11",74.99]
      ["2026-11-12",72.52]
      ["2026-11-13",70.14]
      ["2026-11-14",54.54]
      ["2026-11-15",53.36]
      ["2026-11-16",66.79]
      ["2026-11-17",69.75]
      ["2026-11-18",80.2]
      ["2026-11-19",103.88]
      ["2026-11-20",76.06]
      ["2026-11-21",64.41]
      ["2026-11-22",15.69]
    incomplete_point: "2026-11-22"
    page: {"returned":31,"total":31,"next_page":null}
    source: "analytics/usage/timeseries"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/usage/timeseries?metric=cost&granularity=day&preset=3m",
  ]);
  expectWorkspaceHeaders(connection.double);
});

describe("the figures are those of the charges", () => {
  const perDay = (metric: string, figures: ReturnType<typeof figuresOf>): number =>
    ({
      cost: figures.costUsd,
      requests: figures.requests,
      tokens: figures.tokens,
      avg_cost_per_req: rounded(figures.costUsd / figures.requests, 4),
    })[metric] ?? Number.NaN;

  test.each(["cost", "requests", "tokens", "avg_cost_per_req"])("%s", async (metric) => {
    await using connection = await connect("manager", points);
    const { world } = connection.double;
    const { structured } = await connection.call(name, { metric });
    for (const { time, value } of rowsIn(structured, "points")) {
      const day = String(time);
      expect({ day, value }).toEqual({ day, value: perDay(metric, figuresOf(chargesOf(world, day, day))) });
    }
    expect(structured).toMatchObject({
      from: "2026-10-23",
      to: "2026-11-21",
      complete_points: 30,
      incomplete_point: "2026-11-22",
      last_complete_week: { days: "2026-11-15..2026-11-21" },
      week_before: { days: "2026-11-08..2026-11-14" },
    });
    const over = figuresOf(chargesOf(world, "2026-10-23", "2026-11-21"));
    const week = figuresOf(chargesOf(world, "2026-11-15", "2026-11-21"));
    const before = figuresOf(chargesOf(world, "2026-11-08", "2026-11-14"));
    // A ratio over a window is the ratio of the sums.
    const isRatio = metric === "avg_cost_per_req";
    expect(structured).toMatchObject({
      total: isRatio ? null : perDay(metric, over),
      mean: isRatio ? perDay(metric, over) : rounded(perDay(metric, over) / 30, 2),
      last_complete_week: { value: perDay(metric, week) },
      week_before: { value: perDay(metric, before) },
      week_change_points: null,
    });
  });

  test.each([
    ["success_rate", "percent"],
    ["latency", "ms"],
  ])("%s in %s: means weighted by requests, and no total", async (metric, unit) => {
    await using connection = await connect("manager", points);
    const { world } = connection.double;
    const { structured } = await connection.call(name, { metric });
    const rows = rowsIn(structured, "points");
    const weighted = (first: string, last: string): number => {
      const days = rows.filter(({ time }) => first <= String(time) && String(time) <= last);
      const requestsOn = ({ time }: (typeof days)[number]) =>
        figuresOf(chargesOf(world, String(time), String(time))).requests;
      const all = days.reduce((sum, day) => sum + requestsOn(day), 0);
      return days.reduce((sum, day) => sum + Number(day["value"]) * requestsOn(day), 0) / all;
    };
    expect(structured).toMatchObject({ metric, unit, total: null });
    expect(structured["mean"]).toBeCloseTo(weighted("2026-10-23", "2026-11-21"), 1);
    const [week, before] = [Object(structured["last_complete_week"]), Object(structured["week_before"])];
    expect(week.value).toBeCloseTo(weighted("2026-11-15", "2026-11-21"), 1);
    expect(before.value).toBeCloseTo(weighted("2026-11-08", "2026-11-14"), 1);
    // A percentage changes by points.
    const change = metric === "success_rate" ? "week_change_points" : "week_change_percent";
    const other = metric === "success_rate" ? "week_change_percent" : "week_change_points";
    expect(structured[other]).toBeNull();
    expect(structured[change]).toBeCloseTo(
      metric === "success_rate" ? week.value - before.value : (week.value / before.value - 1) * 100,
      1,
    );
  });

  test("a busy day weighs more than an idle one", async () => {
    await using connection = await connect("manager", points);
    const series = (values: readonly number[]) =>
      values.map((value, day) => ({ date: `2026-11-${15 + day}`, value }));
    const usage = [1, 1, 1, 1, 1, 1, 94].map((requests, day) => ({
      date: `2026-11-${15 + day}`,
      cost: requests,
      requests,
    }));
    const answer = (path: string, members: readonly unknown[]) =>
      connection.double.fault({
        path,
        effect: { kind: "status", status: 200, body: { data: { series: members } } },
      });
    answer("/api/v1/analytics/usage/timeseries", series([0, 0, 0, 0, 0, 0, 100]));
    answer("/api/v1/analytics/usage", usage);
    const { structured } = await connection.call(name, { metric: "success_rate", period: "7d" });
    expect(structured).toMatchObject({ mean: 94, last_complete_week: { value: 94 } });
  });

  test("without requests to weight by, a mean is unknown, and it says so", async () => {
    await using connection = await connect("manager", points);
    connection.double.fault({
      path: (request) => request.path === "/api/v1/analytics/usage",
      effect: { kind: "status", status: 500 },
    });
    const { structured } = await connection.call(name, { metric: "latency" });
    expect(structured).toMatchObject({
      mean: null,
      last_complete_week: { value: null },
      week_change_percent: null,
    });
    expect(rowsIn(structured, "points")).toHaveLength(31);
    expect(String(structured["warnings"])).toContain("The requests that weight its means could not be read");
  });
});

describe("collector rows with raw cost units", () => {
  test.each(["cost", "tokens", "avg_cost_per_req"])(
    "%s by day comes from daily usage instead",
    async (metric) => {
      await using usual = await connect("manager", points);
      await using connection = await connect("manager");
      const { structured } = await connection.call(name, { metric });
      const { source, warnings, ...figures } = structured;
      const expected = (await usual.call(name, { metric })).structured;
      expect({ ...expected, ...figures }).toEqual(expected);
      expect(source).toBe("analytics/usage");
      expect([...new Set(requestLines(connection.double))]).toEqual(
        [
          `GET /api/v1/analytics/usage/timeseries?metric=${metric}&granularity=day&preset=3m`,
          "GET /api/v1/analytics/usage?dateFrom=2026-10-23&dateTo=2026-11-22",
        ].sort(),
      );
      expect(Array.isArray(warnings)).toBe(true);
    },
  );

  test("requests do not need it", async () => {
    await using usual = await connect("manager", points);
    await using connection = await connect("manager");
    const { structured } = await connection.call(name, { metric: "requests" });
    expect(structured).toEqual((await usual.call(name, { metric: "requests" })).structured);
  });

  test.each(["cost", "avg_cost_per_req"])(
    "%s by hour has no known unit: no points, and a warning that says what to ask instead",
    async (metric) => {
      await using connection = await connect("manager");
      const { structured } = await connection.call(name, { metric, granularity: "hour", period: "7d" });
      expect(structured).toMatchObject({
        total: null,
        mean: null,
        points: { columns: [], rows: [] },
        page: { returned: 0, total: 0, next_page: null },
      });
      expect(structured["warnings"]).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^None of the API's \\d+ points has ${metric} in a known unit: unknown, not zero\\. Ask with granularity day; get_live_24h `,
          ),
        ),
      );
    },
  );
});

describe("by hour", () => {
  test("the total is of the complete days; hours of today stand behind them", async () => {
    await using connection = await connect("manager", points);
    const { structured } = await connection.call(name, {
      metric: "requests",
      granularity: "hour",
      period: "7d",
    });
    const { requests } = figuresOf(chargesOf(connection.double.world, "2026-11-15", "2026-11-21"));
    expect(structured).toMatchObject({ total: requests, from: "2026-11-15", to: "2026-11-21" });
    expect(rowsIn(structured, "points").at(-1)?.["time"]).toStartWith("2026-11-22T");
  });

  test.each(["success_rate", "latency"])(
    "%s is refused with the reason, before any request",
    async (metric) => {
      await using connection = await connect("manager");
      const { isError, text } = await connection.call(name, { metric, granularity: "hour" });
      expect({ isError, text }).toEqual({
        isError: true,
        text: `${name} failed. ${metric} has no hourly figures: the hourly aggregates hold counts, tokens and cost only. Ask with granularity day. No request was sent.`,
      });
      expect(connection.double.requests).toEqual([]);
    },
  );
});

test.each([
  ["7d", 8],
  ["30d", 31],
  ["3m", 90],
  ["6m", 180],
  ["12m", 365],
])("%s: %d days in pages, the most recent first", async (period, days) => {
  await using connection = await connect("manager", points);
  const rows = await everyRow(connection, name, { metric: "cost", period }, "points");
  expect(rows).toHaveLength(days);
  expect(new Set(rows.map(({ time }) => time)).size).toBe(days);
  const { structured } = await connection.call(name, { metric: "cost", period });
  expect(rowsIn(structured, "points").at(-1)?.["time"]).toBe("2026-11-22");
});

test("a day without a point is told, and is in the mean as a day without use", async () => {
  await using connection = await connect("manager", points);
  const series = [{ date: "2026-11-20", value: 7 }];
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { series } } } });
  const { structured } = await connection.call(name, { metric: "cost", period: "7d" });
  expect(structured).toMatchObject({
    total: 7,
    mean: 1,
    complete_points: 1,
    warnings: ["The API sent no point for 6 of the days: they count as days without use."],
  });
});

test("a month that is over: its days, and its own last weeks", async () => {
  await using connection = await connect("manager", points);
  const { world } = connection.double;
  const { structured } = await connection.call(name, { metric: "cost", period: "2026-10" });
  const { costUsd } = figuresOf(chargesOf(world, "2026-10-25", "2026-10-31"));
  expect(structured).toMatchObject({
    from: "2026-10-01",
    to: "2026-10-31",
    complete_points: 31,
    total: figuresOf(chargesOf(world, "2026-10-01", "2026-10-31")).costUsd,
    last_complete_week: { days: "2026-10-25..2026-10-31", value: costUsd },
    incomplete_point: null,
  });
  expect(rowsIn(structured, "points")).toHaveLength(31);
});

test("further back than the route reaches: usage has it, or the reason", async () => {
  await using connection = await connect("manager", points);
  const { world } = connection.double;
  const days = { period: "2025-11-10..2025-11-16" };
  const refused = await connection.call(name, { ...days, metric: "latency" });
  expect(refused.text).toBe(
    `${name} failed. The API's series of latency by day reach back 12 months, not to 2025-11-03. No request was sent.`,
  );
  expect(connection.double.requests).toEqual([]);
  const { structured } = await connection.call(name, { ...days, metric: "cost" });
  expect(structured).toMatchObject({
    total: figuresOf(chargesOf(world, "2025-11-10", "2025-11-16")).costUsd,
    source: "analytics/usage",
  });
});

describe("a deployment without the route", () => {
  const without = { switches: { missingRoutes: ["timeseries"] } } as const;

  test.each(["cost", "requests", "tokens", "avg_cost_per_req"])(
    "%s by day is derived from usage",
    async (metric) => {
      await using usual = await connect("manager", points);
      await using connection = await connect("manager", without);
      const { source, warnings, ...figures } = (await connection.call(name, { metric })).structured;
      const expected = (await usual.call(name, { metric })).structured;
      expect({ ...expected, ...figures }).toEqual(expected);
      expect(source).toBe("analytics/usage");
      expect(Array.isArray(warnings)).toBe(true);
    },
  );

  test.each([{ metric: "success_rate" }, { metric: "latency" }, { metric: "cost", granularity: "hour" }])(
    "%j: says so and names what to use",
    async (args) => {
      await using connection = await connect("manager", without);
      const { isError, text } = await connection.call(name, args);
      expect(isError).toBe(true);
      expect(text).toContain("This deployment of Alephant does not offer this route (HTTP 404)");
      expect(text).toContain(
        "get_usage_timeseries by day with metric cost, requests, tokens or avg_cost_per_req",
      );
    },
  );
});

test("an unknown form is an error that names what is there", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { chart: {} } } } });
  const { isError, text } = await connection.call(name, { metric: "latency" });
  expect(isError).toBe(true);
  expect(text).toContain("no list of rows; the members are: chart");
});
