import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { toolsByMode } from "../../../src/tools/index.ts";
import { credentials, type FaultEffect } from "../../api-double/server.ts";
import { changeAnswer } from "../../contract/hostile-data/payloads.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { type CommandOutcome, runInProcess } from "../../support/command.ts";
import { connect, environmentFor, testNow } from "../../support/connect.ts";

const double = await useApiDouble({ now: () => testNow });

const runAudit = (
  who: string,
  words: readonly string[] = [],
  terminal: { columns?: number; hasColor?: boolean } = {},
): Promise<CommandOutcome> =>
  runInProcess(["--audit", ...words], { env: environmentFor(who, double.url), terminal });

const AuditDocument = v.strictObject({
  mode: v.picklist(["vk", "manager"]),
  speaks_for: v.string(),
  caution: v.array(v.string()),
  as_of: v.literal("2026-11-22T09:30:00Z"),
  results: v.record(v.string(), v.record(v.string(), v.unknown())),
  failed: v.array(v.strictObject({ tool: v.string(), kind: v.string(), message: v.string() })),
  warnings: v.array(v.string()),
});

const ErrorDocument = v.strictObject({
  error: v.strictObject({ kind: v.string(), message: v.string() }),
});

test("a virtual key, in 80 columns", async () => {
  const { code, stdout, stderr } = await runAudit("vk");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "Virtual key "support-bot-prod" (agent "Support Bot") in workspace "Northwind
    Labs"
    as of 2026-11-22T09:30:00Z, in USD and UTC days

      Key        support-bot-prod (vk-agent-9c1e…), active, 120 requests a minute
      Bound to   agent Support Bot, department Customer Care
      Workspace  Northwind Labs
      Models     gpt-4o, gpt-4o-mini, claude-3-5-haiku, gemini-2.0-flash

    Billing cycle
      2026-11-01 to 2026-11-22, UTC; the last day is not over
                             change
      Cost         $120.28   -2.4 %
      Requests       8,133   -3.3 %
      Tokens    65,991,764  unknown  56,989,207 in, 9,002,557 out
      $0.0148 a request, $1.8227 a million tokens

    Budget
      ████████████████████████░░░░░░░░░░░░░░░░  60.1 % used
      $120.28 of $200.00, $79.72 left
      monthly budget, resets 2026-12-01T00:00:00Z, at the limit: block
      (block_requests)

    Cost by day                                        2026-10-24 to 2026-11-21, UTC
      $6.66 ▕    ▄▄▄▄▇▇▅▅▅▅  ▁▁▅▅▅▅▇▇▆▆▅▅▁▁▃▃▇▇▅▅▆▆▅▅▄▄▁▁▂▂▇▇▇▇██▅▅▄▄
            ▕▇▇████████████▇▇██████████████████████████████████████████
         $0 ▕██████████████████████████████████████████████████████████▄▄
             2026-10-24                                        2026-11-22*
      29 complete days: $160.79, mean $5.54 a day
      lowest $4.04 on 2026-10-24, highest $6.66 on 2026-11-18
      * 2026-11-22 is not over: $1.23 so far, counted in none of these figures

    Cost by model            2026-11-01 to 2026-11-22, UTC; the last day is not over
      model             provider      cost   share              requests  a request
      gpt-4o            openai     $104.89  87.2 %  █████████░     3,660    $0.0287
      claude-3-5-haiku  anthropic    $9.76   8.1 %  █░░░░░░░░░       977    $0.0100
      gpt-4o-mini       openai       $4.88   4.1 %  ░░░░░░░░░░     2,848    $0.0017
      gemini-2.0-flash  google       $0.75   0.6 %  ░░░░░░░░░░       648    $0.0012
      total $120.28

    Warnings
      ! The change is the API's own comparison; it does not say which days it
        compares.
      ! entity_budget states no window.
      ! With a virtual key the API's daily rows begin on 2026-10-24, so 30d is 29
        complete days here; today stands beside them.
    "
  `);
});

test("a workspace, in 80 columns", async () => {
  const { code, stdout, stderr } = await runAudit("manager");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "Workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10
    as of 2026-11-22T09:30:00Z, in USD and UTC days

    Billing cycle                                            plan enterprise, active
      2026-11-01 to 2026-11-22, UTC; the last day is not over
      Cost      $1,471.95, $0.0367 a request
      Requests  40,057, 99.1 % of them successful
      Tokens    537,000,532

    Budget
      ████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░  29.4 % used
      $1,471.95 of $5,000.00, $3,528.05 left
      monthly budget, alerts at 50, 75, 90, 100 % (reached: none), at the limit:
      alert_only

    Budgets of keys and departments
      over budget: key research-analyst, $120.33 of $60.00 (200.6 %)
      over budget: department Marketing, $252.95 of $250.00 (101.2 %)
      near budget: department Finance, $236.29 of $300.00 (78.8 %), used up about
      2026-11-28 at this pace
      near budget: key ticket-triage-key, $14.33 of $20.00 (71.7 %), used up about
      2026-11-30 at this pace

    Forecast
      $2,063.31 at the end of 2026-11-01 to 2026-11-30 (80 % range $2,044.86 to
      $2,086.31), within the budget. Measured on the errors of 188 such forecasts
      over 9 days within 210 days of history, and on how much days vary.

    Cost by day                                        2026-10-23 to 2026-11-21, UTC
      $103.88 ▕      ▁▁▁▁▁▁          ▁▁▁▁▁▁      ▁▁  ▁▁▁▁          ▃▃██▂▂
              ▕██▆▆▅▅██████████▅▅▅▅██████████▆▆▅▅██████████▅▅▄▄▇▇████████▇▇
           $0 ▕████████████████████████████████████████████████████████████▄▄
               2026-10-23                                          2026-11-22*
      30 complete days: $2,061.31, mean $68.71 a day
      lowest $53.36 on 2026-11-15, highest $103.88 on 2026-11-19
      * 2026-11-22 is not over: $15.69 so far, counted in none of these figures

    Cost by model            2026-11-01 to 2026-11-22, UTC; the last day is not over
      model              provider      cost   share              requests  a request
      gpt-4o             openai     $591.94  40.2 %  ████░░░░░░    13,439    $0.0440
      claude-3-5-sonnet  anthropic  $395.73  26.9 %  ███░░░░░░░     5,830    $0.0679
      gemini-1.5-pro     google     $172.88  11.7 %  █░░░░░░░░░     6,633    $0.0261
      gpt-4.1            openai     $105.83   7.2 %  █░░░░░░░░░     2,398    $0.0441
      claude-3-opus      anthropic   $81.79   5.6 %  █░░░░░░░░░       304    $0.2690
      claude-3-5-haiku   anthropic   $62.30   4.2 %  ░░░░░░░░░░     3,759    $0.0166
      gpt-4-turbo        openai      $34.48   2.3 %  ░░░░░░░░░░       300    $0.1149
      gpt-4.1-mini       openai      $14.07   1.0 %  ░░░░░░░░░░     1,599    $0.0088
      gpt-4o-mini        openai      $12.18   0.8 %  ░░░░░░░░░░     5,147    $0.0024
      gemini-2.0-flash   google       $0.75   0.1 %  ░░░░░░░░░░       648    $0.0012
      total $1,471.95

    Warnings
      ! The API states no numbers of agents, members, departments and keys; their
        lists do.
      ! A department's budget states no window: it is held against the billing
        cycle.
    "
  `);
});

