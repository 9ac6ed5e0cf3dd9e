import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { chmod, lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { type ApiDouble, credentials, type FaultEffect, startApiDouble } from "../../api-double/server.ts";
import { type CommandOutcome, runInProcess } from "../../support/command.ts";
import { connect, environmentFor, testNow } from "../../support/connect.ts";
import { parseCsv, recordsOf } from "./reading-csv.ts";

let double: ApiDouble;
let folder: string;
beforeAll(async () => {
  double = await startApiDouble({ now: () => testNow });
});
beforeEach(async () => {
  double.reset();
  folder = await mkdtemp(join(tmpdir(), "alephant-export-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => double.stop());

const run = (who: string, ...words: readonly string[]): Promise<CommandOutcome> =>
  runInProcess(["export", ...words], { env: environmentFor(who, double.url) });

const Cells = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()]));
const Document = v.strictObject({
  window: v.strictObject({
    period: v.string(),
    from: v.nullable(v.string()),
    to: v.nullable(v.string()),
    days: v.nullable(v.number()),
    includes_incomplete_today: v.nullable(v.boolean()),
  }),
  subject: v.string(),
  as_of: v.literal("2026-11-22T09:30:00Z"),
  source: v.string(),
  currency: v.literal("USD"),
  rows: v.array(Cells),
  warnings: v.array(v.string()),
});

const document = async (who: string, ...words: readonly string[]) => {
  const { code, stdout, stderr } = await run(who, "--format", "json", ...words);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return v.parse(Document, JSON.parse(stdout));
};

const Table = v.object({
  columns: v.array(v.string()),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});

/** A table of a tool, a record a row. */
function recordsIn(table: unknown) {
  const { columns, rows } = v.parse(Table, table);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}

const sumOf = (rows: readonly Readonly<Record<string, unknown>>[], name: string): number =>
  Math.round(rows.reduce((sum, row) => sum + 100 * Number(row[name] ?? 0), 0)) / 100;

describe("the figures are those of the tools", () => {
  test("a workspace's last 30 complete days, as CSV", async () => {
    const { code, stdout, stderr } = await run("manager");
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "wrote 30 rows, 2026-10-23 to 2026-11-21 (UTC), to standard output.\n",
    });
    const [head, ...rows] = parseCsv(stdout);
    expect(head).toEqual(["date", "cost_usd", "requests", "tokens", "complete"]);
    await using connection = await connect("manager");
    const { structured } = await connection.call("get_daily_costs", { period: "30d" });
    const days = recordsIn(structured["days"]).filter(({ date }) => date !== "2026-11-22");
    expect(rows).toEqual(
      days.map((day) => [day["date"], day["cost_usd"], day["requests"], day["tokens"], true].map(String)),
    );
  });

  test.each(["agent", "department", "member"])("rows by %s add up to the total", async (by) => {
    const { rows, source } = await document("manager", "--by", by, "--period", "7d");
    await using connection = await connect("manager");
    const { structured } = await connection.call("drill_down_spend", {
      dimension: by,
      period: "7d",
      limit: 50,
    });
    const shown = recordsIn(structured["rows"]);
    expect(rows.slice(0, shown.length).map((row) => [row[by], row["cost_usd"]])).toEqual(
      shown.map(({ name, cost_usd }) => [name, cost_usd]),
    );
    expect(sumOf(rows, "cost_usd")).toBe(Number(structured["total_usd"]));
    const rest = rows.filter(({ kind }) => kind === "unattributed");
    expect(sumOf(rest, "cost_usd")).toBe(Number(structured["unattributed_usd"]));
    expect(rows.slice(0, -rest.length || undefined).every((row) => row[`${by}_id`] !== null)).toBe(true);
    expect(source).toBe("analytics/costs, analytics/usage");
  });

  test("all agents, not a page of them, and their requests add up too", async () => {
    const { rows } = await document("manager", "--by", "agent");
    expect(rows.length).toBeGreaterThan(100);
    const days = await document("manager");
    expect(sumOf(rows, "requests")).toBe(sumOf(days.rows, "requests"));
  });

  test("a workspace's models with their providers", async () => {
    const { rows } = await document("manager", "--by", "model", "--period", "2026-10");
    await using connection = await connect("manager");
    const { structured } = await connection.call("get_cost_by_model", { period: "2026-10" });
    const names = ["model", "provider", "requests", "tokens"];
    const picked = (row: Readonly<Record<string, unknown>>) => names.map((name) => row[name]);
    expect(rows.map(picked)).toEqual(recordsIn(structured["models"]).map(picked));
    expect(sumOf(rows, "cost_usd")).toBe(Number(structured["total_cost_usd"]));
  });

  test("the billing cycle goes up to today, and says which row is not over", async () => {
    const days = await document("manager", "--period", "billing_cycle");
    expect(days.window).toMatchObject({
      from: "2026-11-01",
      to: "2026-11-22",
      includes_incomplete_today: true,
    });
    expect(days.rows.filter(({ complete }) => complete !== true).map(({ date }) => date)).toEqual([
      "2026-11-22",
    ]);
    const departments = await document("manager", "--period", "billing_cycle", "--by", "department");
    expect(departments.rows.every(({ complete }) => complete === false)).toBe(true);
    expect(Math.abs(sumOf(departments.rows, "cost_usd") - sumOf(days.rows, "cost_usd"))).toBeLessThan(0.15);
  });

  test("a virtual key's days, and any of the last 30", async () => {
    await using connection = await connect("vk");
    const { structured } = await connection.call("get_daily_costs", { period: "30d" });
    const days = recordsIn(structured["days"]);
    const all = await document("vk");
    expect(all.rows.map(({ date, cost_usd }) => [date, cost_usd])).toEqual(
      days.filter(({ date }) => date !== "2026-11-22").map(({ date, cost_usd }) => [date, cost_usd]),
    );
    expect(all.warnings).toContain("With a virtual key the API's days begin on 2026-10-24, and so do these.");
    const some = await document("vk", "--from", "2026-11-03", "--to", "2026-11-04");
    expect(some.rows).toEqual(all.rows.filter(({ date }) => date === "2026-11-03" || date === "2026-11-04"));
    expect(some.subject).toBe(
      'virtual key "support-bot-prod" (agent "Support Bot") in workspace "Northwind Labs"',
    );
  });

  test("a virtual key's models", async () => {
    const { rows, window } = await document("vk", "--by", "model", "--period", "billing_cycle");
    await using connection = await connect("vk");
    const { structured } = await connection.call("get_cost_by_model", {});
    expect(rows.map(({ model, cost_usd }) => [model, cost_usd])).toEqual(
      recordsIn(structured["models"]).map(({ model, cost_usd }) => [model, cost_usd]),
    );
    expect(window).toMatchObject({ from: "2026-11-01", to: "2026-11-22" });
  });
});

