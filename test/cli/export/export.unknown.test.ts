import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { credentials } from "../../api-double/server.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { testNow } from "../../support/connect.ts";
import { createExporter, sumOf } from "./exporting.ts";
import { recordsOf } from "./reading-csv.ts";

const double = await useApiDouble({ now: () => testNow });

const { run, document } = createExporter(double);

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

  test("days whose rows state no cost are counted, and the first of them named", async () => {
    double.fault({
      path: "/api/v1/analytics/usage",
      effect: { kind: "missing_fields", names: ["cost"] },
    });
    const { code, stdout, stderr } = await run("manager", "--period", "7d");
    expect(code).toBe(0);
    expect(recordsOf(stdout).map(({ cost_usd }) => cost_usd)).toEqual(Array.from({ length: 7 }, () => ""));
    expect(stderr).toContain(
      "The API states no cost for 7 day(s): 2026-11-15, 2026-11-16, 2026-11-17, 2026-11-18, 2026-11-19, …. It is unknown, not 0.",
    );
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
    const excess = -Number(rows.at(-1)?.["cost_usd"]);
    expect(warnings.join().replaceAll(/(\d),(?=\d{3})/g, "$1")).toContain(
      `The rows exceed the total by $${excess.toFixed(2)}: the API's two figures do not agree`,
    );
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
