// npm test: everything a commit must pass, in one go; npm run test:fast (--fast) leaves out what builds the program,
// starts a process, or opens a browser. The last line says "N passed, N failed".

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const bun = process.execPath;
/** A hanging step ends here; the tests take over ten minutes on a small machine. */
const stepTimeoutMs = 15 * 60_000;
const isFast = process.argv.includes("--fast");
/** What the fast run leaves out; in what remains, a start of a process is a failure. */
const fastOptions = [
  ...["test/build/**", "test/contract/**", "test/release/**", "test/browser/**", "**/*.spawn.test.ts"].map(
    (pattern) => `--path-ignore-patterns=${pattern}`,
  ),
  "--preload=./test/support/refuse-processes.ts",
];

interface Outcome {
  readonly ok: boolean;
  /** Printed when the step failed. */
  readonly output: string;
  /** Tests are counted; every other step counts only when it fails, as one. */
  readonly tests?: Counts;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const total = { passed: 0, failed: 0, skipped: 0 };

await runStep("lockfile", checkLockfile);
// The tools come from node_modules, and run on Bun also where there is a Node.
await runStep("format and lint", () =>
  runCommand("x", "--bun", "--no-install", "biome", "ci", "--colors=off", "--error-on-warnings", "."),
);
await runStep("types", () => runCommand("x", "--bun", "--no-install", "tsc", "--noEmit"));
await runStep("types of the page inside the chat", () =>
  runCommand("x", "--bun", "--no-install", "tsc", "--noEmit", "-p", "src/page/view"),
);
await runStep("generated files", () => runCommand("scripts/generate.ts", "--check"));
if (isFast) await runStep("tests", () => runTests(fastOptions));
else if (await runStep("build", () => runCommand("scripts/build.ts"))) {
  await runStep("tests", () => runTests([]));
  // It installs 110 MB, which is much for everyone's first check.
  if (process.env["CI"] === "true") await runStep("inspector", () => runCommand("scripts/inspector.ts"));
} else console.log("tests: not run, they need the build");
if (!isFast) await runStep("demo", () => runCommand("scripts/demo.ts"));

const { passed, failed, skipped } = total;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;

async function runStep(name: string, work: () => Promise<Outcome>): Promise<boolean> {
  const start = performance.now();
  const { ok, output, tests } = await work().catch(describeThrown);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (!ok && output !== "") console.log(output.trimEnd());
  console.log(`${name}: ${ok ? "ok" : "FAILED"} (${seconds} s)`);
  total.passed += tests?.passed ?? 0;
  total.failed += ok ? 0 : Math.max(1, tests?.failed ?? 0);
  total.skipped += tests?.skipped ?? 0;
  return ok;
}

function describeThrown(error: unknown): Outcome {
  return { ok: false, output: String(error) };
}

async function runCommand(...words: readonly string[]): Promise<Outcome> {
  const child = Bun.spawn([bun, ...words], {
    cwd: root,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: stepTimeoutMs,
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { ok: child.exitCode === 0, output: [stdout, stderr].filter((text) => text !== "").join("\n") };
}

async function checkLockfile(): Promise<Outcome> {
  // Bun writes where a package came from only if that was not the default registry. Such an address would
  // bind every checkout to one machine's network.
  const lock = await Bun.file(join(root, "bun.lock")).text();
  const addresses = [...lock.matchAll(/"https?:\/\/[^"]*"/g)].map(([address]) => address);
  return {
    ok: addresses.length === 0,
    output: ["bun.lock names a host:", ...addresses.slice(0, 3)].join("\n"),
  };
}

async function runTests(options: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "alephant-mcp-check-"));
  try {
    const report = join(folder, "junit.xml");
    const child = Bun.spawn([bun, "test", "--reporter=junit", `--reporter-outfile=${report}`, ...options], {
      cwd: root,
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      timeout: stepTimeoutMs,
    });
    await child.exited;
    const counts = await readCounts(report);
    // The exit code alone is not enough: it is 0 when no test ran, and when a test called process.exit(0).
    // Nor are the counts: an error between two tests fails the run, but no test.
    const ran = counts !== undefined && counts.passed + counts.failed > 0;
    const ok = ran && counts.failed === 0 && child.exitCode === 0;
    const output = ran ? "" : "The test run ended early or had no tests.";
    return counts === undefined ? { ok, output } : { ok, output, tests: counts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined when the run ended before its report was written. */
async function readCounts(file: string): Promise<Counts | undefined> {
  if (!(await Bun.file(file).exists())) return undefined;
  const root = /<testsuites\b[^>]*>/.exec(await Bun.file(file).text())?.[0];
  if (root === undefined) return undefined;
  const count = (attribute: string) =>
    Number(new RegExp(`\\b${attribute}="(\\d+)"`).exec(root)?.[1] ?? Number.NaN);
  const [all, failed, skipped] = [count("tests"), count("failures"), count("skipped")];
  const passed = all - failed - skipped;
  return Number.isNaN(passed) ? undefined : { passed, failed, skipped };
}
