// What the executable gives a model to read stays within the ceilings; `bun run tokens` shows what takes how much.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ceilings, measured, resultTokens, sumOf } from "../../scripts/tokens/measure.ts";
import { listRows } from "../../scripts/tokens/report.ts";
import { modes } from "../support/catalogue.ts";
import { connect } from "../support/connect.ts";

const [vk, manager] = [await measured("vk"), await measured("manager")] as const;

describe.each([vk, manager])("$mode", ({ mode, definitions, list, results, tools }) => {
  test("the list of tools", () => {
    expect(definitions).toBeLessThanOrEqual(ceilings.definitions[mode]);
    expect(list).toBeLessThanOrEqual(ceilings.list[mode]);
  });

  test("the results of the default calls", () => {
    expect(tools.filter(({ result }) => !(result <= ceilings.result))).toEqual([]);
    expect(results).toBeLessThanOrEqual(ceilings.results[mode]);
  });
});

test.each([...modes])("%s: the results on the last day of a long billing cycle", async (mode) => {
  await using connection = await connect(mode, { now: new Date("2026-12-31T12:00:00Z") });
  const { tools } = await connection.client.listTools();
  const results = await resultTokens(tools, connection.double.world, connection.call);
  expect(Math.max(...results.values())).toBeLessThanOrEqual(ceilings.result);
  expect(sumOf(results)).toBeLessThanOrEqual(ceilings.results[mode]);
});

test("the README states the size of the list: `bun run tokens --write`", async () => {
  const readme = await Bun.file(join(import.meta.dir, "..", "..", "README.md")).text();
  for (const row of listRows([vk, manager])) expect(readme).toContain(row);
});
