/** How a host starts this very program again. */
import { name as packageName } from "../../../package.json" with { type: "json" };
import type { Environment } from "../../config.ts";
import { pathsOf } from "./places.ts";
import { listProgramFolders } from "./program-folders.ts";

const { realpath } = process.getBuiltinModule("node:fs/promises");
const { fileURLToPath } = process.getBuiltinModule("node:url");

/** A program and its arguments, as an entry names them. */
export interface StartCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** What is known of this process. */
export interface ProcessFacts {
  readonly platform: string;
  readonly env: Environment;
  /** The executable of this process: ours, or that of Node or Bun. */
  readonly executable: string;
  /** The address of the file that was started; in an executable, of a file inside it. */
  readonly programUrl: string;
}

/** The address of a file inside an executable of Bun: on Linux and macOS, and on Windows. */
const embedded = /\/(?:\$bunfs|(?:~|%7E)BUN)\//;

export async function findOwnCommand({
  platform,
  env,
  executable,
  programUrl,
}: ProcessFacts): Promise<StartCommand> {
  if (embedded.test(programUrl))
    return { program: await findStablePath(executable, env, platform), args: [] };
  const file = fileURLToPath(programUrl);
  // A path into the cache of npx or bunx would not last, so the package is named instead.
  if (/[/\\]_npx[/\\]/.test(file)) {
    const args = ["-y", packageName];
    // On Windows npx is a script, which hosts cannot start without cmd.
    if (platform === "win32") return { program: "cmd", args: ["/c", "npx", ...args] };
    return { program: "npx", args };
  }
  if (/[/\\]bunx-[^/\\]+[/\\]/.test(file)) return { program: "bunx", args: [packageName] };
  return { program: executable, args: [file] };
}

/**
 * The name under which the PATH finds the executable, if it does: a package manager's link stays when the version,
 * and with it the folder behind the link, changes.
 */
async function findStablePath(executable: string, env: Environment, platform: string): Promise<string> {
  const { join } = pathsOf(platform);
  const name = platform === "win32" ? "alephant-mcp.exe" : "alephant-mcp";
  const own = await realpath(executable).catch(() => executable);
  for (const folder of listProgramFolders(env, platform)) {
    const candidate = join(folder, name);
    if ((await realpath(candidate).catch(() => undefined)) === own) return candidate;
  }
  return executable;
}
