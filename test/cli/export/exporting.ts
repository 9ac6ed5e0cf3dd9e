/** What the tests of `export` share: the command against a double of the test's own, and its answers read. */
import { expect } from "bun:test";
import * as v from "valibot";
import type { ApiDouble } from "../../api-double/server.ts";
import { type CommandOutcome, runInProcess } from "../../support/command.ts";
import { environmentFor } from "../../support/connect.ts";

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

export const createExporter = (double: ApiDouble) => {
  const run = (who: string, ...words: readonly string[]): Promise<CommandOutcome> =>
    runInProcess(["export", ...words], { env: environmentFor(who, double.url) });
  return {
    run,
    async document(who: string, ...words: readonly string[]) {
      const { code, stdout, stderr } = await run(who, "--format", "json", ...words);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      return v.parse(Document, JSON.parse(stdout));
    },
  };
};

export const sumOf = (rows: readonly Readonly<Record<string, unknown>>[], name: string): number =>
  Math.round(rows.reduce((sum, row) => sum + 100 * Number(row[name] ?? 0), 0)) / 100;
