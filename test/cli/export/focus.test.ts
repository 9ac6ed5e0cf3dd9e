import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { useApiDouble } from "../../support/api-double.ts";
import { runInProcess } from "../../support/command.ts";
import { environmentFor, testNow } from "../../support/connect.ts";
import { findChargeFaults, findColumnFaults } from "./focus-rules.ts";
import { parseCsv, recordsOf } from "./reading-csv.ts";

const double = await useApiDouble({ now: () => testNow });

const run = (who: string, ...words: readonly string[]) =>
  runInProcess(["export", ...words], { env: environmentFor(who, double.url) });

const sumOf = (cells: readonly (string | undefined)[]): number =>
  Math.round(cells.reduce((sum, cell) => sum + 100 * Number(cell), 0)) / 100;

const Rows = v.object({ rows: v.array(v.looseObject({ cost_usd: v.nullable(v.number()) })) });

async function readTotal(who: string, ...words: readonly string[]): Promise<number> {
  const { stdout } = await run(who, "--format", "json", ...words);
  return sumOf(v.parse(Rows, JSON.parse(stdout)).rows.map(({ cost_usd }) => String(cost_usd)));
}

describe.each([
  ["manager", []],
  ["manager", ["--by", "model"]],
  ["manager", ["--by", "agent"]],
  ["manager", ["--by", "member"]],
  ["manager", ["--by", "department", "--period", "billing_cycle"]],
  ["manager", ["--by", "model", "--from", "2026-08-30", "--to", "2026-11-02"]],
  ["vk", []],
  ["vk", ["--by", "model"]],
  ["vk", ["--by", "model", "--period", "7d"]],
  ["vk", ["--period", "billing_cycle"]],
] as const)("%s %j", (who, words) => {
  test("every column and charge keeps the rules, and EffectiveCost is the cost", async () => {
    const { code, stdout, stderr } = await run(who, "--format", "focus", ...words);
    expect(code).toBe(0);
    expect(stderr).toContain("EffectiveCost has the cost. BilledCost is 0");
    expect(findColumnFaults(parseCsv(stdout)[0] ?? [])).toEqual([]);
    const charges = recordsOf(stdout);
    expect(charges.length).toBeGreaterThan(0);
    expect(charges.flatMap(findChargeFaults)).toEqual([]);
    expect(sumOf(charges.map(({ EffectiveCost }) => EffectiveCost))).toBeCloseTo(
      await readTotal(who, ...words),
      1,
    );
  });
});

test("a charge of a model, and one of nobody", async () => {
  const { stdout } = await run("manager", "--format", "focus", "--by", "model", "--period", "2026-10");
  expect(recordsOf(stdout)[0]).toMatchObject({
    BilledCost: "0",
    BillingPeriodStart: "2026-10-01T00:00:00Z",
    BillingPeriodEnd: "2026-11-01T00:00:00Z",
    ChargeDescription: "AI usage through Alephant, model gpt-4o",
    ChargePeriodStart: "2026-10-01T00:00:00Z",
    ChargePeriodEnd: "2026-11-01T00:00:00Z",
    EffectiveCost: "935.18",
    HostProviderName: "openai",
    ServiceProviderName: "openai",
    InvoiceIssuerName: "Alephant",
    Tags: '{"alephant/model":"gpt-4o","alephant/model_provider":"openai"}',
    x_Requests: "21078",
    x_Tokens: "261625551",
  });
  const agents = await run("manager", "--format", "focus", "--by", "agent", "--period", "2026-10");
  const rest = recordsOf(agents.stdout).at(-1);
  expect(rest).toMatchObject({
    ChargeDescription: "AI usage through Alephant that belongs to no agent",
    ServiceProviderName: "Alephant",
    Tags: '{"alephant/unattributed_by":"agent"}',
  });
});

test("a row whose cost is unknown is left out, and that is said", async () => {
  double.switches.degraded = true;
  const { stdout, stderr } = await run("vk", "--format", "focus", "--period", "billing_cycle");
  expect(recordsOf(stdout)).toEqual([]);
  expect(stderr).toMatch(/(\d+) of \1 rows are left out, because their cost is unknown/);
  expect(stderr).toContain("\n0 rows, ");
});

test("without days there is no charge, and so no file", async () => {
  double.switches.periodForm = "absent";
  const { code, stdout, stderr } = await run("vk", "--format", "focus", "--by", "model");
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain(
    "did not say which days these figures cover, and FOCUS allows no row without it: export csv",
  );
  expect((await run("vk", "--by", "model")).code).toBe(0);
});

test("the rules find what is wrong", async () => {
  const { stdout } = await run("manager", "--format", "focus", "--period", "7d");
  const [good = {}] = recordsOf(stdout);
  const changed = (changes: Readonly<Record<string, string>>) => findChargeFaults({ ...good, ...changes });
  expect(changed({ EffectiveCost: "" })).toEqual(["EffectiveCost is null"]);
  expect(changed({ EffectiveCost: "1e-7" })).toEqual(["EffectiveCost is no decimal: 1e-7"]);
  expect(changed({ ChargePeriodStart: "2026-11-15" })).toContain(
    "ChargePeriodStart is no moment in UTC: 2026-11-15",
  );
  expect(changed({ ChargeCategory: "Use" })).toEqual(["ChargeCategory may not be Use"]);
  expect(changed({ InvoiceIssuerName: "Unknown" })).toContain("InvoiceIssuerName has a placeholder: Unknown");
  expect(changed({ Tags: '{"a":{}}' })).toContain('Tags is no object of plain values: {"a":{}}');
  expect(changed({ ConsumedQuantity: "1" })).toHaveLength(2);
  expect(changed({ ListCost: "9999" })).toHaveLength(1);
  expect(findColumnFaults(["ProviderName"])).toContain("ListCost is missing");
});
