// What the documentation leaves open about the cockpit must not show in any result.
import { expect, test } from "bun:test";
import { credentials, type Switches } from "../../api-double/server.ts";
import { connect } from "../../support/connect.ts";
import { outline } from "../../support/outline.ts";

const undatedChange = "The change is the API's own comparison; it does not say which days it compares.";
const changeWarning = (result: object): string[] => ("change" in result ? [undatedChange] : []);

const cockpitTools = [
  "get_my_scope",
  "get_usage_summary",
  "get_daily_costs",
  "get_cost_by_model",
  "get_my_budget",
  "get_my_recent_requests",
] as const;

async function resultsOf(switches: Partial<Switches>): Promise<Record<string, unknown>[]> {
  await using connection = await connect("vk", { switches });
  const results: Record<string, unknown>[] = [];
  for (const name of cockpitTools) results.push((await connection.call(name)).structured);
  return results;
}

test.each<Partial<Switches>>([
  { cockpitEnvelope: "data" },
  { numericStrings: true },
  { cockpitEnvelope: "data", numericStrings: true },
])("%j: the same results", async (switches) => {
  const usual = await resultsOf({});
  expect(await resultsOf(switches)).toEqual(usual);
});

test.each(["string", "absent"] as const)(
  "a period that is %p: the same figures, over an unknown window",
  async (periodForm) => {
    const usual = await resultsOf({});
    const results = await resultsOf({ periodForm });
    const unknownWindow = {
      period: "billing_cycle",
      from: null,
      to: null,
      days: null,
      includes_incomplete_today: null,
    };
    const expected = usual.map((result) =>
      "window" in result
        ? {
            ...result,
            window: unknownWindow,
            warnings: ["The API did not say which dates these figures cover.", ...changeWarning(result)],
          }
        : result,
    );
    // Which complete days are missing can be told only from a window.
    expect(results).toEqual(expected);
  },
);

const degraded = { switches: { degraded: true } };

test("degraded: every result says so", async () => {
  await using connection = await connect("vk", degraded);
  for (const name of cockpitTools) {
    const { isError, structured } = await connection.call(name);
    expect(isError).toBe(false);
    expect(structured["warnings"]).toContainEqual(
      expect.stringContaining('degraded ("Analytics temporarily unavailable")'),
    );
  }
});

test.each([
  "get_usage_summary",
  "get_daily_costs",
  "get_cost_by_model",
  "get_my_budget",
  "get_my_recent_requests",
])("degraded %s: a zero is unknown", async (name) => {
  await using connection = await connect("vk", degraded);
  const { structured } = await connection.call(name);
  const { warnings: _, ...figures } = structured;
  expect(outline(figures)).toMatchSnapshot();
  // Counts of rows in the result, and limits, are known all the same.
  const known = new Set(["returned", "total", "next_page", "days", "budget_usd"]);
  expect(zeroesIn(figures).filter((path) => !known.has(path))).toEqual([]);
});

/** Names of the members that are 0. */
const zeroesIn = (value: unknown): string[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, part]) => (part === 0 ? [name] : zeroesIn(part)));

const unboundWarning =
  "This key is bound to no agent or member: its figures may cover the whole workspace, or nothing.";

test.each(cockpitTools)(
  "%s of a key bound to nobody warns that the figures may be anybody's",
  async (name) => {
    await using connection = await connect(credentials.unboundVirtualKey);
    const { structured } = await connection.call(name);
    expect(structured).toMatchObject({
      speaks_for: expect.stringContaining("bound to no agent or member"),
      warnings: expect.arrayContaining([unboundWarning]),
    });
  },
);

test("an unbound key that reads nothing gets unknown figures, not zeroes", async () => {
  await using connection = await connect(credentials.unboundVirtualKey, {
    switches: { unboundReads: "nothing" },
  });
  const { structured } = await connection.call("get_usage_summary");
  expect(structured).toMatchObject({ cost_usd: null, requests: null, tokens: null });
});

test("whom the key speaks for is asked once in a session", async () => {
  await using connection = await connect("vk");
  await Promise.all([connection.call("get_usage_summary"), connection.call("get_daily_costs")]);
  await connection.call("get_cost_by_model");
  const scopes = connection.double.requests.filter(({ path }) => path === "/api/v1/cockpit/scope");
  expect(scopes).toHaveLength(1);
});

test("what happens to one call's question for the scope is no other call's business", async () => {
  await using connection = await connect("vk");
  const { double, call } = connection;
  double.fault({ path: "/api/v1/cockpit/scope", times: 1, effect: { kind: "silence" } });
  const host = new AbortController();
  const given = call("check_alephant_connection", {}, { signal: host.signal }).catch(() => "given up");
  while (!double.requests.some(({ path }) => path === "/api/v1/cockpit/scope")) await Bun.sleep(1);
  const summary = call("get_usage_summary");
  await Bun.sleep(20);
  host.abort();
  expect(await given).toBe("given up");
  const { structured } = await summary;
  expect(structured["speaks_for"]).toStartWith('virtual key "support-bot-prod"');
});

test("a window of thousands of years is no window", async () => {
  await using connection = await connect("vk");
  const body = {
    period: { from: "0001-01-01", to: "9998-12-31" },
    totalCostCents: 5,
    requests: 1,
    tokens: 1,
  };
  connection.double.fault({
    path: "/api/v1/cockpit/usage-summary",
    effect: { kind: "status", status: 200, body },
  });
  const { structured } = await connection.call("get_usage_summary");
  expect(structured["window"]).toMatchObject({ from: null, to: null, days: null });
});

test("figures do not fail because the scope does; the next call asks for it again", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/scope",
    times: 1,
    effect: { kind: "status", status: 500 },
  });
  const first = await connection.call("get_usage_summary");
  expect(first.structured).toMatchObject({
    speaks_for: "one virtual key",
    cost_usd: expect.any(Number),
    warnings: [undatedChange, "Whom the key speaks for could not be read."],
  });
  const second = await connection.call("get_usage_summary");
  expect(second.structured).toMatchObject({
    speaks_for: expect.stringContaining("support-bot-prod"),
    warnings: [undatedChange],
  });
});

test.each(["wrong_types", "truncated_json", "html", "null_data", "nonzero_code"] as const)(
  "%s instead of figures is an error, never a figure",
  async (kind) => {
    await using connection = await connect("vk");
    connection.double.fault({ path: "/api/v1/cockpit/usage-summary", effect: { kind } });
    const { isError, text } = await connection.call("get_usage_summary");
    expect(isError).toBe(true);
    expect(text).toMatchSnapshot();
    expect(connection.logs).toEqual([]);
  },
);