describe("days and periods", () => {
  test.each([
    [["--from", "2026-10-03", "--to", "2026-10-05"], "2026-10-03", "2026-10-05", 3],
    [["--from", "2026-11-20"], "2026-11-20", "2026-11-21", 2],
    [["--from", "2026-11-20", "--to", "2026-11-22"], "2026-11-20", "2026-11-21", 2],
    [["--period", "2026-10"], "2026-10-01", "2026-10-31", 31],
    [["--period", "2026-10-03..2026-10-09"], "2026-10-03", "2026-10-09", 7],
    [["--period", "7d"], "2026-11-15", "2026-11-21", 7],
  ] as const)("%j", async (words, from, to, count) => {
    const { rows, window } = await document("manager", ...words);
    expect(window).toMatchObject({ from, to, days: count });
    expect([rows.length, rows[0]?.["date"], rows.at(-1)?.["date"]]).toEqual([count, from, to]);
  });

  test.each([
    ["manager", ["--from", "2026-10-09", "--to", "2026-10-03"], "ends before it begins"],
    ["manager", ["--from", "2026-12-01", "--to", "2026-12-02"], "lies in the future"],
    ["manager", ["--from", "2026-11-01", "--to", "2026-12-02"], "ends in the future"],
    ["manager", ["--from", "2025-01-01", "--to", "2025-01-02"], "begins more than 400 days ago"],
    ["manager", ["--from", "2026-02-30"], "--from is a UTC day such as 2026-10-03, not 2026-02-30"],
    ["manager", ["--from", "yesterday"], "--from is a UTC day"],
    ["manager", ["--to", "2026-11-01"], "--to needs --from"],
    ["manager", ["--from", "2026-11-01", "--period", "7d"], "say the same thing twice"],
    ["manager", ["--period", "90d"], "period must be"],
    ["manager", ["--by", "team"], "--by is one of day, model, agent, member, department, not team"],
    ["manager", ["--format", "xlsx"], "--format is one of csv, focus, json, not xlsx"],
    ["manager", ["--output"], "--output needs a value"],
    ["vk", ["--by", "agent"], "With a virtual key there are rows by day and by model only"],
    ["vk", ["--by", "member"], "needs a personal access token"],
    ["vk", ["--by", "department"], "needs a personal access token"],
    ["vk", ["--from", "2026-10-23"], "days reach back to 2026-10-24"],
    ["vk", ["--by", "model", "--from", "2026-11-01"], "rows by model are those of --period 24h, 7d"],
  ] as const)("%s %j is refused before any request", async (who, words, said) => {
    const { code, stdout, stderr } = await run(who, ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(said);
    expect(double.requests).toEqual([]);
  });
});

describe("what is not known", () => {
  test("is empty in CSV, null in JSON, and said on standard error", async () => {
    double.switches.degraded = true;
    const csv = await run("vk", "--period", "billing_cycle");
    expect(csv.code).toBe(0);
    for (const { cost_usd } of recordsOf(csv.stdout)) expect(cost_usd).toBe("");
    expect(csv.stderr).toContain("degraded");
    const json = await document("vk", "--period", "billing_cycle");
    for (const { cost_usd } of json.rows) expect(cost_usd).toBeNull();
    expect(json.warnings.join()).toContain("degraded");
  });

  test("a day without a row has a row without figures", async () => {
    double.fault({
      path: "/api/v1/analytics/usage",
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({
          ...usual(),
          body: String(usual().body).replace('"date":"2026-11-18"', '"date":"2026-01-01"'),
        }),
      },
    });
    const { rows, warnings } = await document("manager", "--period", "7d");
    expect(rows.map(({ date }) => date)).toContain("2026-11-18");
    expect(rows.find(({ date }) => date === "2026-11-18")).toMatchObject({ cost_usd: null, requests: null });
    expect(warnings.join()).toContain("no row for 1 day(s): 2026-11-18");
  });

  test("a total that is unknown leaves a row for what belongs to nobody, without a figure", async () => {
    double.fault({
      path: "/api/v1/analytics/usage",
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({
          ...usual(),
          body: String(usual().body).replace(/"cost":[\d.]+/, '"cost":null'),
        }),
      },
    });
    const { rows, warnings } = await document("manager", "--by", "department", "--period", "7d");
    expect(rows.at(-1)).toMatchObject({ kind: "unattributed", cost_usd: null, department: null });
    expect(rows[0]?.["cost_usd"]).toBeGreaterThan(0);
    expect(warnings.join()).toContain("The total is unknown");
  });

  test("a breakdown without the dimension is an answer that cannot be used", async () => {
    double.switches.breakdownMemberAndModel = false;
    const { code, stdout, stderr } = await run("manager", "--by", "member");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("no rows by member; it has");
  });
});

