import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { FaultEffect } from "../../api-double/server.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { connect, testNow } from "../../support/connect.ts";
import { createExporter, sumOf } from "./exporting.ts";
import { parseCsv } from "./reading-csv.ts";

const double = await useApiDouble({ now: () => testNow });

const { run, document } = createExporter(double);

const Table = v.object({
  columns: v.array(v.string()),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});

/** A table of a tool, a record a row. */
function recordsIn(table: unknown) {
  const { columns, rows } = v.parse(Table, table);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}

describe("the figures are those of the tools", () => {
  test("a workspace's last 30 complete days, as CSV", async () => {
    const { code, stdout, stderr } = await run("manager");
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "30 rows, 2026-10-23 to 2026-11-21 (UTC).\n",
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

test("24h of a workspace is today by day as by anything else", async () => {
  const costOf = async (by: string): Promise<number> => {
    const { rows } = await document("manager", "--period", "24h", "--by", by);
    expect(rows.map(({ complete }) => complete)).toEqual(rows.map(() => false));
    return sumOf(rows, "cost_usd");
  };
  const byDay = await costOf("day");
  expect(byDay).toBeGreaterThan(0);
  for (const by of ["model", "agent", "department"]) expect(await costOf(by)).toBe(byDay);
});

test.each([[["--period", "24h"]], [["--period", "24h", "--by", "model", "--format", "focus"]]])(
  "a key's last 24 hours are no day: %j is refused before any request",
  async (words) => {
    const { code, stdout, stderr } = await run("vk", ...words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      "24h is the last 24 hours: parts of two days, which rows by day and FOCUS cannot show. Ask for",
    );
    expect(double.requests).toEqual([]);
  },
);

test.each(["2026-11-22", "2026-12-01"])("from %s on there is no complete day yet", async (day) => {
  const { code, stderr } = await run("manager", "--from", day);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `--from ${day} has no complete day yet: without --to, rows reach to yesterday, 2026-11-21.`,
  );
});

test("an option that is given twice is a mistake", async () => {
  const { code, stderr } = await run("manager", "--by", "day", "--by", "model");
  expect(code).toBe(1);
  expect(stderr).toContain("--by is given twice.");
});
