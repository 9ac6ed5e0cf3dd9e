import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { computeTimeLimitMs } from "../../../src/cli/report/read-parts.ts";
import { credentials, startApiDouble } from "../../api-double/server.ts";
import { runInProcess } from "../../support/command.ts";
import { connect, environmentFor } from "../../support/connect.ts";
import { writeReport } from "../../support/report.ts";
import { useReporting } from "./reporting.ts";

const { double, folder, report } = await useReporting();

const Data = v.strictObject({
  mode: v.picklist(["vk", "manager"]),
  speaks_for: v.string(),
  caution: v.array(v.string()),
  as_of: v.literal("2026-11-22T09:30:00Z"),
  period: v.picklist(["7d", "30d", "billing_cycle"]),
  results: v.record(v.string(), v.record(v.string(), v.unknown())),
  failed: v.array(
    v.strictObject({ part: v.string(), tool: v.string(), kind: v.string(), message: v.string() }),
  ),
  warnings: v.array(v.string()),
});

const createSpendCall = (dimension: string, period: string) =>
  ["drill_down_spend", { dimension, period }] as const;

/** The calls of an assistant that give the same figures. */
const calls: Readonly<Record<string, Readonly<Record<string, readonly [string, Record<string, unknown>]>>>> =
  {
    vk: {
      get_my_scope: ["get_my_scope", {}],
      get_my_budget: ["get_my_budget", {}],
      get_usage_summary: ["get_usage_summary", { period: "7d" }],
      get_daily_costs: ["get_daily_costs", { period: "7d" }],
      get_cost_by_model: ["get_cost_by_model", { period: "7d" }],
      get_my_recent_requests: ["get_my_recent_requests", { limit: 20 }],
    },
    manager: {
      get_workspace_overview: ["get_workspace_overview", {}],
      get_workspace_budget_status: ["get_workspace_budget_status", {}],
      get_daily_costs: ["get_daily_costs", { period: "7d" }],
      get_executive_dashboard: ["get_executive_dashboard", { sparkline_metrics: "spend,requests" }],
      list_departments: ["list_departments", { period: "billing_cycle" }],
      compare_entity_periods: ["compare_entity_periods", { entity_type: "workspace", period: "7d" }],
      diagnose_cost_anomaly: ["diagnose_cost_anomaly", { period: "7d" }],
      find_idle_resources: ["find_idle_resources", { period: "7d" }],
      spend_by_department: createSpendCall("department", "7d"),
      spend_by_agent: createSpendCall("agent", "7d"),
      spend_by_member: createSpendCall("member", "7d"),
      spend_by_model: createSpendCall("model", "7d"),
    },
  };