/** The rows of a breakdown's dimension, changed on their way. */
function withItems(dimension: string, change: (items: Item[]) => unknown[]): void {
  double.fault({
    path: "/api/v1/analytics/costs",
    effect: {
      kind: "custom",
      respond: (_request, usual) => {
        const { data } = v.parse(Breakdown, JSON.parse(String(usual().body)));
        const breakdown = data.breakdown.map((each) =>
          each.dimension === dimension ? { ...each, items: change(each.items) } : each,
        );
        return { ...usual(), body: JSON.stringify({ data: { ...data, breakdown } }) };
      },
    },
  });
}

const Item = v.looseObject({ name: v.string(), cost: v.number(), requests: v.number() });
type Item = v.InferOutput<typeof Item>;
const Breakdown = v.object({
  data: v.looseObject({
    breakdown: v.array(v.looseObject({ dimension: v.string(), items: v.array(Item) })),
  }),
});

describe("what the breakdown and the total disagree about", () => {
  const departments = (...words: readonly string[]) =>
    document("manager", "--by", "department", "--period", "7d", ...words);

  test("an entity without a cost has an empty cell, and its cost is in the rest", async () => {
    const before = await departments();
    const dear = before.rows[0];
    withItems("department", ([first, ...others]) => [{ ...first, cost: null }, ...others]);
    const { rows, warnings } = await departments();
    expect(rows.find(({ department }) => department === dear?.["department"])).toMatchObject({
      cost_usd: null,
      requests: dear?.["requests"] ?? "",
    });
    expect(sumOf(rows, "cost_usd")).toBe(sumOf(before.rows, "cost_usd"));
    expect(Number(rows.at(-1)?.["cost_usd"])).toBeGreaterThan(Number(dear?.["cost_usd"]));
    expect(warnings.join()).toContain("no cost for 1 department(s)");
  });

  test("an entity with neither id nor name is part of the rest", async () => {
    const before = await departments();
    withItems("department", (items) =>
      items.map((item, index) => (index === 0 ? { cost: item.cost } : item)),
    );
    const { rows } = await departments();
    expect(rows.length).toBe(before.rows.length - 1);
    expect(sumOf(rows, "cost_usd")).toBe(sumOf(before.rows, "cost_usd"));
  });

  test("rows above the total leave a negative rest, and that is said", async () => {
    const before = await departments();
    withItems("department", (items) => items.map((item) => ({ ...item, cost: 2 * item.cost })));
    const { rows, warnings } = await departments();
    expect(Number(rows.at(-1)?.["cost_usd"])).toBeLessThan(0);
    expect(sumOf(rows, "cost_usd")).toBe(sumOf(before.rows, "cost_usd"));
    expect(warnings.join()).toContain("the API's two figures do not agree");
  });

  test("where nothing is left over, there is no such row", async () => {
    const before = await departments();
    withItems("department", (items) => [
      ...items,
      {
        id: "5a0b1c2d-0000-4a5b-8c6d-7e8f90a1b201",
        name: "Everybody else",
        cost: Number(before.rows.at(-1)?.["cost_usd"]),
        requests: Number(before.rows.at(-1)?.["requests"]),
      },
    ]);
    const { rows } = await departments();
    expect(rows.map(({ kind }) => kind)).not.toContain("unattributed");
    expect(sumOf(rows, "cost_usd")).toBe(sumOf(before.rows, "cost_usd"));
  });

  test("a list that has just the length at which servers cut", async () => {
    // The API's own row for what belongs to nobody is none.
    withItems("agent", (items) => items.filter(({ name }) => name !== "Unattributed").slice(0, 50));
    const { rows, warnings } = await document("manager", "--by", "agent", "--period", "7d");
    expect(rows.length).toBe(51);
    expect(warnings.join()).toContain("may be cut at its length");
  });

  test("one model of two providers is two rows", async () => {
    double.fault({
      path: "/api/v1/analytics/models",
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({
          ...usual(),
          body: String(usual().body).replace('"claude-3-5-sonnet"', '"gpt-4o"'),
        }),
      },
    });
    const { rows } = await document("manager", "--by", "model", "--period", "7d");
    const same = rows.filter(({ model }) => model === "gpt-4o");
    expect(same.map(({ provider }) => provider)).toEqual(["openai", "anthropic"]);
  });
});

