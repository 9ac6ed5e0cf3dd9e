import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { credentials } from "../../api-double/server.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { runInProcess } from "../../support/command.ts";
import { environmentFor, testNow } from "../../support/connect.ts";

const double = await useApiDouble({ now: () => testNow });

const runAudit = (who: string, percent: string, ...words: readonly string[]) =>
  runInProcess(["--audit", "--fail-over", percent, ...words], { env: environmentFor(who, double.url) });

const Judgement = v.strictObject({
  percent: v.number(),
  verdict: v.picklist(["within", "over", "no_budget", "unknown"]),
  budget_usd: v.nullable(v.number()),
  figures: v.array(
    v.strictObject({
      name: v.string(),
      cost_usd: v.nullable(v.number()),
      percent_of_budget: v.nullable(v.number()),
      over_by_usd: v.nullable(v.number()),
    }),
  ),
  explanation: v.array(v.string()),
  alerts: v.array(v.string()),
});
const AuditDocument = v.object({ fail_over: Judgement });

const readJudgement = (stdout: string) => v.parse(AuditDocument, JSON.parse(stdout)).fail_over;

const policyPath = "/api/v1/policies/budget-control";
const keyPath = "/api/v1/cockpit/budget-status";
const withPolicy = (config: object) =>
  double.fault({ path: policyPath, effect: { kind: "status", status: 200, body: { config } } });
const withKeyBudget = (budget: object) =>
  double.fault({
    path: keyPath,
    effect: { kind: "status", status: 200, body: { degraded: false, virtual_key_budget: budget } },
  });

describe("a workspace, of which $1,471.95 of $5,000 are spent and up to $2,086.31 are forecast", () => {
  test("within: nothing on standard error, and the text says what was judged", async () => {
    const { code, stdout, stderr } = await runAudit("manager", "80");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      "Fail over 80 % of the budget\n  What is spent, $1,471.95 (29.4 %), is not over 80 % of the budget of\n  $5,000.00.",
    );
    expect(stdout).toContain("The upper end of the forecast, $2,086.31 (41.7 %), is not over");
  });

  test("the forecast alone is over", async () => {
    const { code, stdout, stderr } = await runAudit("manager", "41%", "--json");
    expect(code).toBe(4);
    expect(stderr).toBe(
      "The upper end of the forecast, $2,086.31 (41.7 %), is over 41 % of the budget of $5,000.00 by $36.31.\n",
    );
    expect(readJudgement(stdout)).toMatchObject({
      percent: 41,
      verdict: "over",
      budget_usd: 5000,
      figures: [
        { name: "What is spent", cost_usd: 1471.95, percent_of_budget: 29.4, over_by_usd: null },
        { name: "The upper end of the forecast", cost_usd: 2086.31, over_by_usd: 36.31 },
      ],
      alerts: [stderr.trimEnd()],
    });
  });

  test("both are over: two lines", async () => {
    const { code, stdout, stderr } = await runAudit("manager", "20");
    expect(code).toBe(4);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "What is spent, $1,471.95 (29.4 %), is over 20 % of the budget of $5,000.00 by $471.95.",
      "The upper end of the forecast, $2,086.31 (41.7 %), is over 20 % of the budget of $5,000.00 by $1,086.31.",
    ]);
    expect(stdout).toContain("Fail over 20 % of the budget");
  });

  test("exactly the percentage is not over it", async () => {
    withPolicy({ amount: 2086.31, period: "monthly" });
    expect((await runAudit("manager", "100")).code).toBe(0);
    double.reset();
    withPolicy({ amount: 2086.3, period: "monthly" });
    const { code, stderr } = await runAudit("manager", "100");
    expect(code).toBe(4);
    expect(stderr).toContain("by $0.01");
  });

  test("a budget of 0 is over as soon as anything is spent", async () => {
    withPolicy({ amount: 0, period: "monthly" });
    const { code, stderr } = await runAudit("manager", "80");
    expect(code).toBe(4);
    expect(stderr).toContain("What is spent, $1,471.95, is over 80 % of the budget of $0.00 by $1,471.95.");
  });

  test("no budget passes, and says so each time", async () => {
    withPolicy({ amount: null, period: "monthly" });
    const { code, stdout, stderr } = await runAudit("manager", "80", "--json");
    expect(code).toBe(0);
    expect(stderr).toBe(
      "No budget is set, so nothing can be over 80 % of it: this passes whatever is spent.\n",
    );
    expect(readJudgement(stdout)).toMatchObject({ verdict: "no_budget", budget_usd: null, figures: [] });
  });

  test.each<readonly [what: string, prepare: () => void, says: string]>([
    [
      "the policy fails",
      () => double.fault({ path: policyPath, effect: { kind: "status", status: 500 } }),
      "the budget policy could not be read. Alephant failed internally (HTTP 500)",
    ],
    [
      "the policy is refused",
      () => double.fault({ path: policyPath, effect: { kind: "forbidden", reason: "scope" } }),
      "the budget policy could not be read.",
    ],
    [
      "the policy is not there",
      () => {
        double.switches.budgetControlEnvelope = "absent";
      },
      "the budget policy could not be read.",
    ],
    [
      "the amount is no number",
      () => withPolicy({ amount: "plenty", period: "monthly" }),
      "the budget that the API states is not a number.",
    ],
    [
      "another currency",
      () => withPolicy({ amount: 100, currency: "EUR" }),
      "The budget is kept in EUR (100), the cost in USD: they cannot be compared.",
    ],
    ["another period", () => withPolicy({ amount: 100, period: "weekly" }), "The budget is weekly ($100.00)"],
    [
      "the usage fails",
      () => double.fault({ path: "/api/v1/analytics/usage", effect: { kind: "status", status: 500 } }),
      "the cost of the billing cycle could not be read.",
    ],
  ])("%s: unknown does not pass", async (_what, prepare, says) => {
    prepare();
    const { code, stdout, stderr } = await runAudit("manager", "80", "--json");
    expect(code).toBe(3);
    expect(stderr).toContain(`Whether more than 80 % of the budget is used is unknown: ${says}`);
    expect(readJudgement(stdout).verdict).toBe("unknown");
  });

  test("what is known to be over is over, though the rest is unknown", async () => {
    double.fault({ path: "/api/v1/analytics/usage", effect: { kind: "status", status: 500 } });
    expect((await runAudit("manager", "20")).code).toBe(3);
    double.reset();
    // The history is asked for with dates, the cycle without.
    double.fault({
      path: ({ path, query }) => path === "/api/v1/analytics/usage" && query["dateFrom"] !== undefined,
      effect: { kind: "status", status: 500 },
    });
    const { code, stderr } = await runAudit("manager", "20");
    expect(code).toBe(4);
    expect(stderr).toContain("What is spent, $1,471.95");
    expect(stderr).toContain("is unknown: what the forecast needs could not be read.");
    expect((await runAudit("manager", "80")).code).toBe(3);
  });

  test("without a forecast for want of history, what is spent is judged, and that is said", async () => {
    double.fault({
      path: "/api/v1/analytics/usage",
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({
          ...usual(),
          body: String(usual().body).replaceAll(/\{"date":"2026-(?:0\d|10|11-(?:0\d|1[0-4]))[^}]*\},?/g, ""),
        }),
      },
    });
    const { code, stderr } = await runAudit("manager", "80");
    expect(code).toBe(0);
    expect(stderr).toStartWith("There is no forecast (fewer than 14 days since the first use");
    expect((await runAudit("manager", "5")).code).toBe(4);
  });
});