test.each([40, 60, 100])("no line is longer than the terminal is wide: %d", async (columns) => {
  for (const who of ["vk", "manager"]) {
    const { stdout } = await runAudit(who, [], { columns });
    const tooLong = stdout.split("\n").filter((line) => line.length > columns);
    expect(tooLong).toEqual([]);
    expect(stdout).toContain("2026-11-22");
  }
});

test("colour only where it is asked for, and never in JSON", async () => {
  const plain = await runAudit("vk");
  const colored = await runAudit("vk", [], { hasColor: true });
  const json = await runAudit("vk", ["--json"], { hasColor: true });
  expect(plain.stdout).not.toContain("\x1b");
  expect(colored.stdout).toContain("\x1b[1m");
  expect(Bun.stripANSI(colored.stdout)).toBe(plain.stdout);
  expect(json.stdout).not.toContain("\x1b");
});

test.each([
  {
    who: "vk",
    tools: ["get_my_scope", "get_usage_summary", "get_my_budget", "get_daily_costs", "get_cost_by_model"],
  },
  {
    who: "manager",
    tools: [
      "get_workspace_overview",
      "get_subscription_info",
      "get_workspace_budget_status",
      "get_daily_costs",
      "get_cost_by_model",
      "get_executive_dashboard",
    ],
  },
])("JSON has what the assistant gets from the same tools: $who", async ({ who, tools }) => {
  const { code, stdout } = await runAudit(who, ["--json"]);
  const audited = v.parse(AuditDocument, JSON.parse(stdout));
  expect(code).toBe(0);
  expect(audited.failed).toEqual([]);
  expect(Object.keys(audited.results)).toEqual([...tools]);
  await using connection = await connect(who);
  for (const [tool, result] of Object.entries(audited.results)) {
    const args = tool === "get_daily_costs" ? { period: "30d" } : {};
    const { speaks_for, as_of, warnings, ...figures } = (await connection.call(tool, args)).structured;
    const { warnings: own, ...ours } = result;
    expect(ours).toEqual(figures);
    expect(warnings).toEqual(expect.arrayContaining(v.parse(v.array(v.string()), own)));
    expect({ speaks_for, as_of }).toEqual({ speaks_for: audited.speaks_for, as_of: audited.as_of });
  }
});