test.each(["vk", "manager"] as const)(
  "%s: JSON has what an assistant gets from the same tools",
  async (who) => {
    const { code, stdout, stderr } = await report(who, ["--json", "--period", "7d"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { results, failed } = v.parse(Data, JSON.parse(stdout));
    expect(failed).toEqual([]);
    expect(Object.keys(results).sort()).toEqual(Object.keys(calls[who] ?? {}).sort());
    await using connection = await connect(who);
    for (const [part, [tool, args]] of Object.entries(calls[who] ?? {})) {
      const { speaks_for, as_of, warnings, ...figures } = (await connection.call(tool, args)).structured;
      const { warnings: _, ...ours } = results[part] ?? {};
      expect(ours, part).toEqual(figures);
    }
    expect(readdirSync(folder.path)).toEqual([]);
  },
);

test.each(["7d", "30d", "billing_cycle"])(
  "%s: a minute's usual limit of 60 requests suffices",
  async (period) => {
    await report("manager", ["--json", "--period", period]);
    expect(double.requests.length).toBeLessThanOrEqual(60);
    const asked = double.requests.map(({ path, query }) => JSON.stringify([path, query]));
    expect(asked.filter((each, index) => asked.indexOf(each) < index)).toEqual([]);
  },
);

test("a lower limit has the time that the last of 60 requests waits, and half a minute for its answer", () => {
  const minuteMs = 60_100;
  for (const rpm of [1, 7, 10, 20, 29, 30, 59, 60, 600]) {
    const lastLeavesMs = Math.floor(59 / rpm) * minuteMs;
    expect(computeTimeLimitMs(rpm) - lastLeavesMs).toBeGreaterThanOrEqual(30_000);
  }
  expect(computeTimeLimitMs(0)).toBe(computeTimeLimitMs(60));
});

test("the days of a billing cycle are those that are over; where they are too few, a week", async () => {
  const windowsAt = async (now: string): Promise<unknown[]> => {
    const early = await startApiDouble({ now: () => new Date(now) });
    try {
      const env = environmentFor("manager", early.url);
      const words = ["report", "--json", "--period", "billing_cycle"];
      const { stdout } = await runInProcess(words, { env, now: () => new Date(now) });
      const { results, failed } = JSON.parse(stdout);
      expect(failed).toEqual([]);
      return [results.diagnose_cost_anomaly.window, results.compare_entity_periods.window];
    } finally {
      await early.stop();
    }
  };
  expect(await windowsAt("2026-11-22T09:30:00Z")).toEqual([
    "2026-11-01..2026-11-21",
    "2026-11-01..2026-11-21",
  ]);
  expect(await windowsAt("2026-11-04T09:30:00Z")).toEqual([
    "2026-10-28..2026-11-03",
    "2026-11-01..2026-11-03",
  ]);
  expect(await windowsAt("2026-11-01T09:30:00Z")).toEqual([
    "2026-10-25..2026-10-31",
    "2026-10-25..2026-10-31",
  ]);
});

describe("the file", () => {
  test("has the day in its name, says where it is, and is whole", async () => {
    const { code, stdout, stderr } = await report("vk");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readdirSync(folder.path)).toEqual(["alephant-report-2026-11-22.html"]);
    expect(stdout).toBe(`${join(process.cwd(), "alephant-report-2026-11-22.html")}\n`);
    const page = readFileSync("alephant-report-2026-11-22.html", "utf8");
    expect(page).toStartWith("<!doctype html>");
    expect(page).toEndWith("</html>\n");
    expect(page.length).toBeLessThan(500_000);
  });

  test("of an earlier run stays: the next one has another name, and --force takes the first again", async () => {
    writeFileSync("alephant-report-2026-11-22.html", "mine");
    await report("vk");
    expect(readdirSync(folder.path).sort()).toEqual([
      "alephant-report-2026-11-22-2.html",
      "alephant-report-2026-11-22.html",
    ]);
    expect(readFileSync("alephant-report-2026-11-22.html", "utf8")).toBe("mine");
    await report("vk", ["--force"]);
    expect(readFileSync("alephant-report-2026-11-22.html", "utf8")).toStartWith("<!doctype");
  });

  test("that is named and there is not replaced unasked, and nothing is asked for it", async () => {
    writeFileSync("cost.html", "mine");
    const { code, stdout, stderr } = await report("manager", ["--output", "cost.html"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("cost.html is there already. --force replaces it. Nothing was written.");
    expect(readFileSync("cost.html", "utf8")).toBe("mine");
    expect(double.requests).toEqual([]);
    expect((await report("vk", ["--output", "cost.html", "--force"])).code).toBe(0);
    expect(readFileSync("cost.html", "utf8")).toStartWith("<!doctype");
    expect(readdirSync(folder.path)).toEqual(["cost.html"]);
  });

  test("cannot be in a folder that is not there, or be one", async () => {
    mkdirSync("here");
    for (const [path, words] of [
      ["nowhere/cost.html", "does not exist"],
      ["here", "is there already"],
    ] as const) {
      const { code, stderr } = await report("vk", ["--output", path]);
      expect(code).toBe(1);
      expect(stderr).toContain(words);
    }
    expect(double.requests).toEqual([]);
  });

  test("is not there when nothing answers", async () => {
    double.fault({ effect: { kind: "reset" } });
    const { code, stdout, stderr } = await report("manager");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("/api/v1/analytics/overview");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("is not there when the API refuses", async () => {
    const { code, stdout } = await report(credentials.patRevoked);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(readdirSync(folder.path)).toEqual([]);
    expect(double.requests).toHaveLength(1);
  });
});

test("a part that fails is said in its place, and costs only itself", async () => {
  double.fault({ path: "/api/v1/departments", effect: { kind: "status", status: 500 } });
  const { code, stderr } = await report("manager", ["--output", "cost.html"]);
  expect(code).toBe(0);
  const page = readFileSync("cost.html", "utf8");
  const parts = page.split("<h3>Every department</h3>");
  expect(parts).toHaveLength(2);
  expect(parts[1]).toStartWith(
    '<p class="problem">Not known: list_departments failed. Alephant failed internally',
  );
  expect(parts[0]).toContain("$1,471.95 in this billing cycle");
  expect(stderr).toContain("the page lacks what failed (list_departments)");
});

test("a plan without departments leaves the rest of the page", async () => {
  double.switches.tier = "team";
  using written = await writeReport(double, "manager");
  expect(written.html).toContain("Cost by day");
  expect(v.parse(Data, await written.data()).results["get_executive_dashboard"]).toBeDefined();
});

test("a period that there is not is refused before anything is asked", async () => {
  const { code, stderr } = await report("vk", ["--period", "90d"]);
  expect(code).toBe(1);
  expect(stderr).toBe(
    "--period is 7d, 30d, billing_cycle, not 90d. Commands and options: alephant-mcp --help\n",
  );
  expect(double.requests).toEqual([]);
});

describe("a credential in the wrong place is not printed:", () => {
  test.each([
    ["as the period", ["--period", credentials.patAdmin], "--period is"],
    ["as the folder of the file", ["--output", `${credentials.patAdmin}/cost.html`], "does not exist"],
    [
      "its own, as a folder",
      ["--output", `${environmentFor("vk", "")["ALEPHANT_VIRTUAL_KEY"]}/x`],
      "does not exist",
    ],
  ])("%s", async (_, words, problem) => {
    const { code, stdout, stderr } = await report("vk", words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(problem);
    expect(stderr).toContain("[credential removed]");
    expect(stderr.includes(words[1]?.split("/")[0] ?? "")).toBe(false);
  });

  test("as the name of the file, whose path goes to standard output", async () => {
    const { code, stdout } = await report("vk", ["--output", `${credentials.patAdmin}.html`]);
    expect(code).toBe(0);
    expect(readdirSync(folder.path)).toEqual([`${credentials.patAdmin}.html`]);
    expect(stdout).toContain("[credential removed]");
    expect(stdout.includes(credentials.patAdmin)).toBe(false);
  });
});

test.each(["--output=", "--output=reports/"])("%s names no file", async (word) => {
  const { code, stderr } = await report("vk", [word]);
  expect(code).toBe(1);
  expect(stderr).toContain("--output needs");
  expect(double.requests).toEqual([]);
});

test.each(["--output=cost.html", "--open", "--force"])("--json has no file: not with %s", async (word) => {
  const { code, stderr } = await report("vk", ["--json", word]);
  expect(code).toBe(1);
  expect(stderr).toContain("--json prints to standard output");
  expect(double.requests).toEqual([]);
});

test("progress is shown, and taken away before the answer and after a failure", async () => {
  const { progress } = await report("vk");
  expect(progress.slice(0, 2)).toEqual(["Asking Alephant", "Asking Alephant: 1 of 6 answered"]);
  expect(progress.slice(-2)).toEqual(["Asking Alephant: 6 of 6 answered", null]);
  expect((await report(credentials.patRevoked)).progress.at(-1)).toBeNull();
});

test("neither credential nor what looks like one gets onto the page", async () => {
  const leaked = `vk-agent-${"a1".repeat(20)}`;
  double.fault({
    path: "/api/v1/cockpit/scope",
    effect: {
      kind: "custom",
      respond: (_request, usual) => ({
        ...usual(),
        body: String(usual().body).replaceAll('"support-bot-prod"', JSON.stringify(leaked)),
      }),
    },
  });
  using written = await writeReport(double, "vk");
  expect(written.html).toContain("[credential removed]");
  expect(written.html).not.toContain(leaked);
});
