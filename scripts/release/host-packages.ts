/**
 * The plugin for Claude Code and the extension for Gemini CLI, unpacked and started as their hosts start them, and
 * validated by the hosts' own tools where those are on this machine.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { walk } from "../../test/release/ways-in.ts";
import { npmEntry } from "../build.ts";
import { filesFolder } from "./assemble.ts";
import { claudePluginName } from "./claude-plugin.ts";
import { geminiExtensionNameOf, geminiSystems } from "./gemini-extension.ts";
import { run } from "./run.ts";

/** By the name of the file, what was done with it. */
export async function tryHostPackages(): Promise<ReadonlyMap<string, string>> {
  const done = new Map<string, string>();
  const claude = ["claude", "plugin", "validate", "--strict"] as const;
  done.set(claudePluginName, await tryPackage(claudePluginName, claude));
  for (const system of geminiSystems) {
    const name = geminiExtensionNameOf(system);
    done.set(name, await tryPackage(name, ["gemini", "extensions", "validate"]));
  }
  return done;
}

async function tryPackage(name: string, validation: readonly [string, ...string[]]): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-package-"));
  try {
    const [folder, home] = [join(scratch, "package"), join(scratch, "home")];
    for (const each of [folder, home]) await mkdir(each);
    const file = join(filesFolder, name);
    await run(
      name.endsWith(".zip") ? ["unzip", "-q", file, "-d", folder] : ["tar", "-xzf", file, "-C", folder],
    );
    const [tool] = validation;
    const isHere = Bun.which(tool) !== null;
    if (isHere) await run([...validation, folder], { env: { ...process.env, HOME: home } });
    const command = ["node", join(folder, "server", npmEntry)] as const;
    const started = await walk({ name, command, cwd: scratch, environment: {} });
    return `${isHere ? `validated by ${tool}` : `not validated here: there is no ${tool}`}; ${started}`;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
