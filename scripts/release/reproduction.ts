/** The same checkout in another folder must give the same executables, or nobody can check what was published. */
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "./assets.ts";
import { executableFileOf, readBytes, targetNames } from "./executables.ts";
import { run } from "./run.ts";
import { runtimesFolder } from "./runtimes.ts";

const root = join(import.meta.dir, "..", "..");

/** A copy of what a build reads. What was installed lies in it as in a checkout: chunks are named after where they come from. */
export async function copyCheckout(folder: string): Promise<string> {
  const copy = join(folder, "elsewhere");
  for (const name of ["src", "scripts", "package.json", "tsconfig.json", "README.md", "LICENSE"]) {
    const isCopied = (path: string) => !path.includes("node_modules");
    await cp(join(root, name), join(copy, name), { recursive: true, filter: isCopied });
  }
  await cp(join(root, "node_modules"), join(copy, "node_modules"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return copy;
}

export async function findReproductionProblems(): Promise<string[]> {
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-again-"));
  try {
    const copy = await copyCheckout(scratch);
    await symlink(
      join(runtimesFolder, "node_modules"),
      join(copy, "scripts", "release", "runtimes", "node_modules"),
    );
    await run([process.execPath, "scripts/release/executables.ts"], { cwd: copy });
    const problems: string[] = [];
    for (const name of targetNames) {
      const here = sha256(await readBytes(executableFileOf(name)));
      const there = sha256(await readBytes(executableFileOf(name, join(copy, "dist", "release"))));
      if (here !== there) problems.push(`${name}: ${here} here, ${there} there`);
    }
    return problems;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
