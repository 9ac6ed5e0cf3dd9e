// What the executable gives a model to read stays within the ceilings; `bun run tokens` shows what takes how much.
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  ceilings,
  countResultTokens,
  type ModeTokens,
  measureTokens,
  sumTokens,
} from "../../scripts/tokens/measure.ts";
import { writeListRows } from "../../scripts/tokens/tables.ts";
import { connect } from "../support/connect.ts";

describe("the binary", () => {
  let both: readonly [vk: ModeTokens, manager: ModeTokens];
  beforeAll(async () => {
    both = [await measureTokens("vk"), await measureTokens("manager")];
  });

  test("the list of tools", () => {
    for (const { mode, definitions, list } of both) {
      expect(definitions).toBeLessThanOrEqual(ceilings.definitions[mode]);
      expect(list).toBeLessThanOrEqual(ceilings.list[mode]);
    }
  });

  test("the results of the default calls", () => {
    for (const { mode, tools, results } of both) {
      expect(tools.filter(({ result }) => !(result <= ceilings.result))).toEqual([]);
      expect(results).toBeLessThanOrEqual(ceilings.results[mode]);
    }
  });

  test("docs/benchmarks.md states the size of the list: `bun run tokens --write`", async () => {
    const readme = await Bun.file(join(import.meta.dir, "..", "..", "docs", "benchmarks.md")).text();
    expect(writeListRows(both).filter((row) => !readme.includes(row))).toEqual([]);
  });
});

// The executable has the real clock; here the same code meets a day on which results are long.
test.each(["vk", "manager"] as const)("%s: the results on the last day of a billing cycle", async (mode) => {
  await using connection = await connect(mode, { now: new Date("2026-12-31T12:00:00Z") });
  const { tools } = await connection.client.listTools();
  const results = await countResultTokens(tools, connection.double.world, connection.call);
  expect(Math.max(...results.values())).toBeLessThanOrEqual(ceilings.result);
  expect(sumTokens(results)).toBeLessThanOrEqual(ceilings.results[mode]);
});