describe("a virtual key, of which $120.28 of $200 are spent", () => {
  test.each([
    ["60.1", 4, "What is spent, $120.28 (60.1 %), is over 60.1 % of the budget of $200.00 by $0.08.\n"],
    ["60.2 %", 0, ""],
  ] as const)("%s", async (percent, code, stderr) => {
    const outcome = await runAudit("vk", percent);
    expect(outcome).toMatchObject({ code, stderr });
    expect(outcome.stdout).toContain("With a virtual key there is no forecast");
  });

  test("a key without a budget passes, and says so", async () => {
    const { code, stderr } = await runAudit(credentials.noBudgetVirtualKey, "80");
    expect(code).toBe(0);
    expect(stderr).toContain("No budget is set");
  });

  test("a weekly budget is held against the week", async () => {
    const window = { budget_cents: 1000, spent_cents: 950, budget_window: "weekly" };
    withKeyBudget(window);
    const { code, stderr } = await runAudit("vk", "90");
    expect(code).toBe(4);
    expect(stderr).toContain("What is spent, $9.50 (95 %), is over 90 % of the budget of $10.00 by $0.50.");
    const periods = double.requests
      .filter(({ path }) => path === keyPath)
      .map(({ query }) => query["period"]);
    expect(periods).toEqual(["billing_cycle", "7d"]);
  });

  test.each<readonly [what: string, budget: object, says: string]>([
    ["a budget of years", { budget_cents: 1000, spent_cents: 1, budget_window: "yearly" }, "window, yearly"],
    ["a budget without a window", { budget_cents: 1000, spent_cents: 1 }, "which the API does not state"],
    ["no word of a budget", { spent_cents: 1 }, "did not state whether there is a limit"],
    [
      "no word of what is spent",
      { budget_cents: 1000, budget_window: "monthly" },
      "did not say what is spent",
    ],
  ])("%s: unknown does not pass", async (_what, budget, says) => {
    withKeyBudget(budget);
    const { code, stderr } = await runAudit("vk", "80");
    expect(code).toBe(3);
    expect(stderr).toContain(says);
  });

  test("a budget that cannot be read does not pass", async () => {
    double.fault({ path: keyPath, effect: { kind: "status", status: 500 } });
    const { code, stderr } = await runAudit("vk", "80");
    expect(code).toBe(3);
    expect(stderr).toContain("the budget could not be read.");
  });
});

test.each(["0", "-5", "", "x", "80%%", "1e3", "0x50", "80 percent", "NaN", "0.0"])(
  "%j is refused before any request",
  async (percent) => {
    const { code, stdout, stderr } = await runAudit("manager", percent);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("--fail-over");
    expect(double.requests).toEqual([]);
  },
);

test("a refused credential ends as it does without", async () => {
  expect((await runAudit(credentials.patRevoked, "80")).code).toBe(2);
  double.fault({ effect: { kind: "reset" } });
  expect((await runAudit("vk", "80")).code).toBe(3);
});
