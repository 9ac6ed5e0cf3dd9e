/**
 * The contract tests on the executables that a release offers, taken out of their archives:
 *   bun scripts/release/smoke.ts [target…]
 * Targets that are named must run here; without names, those run that can.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executableNameOf, type Target, type TargetName, targets } from "../build.ts";
import { filesFolder } from "./assemble.ts";
import { archiveNameOf } from "./assets.ts";
import { isTargetName, targetNames } from "./executables.ts";
import { readOutcome, run } from "./run.ts";
import { findRunner } from "./runners.ts";

const root = join(import.meta.dir, "..", "..");
/** An emulated start takes two seconds, a native one 30 ms. */
const testTimeoutMs = 60_000;

/** That of Windows reads zip files too; the one of Git, which may come first on the PATH, does not. */
const tar =
  process.platform === "win32" ? join(process.env["SystemRoot"] ?? "", "System32", "tar.exe") : "tar";

export interface TestOutcome {
  readonly target: TargetName;
  readonly state: "ok" | "not run" | "failed";
  /** What was run; why it was not; or what a failed run printed. */
  readonly words: string;
}

export async function testExecutable(name: TargetName): Promise<TestOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-smoke-"));
  try {
    const target: Target = targets[name];
    const runner = await findRunner(target);
    if ("missing" in runner) return { target: name, state: "not run", words: runner.missing };
    const folder = join(scratch, "unpacked");
    await mkdir(folder);
    await run([tar, "-xf", join(filesFolder, archiveNameOf(name)), "-C", folder]);
    const command = runner.command(join(folder, executableNameOf(target)));
    // The files beside binary.test.ts start hundreds of processes: minutes, in an emulator.
    const tests = runner.isEmulated
      ? ["test/contract/binary.test.ts", "test/contract/hostile-folder.test.ts"]
      : ["test/contract"];
    const { code, stderr } = await readOutcome(
      [process.execPath, "test", `--timeout=${testTimeoutMs}`, "-t", "the binary", ...tests],
      { cwd: root, env: { ...process.env, ALEPHANT_MCP_COMMAND: JSON.stringify(command) } },
    );
    const passed = /^ *(\d+) pass$/m.exec(stderr)?.[1] ?? "0";
    // No test, no proof: bun's exit code is 0 then.
    if (code !== 0 || passed === "0") return { target: name, state: "failed", words: stderr };
    return { target: name, state: "ok", words: `${runner.how}: ${passed} contract tests` };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const names = Bun.argv.slice(2);
  const unknown = names.filter((name) => !isTargetName(name));
  if (unknown.length > 0) throw new Error(`There is no target ${unknown.join(", ")}.`);
  for (const name of names.length > 0 ? names.filter(isTargetName) : targetNames) {
    const { state, words } = await testExecutable(name);
    console.log(`${name.padEnd(18)} ${state}: ${words}`);
    if (state === "failed" || (state === "not run" && names.length > 0)) process.exitCode = 1;
  }
}
