/**
 * The Bun runtimes that executables are made of: npm packages pinned with their checksums in runtimes/bun.lock. Bun
 * would fetch them by itself, but unchecked and past any registry setting.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../build.ts";
import { run } from "./run.ts";

export const runtimesFolder = join(import.meta.dir, "runtimes");

export async function installRuntimes(): Promise<void> {
  await installPinned(runtimesFolder, "--cpu=*", "--os=*");
}

/** @throws when folder holds no lockfile: Bun would then install whatever is newest, and succeed */
export async function installPinned(folder: string, ...options: readonly string[]): Promise<void> {
  if (!existsSync(join(folder, "bun.lock"))) throw new Error(`${folder} has no bun.lock`);
  await run([process.execPath, "install", "--frozen-lockfile", "--ignore-scripts", ...options], {
    cwd: folder,
  });
}

export const runtimeFileOf = ({ os, runtime }: Pick<Target, "os" | "runtime">): string =>
  join(runtimesFolder, "node_modules", runtime, "bin", os === "windows" ? "bun.exe" : "bun");
