import { describe, expect, test } from "bun:test";
import type { World } from "../api-double/server.ts";
import {
  callSuccessfully,
  callWithout,
  expectCancellation,
  expectNamed,
  expectNextCallsSucceed,
  expectNoNewFigures,
  expectProgress,
  failures,
  selectRows,
} from "../support/analyses.ts";
import { connect, testNow } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { chargesOf, keyOf, keyOfDepartment, rowsIn } from "../support/workspace.ts";

const name = "get_executive_dashboard";
const plain = { name, args: {} };
const cycle = { first: "2026-11-01", last: "2026-11-30" };
const yesterday = "2026-11-21";
const today = "2026-11-22";

/** Days, both included, in whole cents. */
const costIn = (world: World, from: string, to: string): number =>
  figuresOf(chargesOf(world, from, to)).costUsd;

const dayBefore = (day: string, count: number): string =>
  new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

test("one page", async () => {
  await using connection = await connect("manager");
  const { structured, text } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "$1,471.95 so far in 2026-11-01..2026-11-30, heading for $2,063.31 (80 % range $2,044.86 to $2,086.31), within the budget of $5,000.00. At this pace requests are blocked before the cycle ends: department Finance at 78.8 %, used up about 2026-11-28. Over their own budgets: key research-analyst at 200.6 %; department Marketing at 101.2 %. Among agents and models, the last 7 complete days against the 7 before: largest rise model gpt-4-turbo, +$32.67; largest fall model gpt-4o, -$34.74."
    cycle: {"days":"2026-11-01..2026-11-30","days_left":9,"cost_usd":1471.95,"forecast_usd":2063.31,"forecast_80_percent_range_usd":[2044.86,2086.31],"range_basis":"Measured on the errors of 188 such forecasts over 9 days within 210 days of history, and on how much days vary.","budget_usd":5000,"used_percent":29.4,"ends_within_budget":"yes","budget_exhausted_on":null,"budget_exhausted_range":null,"burn_multiple":0.42,"forecast_level_since":null}
    yesterday: {"day":"2026-11-21","cost_usd":64.41,"usual_usd":58.3,"usual_80_percent_range_usd":[56.4,60.12],"difference_usd":6.11,"judgement":"above, as 1 day in 10"}
    today: {"cost_usd":15.69,"hours_past":9,"usual_whole_day_usd":57.24,"judgement":"open until the day is over"}
    windows: {"movers":"2026-11-15..2026-11-21 against 2026-11-08..2026-11-14","unit_costs":"2026-11-07..2026-11-21 against 2026-10-23..2026-11-06","sparklines":"2026-11-16..2026-11-22, today is not over"}
    movers: ["dimension","name","cost_usd","change_usd"]
      ["agent","Legacy Translator",0,-28.97]
      ["agent","Invoice Extractor",49.36,25.35]
      ["agent","Contract Reviewer",52.02,24.56]
      ["model","gpt-4o",171.24,-34.74]
      ["model","gpt-4-turbo",32.67,32.67]
      ["model","gemini-1.5-pro",73.42,24.59]
    unit_costs: ["figure","now","before","change_percent"]
      ["cost_per_request_usd",0.0366,0.0372,-1.7]
      ["cost_per_million_tokens_usd",2.7359,2.761,-0.9]
    cycle_success_rate_percent: 99.1
    over_budget: {"count":2,"shown":{"columns":["kind","name","cost_usd","budget_usd","used_percent","at_limit"],"rows":[["key","research-analyst",120.33,60,200.6,"alert_only"],["department","Marketing",252.95,250,101.2,"alert_only"]]}}
    near_budget: {"count":2,"shown":{"columns":["kind","name","cost_usd","budget_usd","used_percent","at_limit","runs_out_on"],"rows":[["department","Finance",236.29,300,78.8,"block (pause_all)","2026-11-28"],["key","ticket-triage-key",14.33,20,71.7,"alert_only","2026-11-30"]]}}
    sparklines: {"spend_usd":[66.79,69.75,80.2,103.88,76.06,64.41,15.69],"requests":[1905,2034,2083,3035,1952,1640,398],"tokens":[25349694,26455119,27431652,41311482,26207678,21857848,5240440]}
    next: [{"tool":"diagnose_cost_anomaly","arguments":{"period":"7d"},"why":"Whether it is unusual"},{"tool":"drill_down_spend","arguments":{"dimension":"agent","period":"30d"},"why":"Who spends it"},{"tool":"find_idle_resources","arguments":{},"why":"What can go"}]
    source: "analytics/usage, costs, overview and sparklines; subscriptions/current; policies/budget-control; virtual-keys; departments"
    warnings: ["A department's budget states no window: it is held against the billing cycle."]"
  `);
  // About 1,500 tokens of JSON at most.
  expect(text.length).toBeLessThanOrEqual(4_800);
});

test("the billing cycle and yesterday are those of the charges", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const spent = costIn(world, cycle.first, today);
  const complete = costIn(world, cycle.first, yesterday);
  const usual = median(
    [1, 2, 3, 4, 5, 6, 7, 8]
      .map((weeks) => dayBefore(yesterday, 7 * weeks))
      .map((day) => costIn(world, day, day)),
  );
  expect(structured).toMatchObject({
    cycle: {
      cost_usd: spent,
      used_percent: rounded((spent / 5_000) * 100, 1),
      burn_multiple: rounded(complete / 5_000 / (21 / 30), 2),
    },
    yesterday: {
      day: yesterday,
      cost_usd: costIn(world, yesterday, yesterday),
      usual_usd: rounded(usual, 2),
    },
  });
});

test("the forecast is about what was spent and the usual weekdays to come, which lies in its range", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const usualOn = (day: string): number => {
    const weekday = new Date(day).getUTCDay();
    const same = Array.from({ length: 28 }, (_, index) => dayBefore(today, index + 1)).filter(
      (each) => new Date(each).getUTCDay() === weekday,
    );
    return median(same.map((each) => costIn(world, each, each)));
  };
  const toCome = Array.from({ length: 9 }, (_, index) => dayBefore(cycle.last, 8 - index));
  const expected = costIn(world, cycle.first, yesterday) + toCome.reduce((sum, day) => sum + usualOn(day), 0);
  const { forecast_usd: forecast, forecast_80_percent_range_usd: range } = Object(structured["cycle"]);
  expect(Math.abs(forecast - expected)).toBeLessThan(0.01 * expected);
  expect(range[0]).toBeLessThan(Math.min(forecast, expected));
  expect(range[1]).toBeGreaterThan(Math.max(forecast, expected));
  expect(range[0]).toBeGreaterThan(costIn(world, cycle.first, today));
});

test("movers are the largest changes in dollars, either way", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { vanishedAgent, spike, step } = world.planted;
  const { structured } = await connection.call(name);
  const truth = [vanishedAgent, spike, step].map(({ agentId }) => {
    const now = figuresOf(chargesOf(world, "2026-11-15", yesterday, keyOf(agentId))).costUsd;
    const before = figuresOf(chargesOf(world, "2026-11-08", "2026-11-14", keyOf(agentId))).costUsd;
    return { cost_usd: now, change_usd: rounded(now - before, 2) };
  });
  expect(selectRows(structured, "movers", "agent")).toMatchObject(truth);
});

test("unit costs are the cost of fifteen days by their requests, as everywhere", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const unitCosts = (last: number) => {
    const charges = chargesOf(world, dayBefore(today, last + 14), dayBefore(today, last));
    const { costUsd, requests, tokens } = figuresOf(charges);
    return [rounded(costUsd / requests, 4), rounded(costUsd / (tokens / 1e6), 4)];
  };
  const [perRequest, perMillion] = unitCosts(1);
  const [perRequestBefore, perMillionBefore] = unitCosts(16);
  expect(rowsIn(structured, "unit_costs")).toMatchObject([
    { figure: "cost_per_request_usd", now: perRequest, before: perRequestBefore },
    { figure: "cost_per_million_tokens_usd", now: perMillion, before: perMillionBefore },
  ]);
  const days = `${dayBefore(today, 15)}..${dayBefore(today, 1)}`;
  const summary = (await connection.call("get_usage_summary", { period: days })).structured;
  expect<unknown>([perRequest, perMillion]).toEqual([
    summary["cost_per_request_usd"],
    summary["cost_per_million_tokens_usd"],
  ]);
});

test("who is over a budget and who is near it are two things, keys and departments alike", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  const used = (member: string) =>
    rowsIn(Object(structured[member]), "shown").map(({ used_percent }) => Number(used_percent));
  expect(used("over_budget").every((percent) => percent >= 100)).toBe(true);
  const near = rowsIn(Object(structured["near_budget"]), "shown");
  expect(near.length).toBeGreaterThan(0);
  for (const { used_percent: percent, runs_out_on: day } of near) {
    expect(Number(percent)).toBeLessThan(100);
    expect(Number(percent) >= 80 || typeof day === "string").toBe(true);
  }
  const kinds = rowsIn(Object(structured["over_budget"]), "shown").map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(["department", "key"]);
  expect(String(structured["headline"])).toContain(
    "Over their own budgets: key research-analyst at 200.6 %; department Marketing at 101.2 %.",
  );
});

test("whose requests will be blocked is said before anything else, with the day at the pace of the charges", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const finance = world.departments.find(({ name: each }) => each === "Finance");
  const spent = figuresOf(
    chargesOf(world, cycle.first, today, keyOfDepartment(world, finance?.id ?? "")),
  ).costUsd;
  const elapsedDays = (testNow.getTime() - Date.parse(cycle.first)) / 86_400_000;
  const day = dayBefore(cycle.first, -Math.floor((300 / spent) * elapsedDays));
  expect(rowsIn(Object(structured["near_budget"]), "shown")).toContainEqual(
    expect.objectContaining({ name: "Finance", cost_usd: spent, budget_usd: 300, runs_out_on: day }),
  );
  expect(String(structured["headline"])).toContain(
    `within the budget of $5,000.00. At this pace requests are blocked before the cycle ends: department Finance at 78.8 %, used up about ${day}.`,
  );
});

test("today is open until it costs more than the whole of such a day", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const usual = median(
    [1, 2, 3, 4, 5, 6, 7, 8]
      .map((weeks) => dayBefore(today, 7 * weeks))
      .map((day) => costIn(world, day, day)),
  );
  expect((await connection.call(name)).structured["today"]).toEqual({
    cost_usd: costIn(world, today, today),
    hours_past: 9,
    usual_whole_day_usd: rounded(usual, 2),
    judgement: "open until the day is over",
  });
  await using dear = await connect("manager");
  // The rows of the dearest day speak of today as well.
  dear.double.fault({
    path: "/api/v1/analytics/usage",
    effect: {
      kind: "custom",
      respond: (_, usual) => ({ ...usual(), body: String(usual().body).replaceAll("2026-11-19", today) }),
    },
  });
  expect((await dear.call(name)).structured["today"]).toMatchObject({
    judgement: "unusual: above the range of a whole day already",
  });
});

test("a budget in another currency is held against no dollars", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/policies/budget-control",
    effect: {
      kind: "status",
      status: 200,
      body: {
        data: { config: { amount: 5000, currency: "EUR", period: "monthly", exceededAction: "alert-only" } },
      },
    },
  });
  const { structured } = await connection.call(name);
  const status = (await connection.call("get_workspace_budget_status")).structured;
  expect(structured["cycle"]).toMatchObject({
    budget_usd: null,
    used_percent: null,
    ends_within_budget: null,
  });
  expect(status).toMatchObject({ budget_usd: null, used_percent: null });
  const warning = "The budget is kept in EUR (5000), the cost in USD: they cannot be compared.";
  expect(structured["warnings"]).toContain(warning);
  expect(status["warnings"]).toContain(warning);
  expect(String(structured["headline"])).not.toContain("within the budget");
});

describe("one request fails", async () => {
  const { lines, structured: good } = await callSuccessfully(plain);

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(plain, line, effect);
      expect(outcome.isError).toBe(false);
      // A plan without departments has none that could be over a budget: nothing is missing then.
      if (effect.kind === "forbidden" && line.startsWith("departments")) return;
      expectNamed(outcome, line);
      const members = [
        "cycle",
        "yesterday",
        "movers",
        "unit_costs",
        "cycle_success_rate_percent",
        "sparklines",
      ];
      expectNoNewFigures(outcome.structured, good, [...members, "over_budget", "near_budget"]);
    });
  });

  test.each([
    [
      "analytics/usage",
      {
        cycle: { cost_usd: null, forecast_usd: null, ends_within_budget: null, burn_multiple: null },
        yesterday: { cost_usd: null, usual_usd: null },
      },
    ],
    [
      "budget-control",
      {
        cycle: { budget_usd: null, used_percent: null, ends_within_budget: null, budget_exhausted_on: null },
      },
    ],
    ["analytics/overview", { cycle_success_rate_percent: null }],
    ["analytics/costs?dateFrom", { movers: { rows: [] } }],
    ["virtual-keys", { over_budget: { count: null }, near_budget: { count: null } }],
    ["analytics/sparklines", { sparklines: {} }],
  ])("without %s its figures are absent", async (start, absent) => {
    const line = lines.find((each) => each.includes(start)) ?? "";
    const { structured } = await callWithout(plain, line, { kind: "status", status: 500 });
    expect(structured).toMatchObject(absent);
  });
});

const departmentWindow = "A department's budget states no window: it is held against the billing cycle.";

test("when nothing can be read it is an error, not a page of nothing", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ effect: { kind: "status", status: 500 } });
  const { isError, text } = await connection.call(name);
  expect(isError).toBe(true);
  expect(text).toContain("HTTP 500");
});

test("a connection that breaks once is asked again", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ path: "/api/v1/analytics/overview", times: 1, effect: { kind: "reset" } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({ cycle_success_rate_percent: 99.1, warnings: [departmentWindow] });
});

test("a step of some days ago is where the forecast starts from", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/usage",
    effect: { kind: "custom", respond: (_, usual) => doubleSince("2026-11-16", usual().body) },
  });
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const { forecast_usd: forecast, forecast_level_since: since } = Object(structured["cycle"]);
  const soFar = costIn(world, cycle.first, "2026-11-15") + 2 * costIn(world, "2026-11-16", yesterday);
  expect(since).toBe("2026-11-16");
  // Nine days to come at about twice the usual 68 dollars a day.
  expect(forecast).toBeGreaterThan(soFar + 9 * 120);
  expect(String(structured["warnings"])).toContain("The cost has been on another level since 2026-11-16.");
});

const doubleSince = (day: string, body: unknown) =>
  withRows(body, (rows) => rows.map((row) => (row.date >= day ? { ...row, cost: 2 * row.cost } : row)));

interface UsageRow {
  readonly date: string;
  readonly cost: number;
}

function withRows(body: unknown, change: (rows: UsageRow[]) => UsageRow[]) {
  const answer: unknown = JSON.parse(String(body));
  const { series, ...rest } = Object(Object(answer).data);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: { ...rest, series: change(series) } }),
  };
}

test.each([
  {
    budget: 1_000,
    cycle: { ends_within_budget: "no" },
    words: ", and the budget of $1,000.00 is used up already.",
  },
  {
    budget: 1_700,
    cycle: {
      ends_within_budget: "no",
      budget_exhausted_on: "2026-11-25",
      budget_exhausted_range: ["2026-11-25", "2026-11-25"],
    },
    words: "over the budget of $1,700.00 (at this pace used up on 2026-11-25).",
  },
  {
    budget: 1_931,
    cycle: {
      ends_within_budget: "no",
      budget_exhausted_on: "2026-11-28",
      budget_exhausted_range: ["2026-11-28", "2026-11-29"],
    },
    words: "(at this pace used up on 2026-11-28, 80 % range 2026-11-28 to 2026-11-29)",
  },
  {
    budget: 2_055,
    cycle: {
      ends_within_budget: "open",
      budget_exhausted_on: "2026-11-30",
      budget_exhausted_range: ["2026-11-30", null],
    },
    words: "budget of $2,055.00 holds is open (at this pace used up on 2026-11-30, not before 2026-11-30)",
  },
  {
    budget: 2_080,
    cycle: {
      ends_within_budget: "open",
      budget_exhausted_on: null,
      budget_exhausted_range: ["2026-11-30", null],
    },
    words: "budget of $2,080.00 holds is open (not used up before 2026-11-30)",
  },
])("a budget of $budget: whether and when it runs out", async ({ budget, cycle: figures, words }) => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: (request) => request.path.includes("budget-control"),
    effect: {
      kind: "custom",
      respond: () => ({
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data: { config: { amount: budget, period: "monthly", currency: "USD" } } }),
      }),
    },
  });
  const { structured } = await connection.call(name);
  expect(structured["cycle"]).toMatchObject({ budget_usd: budget, ...figures });
  expect(String(structured["headline"])).toContain(words);
});

test("with little history the range says that it is wider, and what it rests on", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/usage",
    effect: { kind: "custom", respond: (_, usual) => keepSince("2026-10-23", usual().body) },
  });
  const { structured } = await connection.call(name);
  expect(structured["cycle"]).toMatchObject({
    range_basis:
      "Measured on the errors of 9 such forecasts over 8 days within 30 days of history, and on how much days vary; with so little history it is wider.",
  });
  expect(structured["yesterday"]).toMatchObject({
    usual_usd: expect.any(Number),
    usual_80_percent_range_usd: null,
  });
  expect(String(structured["headline"])).toContain("wider for want of history: 30 days)");
});

test("a budget that is overspent is said to be, though nothing can be forecast", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/usage",
    effect: { kind: "custom", respond: (_, usual) => keepSince("2026-11-16", usual().body) },
  });
  connection.double.fault({
    path: ({ path }) => path.includes("budget-control"),
    effect: {
      kind: "status",
      status: 200,
      body: { data: { config: { amount: 100, period: "monthly", currency: "USD" } } },
    },
  });
  const { structured } = await connection.call(name);
  expect(structured["cycle"]).toMatchObject({ forecast_usd: null, budget_usd: 100 });
  expect(String(structured["headline"])).toContain(", and the budget of $100.00 is used up already.");
});

const keepSince = (day: string, body: unknown) =>
  withRows(body, (rows) => rows.filter(({ date }) => date >= day));

test("a key's unstated spend is no spend", async () => {
  await using connection = await connect("manager", { switches: { keySpendField: "absent" } });
  const { structured } = await connection.call(name);
  expect(structured["warnings"]).toEqual([
    departmentWindow,
    "The API states no spend of keys, so none can be found near its budget.",
  ]);
});

test.each([
  { dimensionSpelling: "plural" },
  { numericStrings: true },
  { breakdownMemberAndModel: false },
  { sparklinePoints: "objects" },
  { listKey: "items", totalPlace: "meta" },
  { listKey: "array" },
  { keySpendField: "spentCents" },
] as const)("the same page when the API answers with %j", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  const { structured: expected } = await usual.call(name);
  const { structured } = await connection.call(name);
  expect(outline(structured)).toBe(outline(expected));
});

test("only the sparklines that were asked for", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { sparkline_metrics: "requests" });
  expect(Object.keys(Object(structured["sparklines"]))).toEqual(["requests"]);
});

test("a metric that the API does not know: the rest is there, and the known metrics are named", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { sparkline_metrics: "foo" });
  expect(structured).toMatchObject({ cycle: { cost_usd: expect.any(Number) }, sparklines: {} });
  expect(String(structured["warnings"])).toMatch(
    /The sparklines could not be read.*Unknown metric: foo\. Known metrics are spend, requests, tokens,/,
  );
});

test("what it proposes next succeeds", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  await expectNextCallsSucceed(connection, structured);
});

test("the first days of a month", async () => {
  const now = new Date(testNow.getTime() + 9 * 86_400_000);
  await using connection = await connect("manager", { now });
  const { structured } = await connection.call(name);
  expect(structured["cycle"]).toMatchObject({ days: "2026-12-01..2026-12-31", burn_multiple: null });
});

test("tells its progress", () => expectProgress(plain));
test("cancelling aborts its requests", () => expectCancellation(plain));

test.each([{ sparkline_metrics: "spend; drop" }, { metrics: "spend" }])(
  "%j is refused before any request",
  async (args) => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain("No request was sent.");
    expect(connection.double.requests).toEqual([]);
  },
);

test.each([
  ["2026-12-10T00:00:00Z", "2026-11-10..2026-12-09", 18],
  ["2026-12-10", "2026-11-10..2026-12-09", 18],
  ["2026-12-10T12:00:00Z", "2026-11-10..2026-12-10", 19],
])("a subscription that ends at %s: the cycle is %s", async (end, days, left) => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/subscriptions/current",
    effect: {
      kind: "status",
      status: 200,
      body: { data: { tier: "team", currentPeriodStart: "2026-11-10", currentPeriodEnd: end } },
    },
  });
  const { structured } = await connection.call("get_executive_dashboard");
  expect(structured["cycle"]).toMatchObject({ days, days_left: left });
});
