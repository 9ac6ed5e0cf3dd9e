/** The new text of a file, beside it until it takes its place. */
import type { Stats } from "node:fs";
import { errorFactsOf } from "./setup-error.ts";

const { rmSync } = process.getBuiltinModule("node:fs");
const { chown, open, readdir, rm } = process.getBuiltinModule("node:fs/promises");
const { basename, dirname, join } = process.getBuiltinModule("node:path");

export const draftOf = (target: string, pid: number | ""): string =>
  join(dirname(target), `.${basename(target)}.alephant-mcp-${pid}`);

/** The draft is renamed over the file later, in one step: whoever reads sees all of the old text or all of the new. */
export async function writeDraft(
  draft: string,
  text: string,
  mode: number,
  stats: Stats | undefined,
): Promise<void> {
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  // Another owner stays the owner, as far as we may.
  if (stats !== undefined) await chown(draft, stats.uid, stats.gid).catch(() => undefined);
}

/** A draft may hold a credential: it does not outlive the process that is told to end. */
export function removeOnSignal(draft: string): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (signal: NodeJS.Signals): void => {
    rmSync(draft, { force: true });
    release();
    process.kill(process.pid, signal);
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  return release;
}

/** Drafts that were left behind by processes that have been killed. */
export async function removeDeadDrafts(target: string): Promise<void> {
  const start = basename(draftOf(target, ""));
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    if (!name.startsWith(start) || !/^\d+$/.test(name.slice(start.length))) continue;
    const pid = Number(name.slice(start.length));
    if (pid === process.pid || !isRunning(pid)) await rm(join(dirname(target), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, but belongs to another user.
    return errorFactsOf(error).code === "EPERM";
  }
}
