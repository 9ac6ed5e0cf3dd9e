/**
 * How fast, small and frugal the built server is. Every figure stands against a reference that took turns with it in the
 * same run, because the machine does not always run alike:
 *
 *   bun run bench            builds, measures (some two minutes) and prints the result
 *   bun run bench --write    puts it into docs/benchmarks.md
 *
 * Leave the machine alone meanwhile.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentFor } from "../test/support/connect.ts";
import { measureCalls, measureComposites } from "./bench/calls.ts";
import { isReadable, measureIdle } from "./bench/memory.ts";
import type { Program } from "./bench/program.ts";
import { measureStarts } from "./bench/start.ts";
import { writeMeasurements } from "./bench/tables.ts";
import { buildBinary, buildNpm, buildReference } from "./build.ts";
import { replaceSection } from "./marked-section.ts";

const startRounds = 40;
const idleRounds = 3;

const root = join(import.meta.dir, "..");
const page = join(root, "docs", "benchmarks.md");
const node = Bun.which("node");

const folder = await mkdtemp(join(tmpdir(), "alephant-mcp-bench-"));
try {
  const fileOf = (name: string): string => join(folder, process.platform === "win32" ? `${name}.exe` : name);
  const buildByName = (name: string) =>
    buildReference(join(import.meta.dir, "bench", `${name}.ts`), fileOf(name));
  const [binary, npm, empty, floor] = [
    await buildBinary(),
    await buildNpm(),
    await buildByName("empty"),
    await buildByName("floor"),
  ];
  const floorProgram: Program = { name: "floor", command: [fileOf("floor")] };
  const executable: Program = { name: "executable", command: [join(root, binary.file)] };
  const onNode: readonly Program[] =
    node === null ? [] : [{ name: "npm package on Node", command: [node, join(root, npm.file)] }];
  const bareNode =
    node === null ? [] : [{ name: "node -e 0", command: [node, "-e", "0"], silent: true } as const];

  // Nobody is asked before the first call: the address need not answer.
  const environment = environmentFor("manager", "http://127.0.0.1:9");
  const programs = [floorProgram, executable, ...onNode];
  const text = writeMeasurements({
    start: await measureStarts([...programs, ...bareNode], environment, startRounds),
    idle: isReadable ? await measureIdle(programs, environment, idleRounds) : [],
    sizes: { binary: binary.bytes, empty: empty.bytes, floor: floor.bytes, npm: npm.bytes },
    runtimeBytes: Bun.file(process.execPath).size,
    bytesByPackage: npm.bytesByPackage,
    calls: await measureCalls(executable),
    composites: await measureComposites(executable),
    node: node === null ? null : (await Bun.$`${node} --version`.text()).trim(),
  });
  console.log(text);
  if (process.argv.includes("--write")) {
    const before = await Bun.file(page).text();
    await Bun.write(page, replaceSection(before, "bench", text, "docs/benchmarks.md"));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