test("a part that fails costs its own figures only", async () => {
  double.fault({
    path: "/api/v1/analytics/models",
    effect: { kind: "status", status: 500 },
  });
  const text = await runAudit("manager");
  expect(text.code).toBe(0);
  expect(text.stdout).toContain("Cost by day");
  expect(text.stdout).not.toContain("\nCost by model");
  expect(text.stdout).toContain("get_cost_by_model failed, so its figures are missing.");
  const json = await runAudit("manager", ["--json"]);
  const audited = v.parse(AuditDocument, JSON.parse(json.stdout));
  expect(json.code).toBe(0);
  expect(audited.results["get_cost_by_model"]).toBeUndefined();
  expect(audited.failed).toMatchObject([{ tool: "get_cost_by_model", kind: "server_error" }]);
});

test("figures that are not known are said to be so", async () => {
  double.switches.degraded = true;
  const { code, stdout } = await runAudit("vk");
  expect(code).toBe(0);
  expect(stdout).toContain("unknown");
  expect(stdout).not.toContain("$0.00");
  expect(stdout).toMatch(/Warnings\n {2}! /);
});

test("a budget that is used up already", async () => {
  const budget = (answer: unknown): unknown =>
    JSON.parse(JSON.stringify(answer).replace('"amount":5000', '"amount":1000'));
  double.fault({ path: "/api/v1/policies/budget-control", effect: changeAnswer(budget) });
  const { stdout } = await runAudit("manager");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("over the budget; the budget is used up already.");
});

test("a key whose list of models is empty", async () => {
  expect((await runAudit(credentials.noBudgetVirtualKey)).stdout).toMatch(/^ {2}Models {5}none is named$/m);
});

test("names out of the API draw nothing on the terminal", async () => {
  const hostile = JSON.stringify("\u001b[2J\u001b]0;title\u0007gone\r\u202eeno");
  double.fault({
    path: "/api/v1/cockpit/scope",
    effect: {
      kind: "custom",
      respond: (_request, usual) => ({
        ...usual(),
        body: String(usual().body).replaceAll('"support-bot-prod"', hostile),
      }),
    },
  });
  for (const words of [["--audit"], ["--audit", "--json"], ["doctor"], ["doctor", "--json"]]) {
    const { stdout, stderr } = await runInProcess(words, { env: environmentFor("vk", double.url) });
    expect(stdout).toContain("gone");
    expect(stdout + stderr).not.toMatch(/[^\P{C}\n]/u);
  }
});

test("a refused credential is asked about once, not for every part", async () => {
  const { code } = await runAudit(credentials.patRevoked);
  expect(code).toBe(2);
  expect(double.requests.map(({ path }) => path)).toEqual(["/api/v1/analytics/overview"]);
});

const core = "/api/v1/cockpit/";

