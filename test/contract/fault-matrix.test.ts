// Every tool × everything that can go wrong between it and the API, on the executable: an answer in time, an error exactly
// where it should be, with a remedy; no crash; and no credential in anything that was printed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiDouble } from "../api-double/server.ts";
import { faultCases } from "./fault-matrix/faults.ts";
import { listPartFaults, runPartFault } from "./fault-matrix/parts.ts";
import { type Cell, runFault } from "./fault-matrix/run.ts";

/** Rows that are run at once, beside the slow ones, which only wait. */
const atOnce = 3;
/** From here on no more of them begin until the slow rows are over, so that nothing delays what tells the time. */
const quietAfterMs = 18_000;
/** Beyond the slow rows' half minute, on a small machine that does something else as well. */
const patienceMs = 120_000;

interface Row {
  readonly name: string;
  readonly isSlow: boolean;
  readonly run: () => Promise<Cell[]>;
}

/** Where the secrets of new keys go. */
let home = "";
const double = await startApiDouble();
const parts = await listPartFaults(double.world);
await double.stop();

const toRows: readonly Row[] = faultCases.map((fault) => ({
  name: fault.name,
  isSlow: fault.isSlow === true,
  run: () => runFault(fault, home),
}));
const partRows: readonly Row[] = parts.map((part) => ({
  name: part.name,
  isSlow: false,
  run: () => runPartFault(part),
}));
const rows = [...toRows, ...partRows];
const results = new Map(rows.map(({ name }) => [name, Promise.withResolvers<Cell[]>()]));
let started = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "alephant-mcp-faults-"));
  started = performance.now();
  const run = async (row: Row): Promise<void> => {
    const result = results.get(row.name);
    await row.run().then(result?.resolve, result?.reject);
  };
  const slow = Promise.all(rows.filter(({ isSlow }) => isSlow).map(run));
  const waiting = rows.filter(({ isSlow }) => !isSlow).values();
  for (let worker = 0; worker < atOnce; worker++) {
    void (async () => {
      for (const row of waiting) {
        if (performance.now() - started > quietAfterMs) await slow;
        await run(row);
      }
    })();
  }
});

async function expectRight(name: string): Promise<void> {
  const cells = (await results.get(name)?.promise) ?? [];
  expect(cells.length).toBeGreaterThan(0);
  expect(cells.flatMap(({ wrong }) => wrong)).toEqual([]);
}

describe("every tool, with everything failing", () => {
  test.each(toRows.map(({ name }) => name))("%s", expectRight, patienceMs);
});

describe("a tool of several requests, with one of them failing", () => {
  test.each(partRows.map(({ name }) => name))("%s", expectRight, patienceMs);
});

afterAll(async () => {
  const all = await Promise.all([...results.values()].map(({ promise }) => promise.catch(() => [])));
  const checks = all.flat();
  const cells = checks.filter(({ ms }) => ms > 0);
  const wrong = checks.filter((check) => check.wrong.length > 0).length;
  const slowest = (Math.max(...cells.map(({ ms }) => ms)) / 1000).toFixed(1);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `fault matrix: ${toRows.length} faults of everything and ${partRows.length} of one part, ${cells.length} cells and ${checks.length - cells.length} checks around them, ${wrong} wrong; slowest answer ${slowest} s; ${seconds} s`,
  );
  await rm(home, { recursive: true, force: true });
});