describe("names out of the API", () => {
  const renamed = (name: string) =>
    double.fault({
      path: "/api/v1/analytics/costs",
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({
          ...usual(),
          body: String(usual().body).replaceAll('"Code Reviewer"', JSON.stringify(name)),
        }),
      },
    });

  test.each([
    ['=HYPERLINK("http://evil.test","x")', '\'=HYPERLINK("http://evil.test","x")'],
    ["+1", "'+1"],
    ["-1+1|cmd", "'-1+1|cmd"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\u0000\u202e=1\r\n2", "'=1 2"],
    ['a, "b"\nc', 'a, "b" c'],
  ])("%j", async (name, cell) => {
    renamed(name);
    const { stdout } = await run("manager", "--by", "agent", "--period", "7d");
    expect(recordsOf(stdout).map(({ agent }) => agent)).toContain(cell);
    const { rows } = await document("manager", "--by", "agent", "--period", "7d");
    expect(rows.map(({ agent }) => agent)).toContain(cell.replace(/^'/, ""));
  });

  test("a credential among the options is not repeated", async () => {
    for (const option of ["--by", "--format", "--from", "--period"]) {
      const { stdout, stderr } = await run("manager", option, credentials.patRead);
      expect(stdout + stderr).not.toContain(credentials.patRead);
    }
  });

  test("a credential among them is not written", async () => {
    renamed(`x ${credentials.patRead}`);
    for (const format of ["csv", "json", "focus"]) {
      const { stdout } = await run("manager", "--by", "agent", "--period", "7d", "--format", format);
      expect(stdout).toContain("[credential removed]");
      expect(stdout).not.toContain(credentials.patRead);
    }
  });
});

describe("the file", () => {
  const path = () => join(folder, "costs.csv");

  test("is what standard output would have been, and no other is left", async () => {
    const printed = await run("manager", "--period", "7d");
    const { code, stdout, stderr } = await run("manager", "--period", "7d", "--output", path());
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe(`wrote 7 rows, 2026-11-15 to 2026-11-21 (UTC), to ${path()}.\n`);
    expect(await readFile(path(), "utf8")).toBe(printed.stdout);
    expect(await readdir(folder)).toEqual(["costs.csv"]);
  });

  test("that is there is kept, unless --force is given; then it keeps its rights", async () => {
    await writeFile(path(), "mine");
    await chmod(path(), 0o600);
    const kept = await run("manager", "--output", path());
    expect(kept.code).toBe(1);
    expect(kept.stderr).toContain("is there already. --force replaces it.");
    expect(double.requests).toEqual([]);
    expect(await readFile(path(), "utf8")).toBe("mine");
    const replaced = await run("manager", "--output", path(), "--force");
    expect(replaced.code).toBe(0);
    expect(await readFile(path(), "utf8")).toStartWith("date,");
    expect((await lstat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["costs.csv"]);
  });

  test("that a link leads to is replaced, and the link stays", async () => {
    await writeFile(join(folder, "real.csv"), "old");
    await symlink("real.csv", path());
    expect((await run("manager", "--output", path())).code).toBe(1);
    expect((await run("manager", "--output", path(), "--force")).code).toBe(0);
    expect((await lstat(path())).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "real.csv"), "utf8")).toStartWith("date,");
  });

  test("that comes to be while the API is asked is kept", async () => {
    double.fault({
      effect: {
        kind: "custom",
        respond: async (_request, usual) => {
          await writeFile(path(), "somebody else's");
          return usual();
        },
      },
    });
    const { code, stderr } = await run("manager", "--output", path());
    expect(code).toBe(1);
    expect(stderr).toContain("a file of that name came to be meanwhile");
    expect(await readFile(path(), "utf8")).toBe("somebody else's");
    expect(await readdir(folder)).toEqual(["costs.csv"]);
  });

  test("needs a folder, and a name that is no folder's; both are said before any request", async () => {
    const nowhere = await run("manager", "--output", join(folder, "none", "costs.csv"));
    expect(nowhere).toMatchObject({ code: 1, stdout: "" });
    expect(nowhere.stderr).toContain(`the folder ${join(folder, "none")} does not exist.`);
    const aFolder = await run("manager", "--output", folder, "--force");
    expect(aFolder).toMatchObject({ code: 1, stdout: "" });
    expect(aFolder.stderr).toContain("is not a file");
    await writeFile(path(), "");
    for (const [output, says] of [
      [join(path(), "a.csv"), "is not a folder"],
      [join(path(), "none", "a.csv"), "Nothing was exported."],
      [`${folder}/`, "is the name of a folder"],
      [" ", "--output needs the name of a file"],
      ["a\0b", "cannot be written"],
    ] as const) {
      const { code, stderr } = await run("manager", "--output", output);
      expect({ output, code }).toEqual({ output, code: 1 });
      expect(stderr).toContain(says);
    }
    expect(double.requests).toEqual([]);
  });

  test("is not made when a request fails, whichever it is", async () => {
    for (const route of ["/api/v1/analytics/usage", "/api/v1/analytics/costs"]) {
      double.reset();
      double.fault({ path: (request) => request.path === route, effect: { kind: "status", status: 500 } });
      const { code, stderr } = await run("manager", "--by", "agent", "--output", path());
      expect(code).toBe(3);
      expect(stderr).toContain(route);
      expect(await readdir(folder)).toEqual([]);
    }
  });
});

test.each<readonly [what: string, effect: FaultEffect, code: number]>([
  ["401", { kind: "status", status: 401 }, 2],
  ["403", { kind: "forbidden", reason: "scope" }, 2],
  ["429", { kind: "too_many_requests", retryAfter: 900 }, 2],
  ["503", { kind: "status", status: 503 }, 3],
  ["a reset", { kind: "reset" }, 3],
  ["a web page", { kind: "html" }, 3],
])("%s ends as it does an audit", async (_what, effect, code) => {
  double.fault({ effect });
  for (const who of ["vk", "manager"]) {
    expect(await run(who)).toMatchObject({ code, stdout: "" });
  }
});

test("progress is shown, and taken away before the answer and after a failure", async () => {
  const { progress } = await run("manager", "--by", "agent");
  expect(progress).toEqual(["Asking Alephant: 0 of 1 answered", "Asking Alephant: 1 of 1 answered", null]);
  double.fault({ effect: { kind: "status", status: 401 } });
  expect((await run("manager")).progress.at(-1)).toBeNull();
});