describe("how it ends when the core is not answered", () => {
  test.each<readonly [what: string, effect: FaultEffect, kind: string, code: number]>([
    ["401", { kind: "status", status: 401 }, "unauthorized", 2],
    ["403", { kind: "forbidden", reason: "scope" }, "forbidden", 2],
    ["404", { kind: "status", status: 404 }, "not_found", 2],
    ["422", { kind: "status", status: 422 }, "invalid_request", 2],
    ["429", { kind: "too_many_requests", retryAfter: 900 }, "too_many_requests", 2],
    ["a code in a 200", { kind: "nonzero_code" }, "unexpected_response", 2],
    ["500", { kind: "status", status: 500 }, "server_error", 3],
    ["503", { kind: "status", status: 503 }, "unavailable", 3],
    ["a reset", { kind: "reset" }, "network", 3],
    ["a web page", { kind: "html" }, "unexpected_response", 3],
    ["a redirect", { kind: "redirect", to: "https://elsewhere.test" }, "unexpected_response", 3],
  ])("%s", async (_what, effect, kind, code) => {
    double.fault({ path: core, effect });
    const json = await runAudit("vk", ["--json"]);
    expect(json).toMatchObject({ code, stderr: "" });
    expect(v.parse(ErrorDocument, JSON.parse(json.stdout)).error.kind).toBe(kind);
    const text = await runAudit("vk");
    expect(text).toMatchObject({ code, stdout: "" });
    expect(text.stderr).toContain(core);
  });
});

test("this process's own rate limit is a matter of configuration", async () => {
  const env = { ...environmentFor("vk", double.url), ALEPHANT_RATE_LIMIT_RPM: "1" };
  const { code, stderr } = await runInProcess(["--audit"], { env });
  expect(code).toBe(1);
  expect(stderr).toContain("ALEPHANT_RATE_LIMIT_RPM");
});

test("a configuration that cannot be used: every problem, and code 1", async () => {
  const env = { ALEPHANT_PAT: "pat_x", ALEPHANT_READ_ONLY: "perhaps" };
  const text = await runInProcess(["--audit"], { env });
  const json = await runInProcess(["--audit", "--json"], { env });
  for (const outcome of [text, json]) expect(outcome.code).toBe(1);
  const { error } = v.parse(ErrorDocument, JSON.parse(json.stdout));
  expect(error.kind).toBe("configuration");
  for (const variable of ["ALEPHANT_API_BASE_URL", "ALEPHANT_WORKSPACE_ID", "ALEPHANT_READ_ONLY"]) {
    expect(text.stderr).toContain(variable);
    expect(error.message).toContain(variable);
  }
  expect(text.stdout).toBe("");
});

test("what the figures of an unbound key are stands before them", async () => {
  const { stdout } = await runAudit(credentials.unboundVirtualKey);
  const caution = stdout.indexOf("This key is bound to no agent or member: its figures may cover");
  expect(caution).toBeGreaterThan(0);
  expect(caution).toBeLessThan(stdout.indexOf("Billing cycle"));
  expect(stdout.lastIndexOf("This key is bound to no agent or member")).toBe(caution);
});

test.each(["vk", "manager", credentials.unboundVirtualKey, credentials.noBudgetVirtualKey])(
  "%s: nothing is advised that only an assistant can call",
  async (who) => {
    const { stdout } = await runAudit(who);
    const tools = [...toolsByMode.vk, ...toolsByMode.manager].map(({ name }) => name);
    expect(tools.filter((name) => stdout.includes(name))).toEqual([]);
  },
);

test("notes on the configuration do not get into the answer", async () => {
  const env = { ...environmentFor("vk", double.url), ALEPHANT_RATE_LIMIT_RPM: "many" };
  const { code, stdout, stderr } = await runInProcess(["--audit", "--json"], { env });
  expect(code).toBe(0);
  v.parse(AuditDocument, JSON.parse(stdout));
  expect(stderr).toContain("ALEPHANT_RATE_LIMIT_RPM must be a whole number");
});

test("progress is shown, and taken away before the answer and after a failure", async () => {
  const { progress } = await runAudit("vk");
  expect(progress[0]).toBe("Asking Alephant: 0 of 5 answered");
  expect(progress.at(-2)).toBe("Asking Alephant: 5 of 5 answered");
  expect(progress.at(-1)).toBeNull();
  const failed = await runAudit(credentials.revokedVirtualKey);
  expect(failed.progress.at(-1)).toBeNull();
});
