/** `setup`: writes the server's entry into a host's configuration, prints it, lists what there is, or removes it. */
import { type Command, UsageError } from "../command-line.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import type { RemoveOptions } from "./choose-entries.ts";
import type { SetupOptions } from "./decisions.ts";
import { runList } from "./list.ts";
import { findOwnCommand, type StartCommand } from "./own-command.ts";
import {
  findFolder,
  type HostName,
  hostNames,
  type Surroundings,
  unknownFolder,
  writePath,
} from "./places.ts";
import { readHosts, readScope, refuseOtherOptions } from "./read-options.ts";
import { runRemoval } from "./remove.ts";
import { readPrintedSettings } from "./settings.ts";
import { SetupError } from "./setup-error.ts";
import { findFile } from "./target.ts";
import type { Doctor } from "./try-written.ts";
import { type WriteTask, writeInteractively, writeScripted } from "./write.ts";
import { renderEntry } from "./write-entry.ts";

/** @throws UsageError, ConfigError */
export async function runSetup(shell: Shell, options: Command["options"], doctor: Doctor): Promise<ExitCode> {
  const { env, platform, programUrl } = shell;
  const folder = findFolder();
  if (folder === undefined) {
    shell.note(unknownFolder);
    return exitCodes.configuration;
  }
  const surroundings: Surroundings = { platform, env, folder };
  const command = await findOwnCommand({ platform, env, executable: process.execPath, programUrl });
  const named = readHosts(options.get("host"));
  if (options.has("list")) {
    refuseOtherOptions("list", options, ["host", "json"]);
    return runList(shell, surroundings, { hosts: named, isJson: options.has("json"), command });
  }
  if (options.has("remove")) {
    refuseOtherOptions("remove", options, ["host", "scope", "entry", "yes", "print"]);
    return runRemoval(shell, surroundings, readRemoveOptions(options, named, command));
  }
  const chosen = readSetupOptions(options, named);
  const scope = readScope(options.get("scope"));
  const option = ["print", "yes"].find((name) => options.has(name));
  if (option !== undefined && named.length === 0)
    throw new UsageError(`--${option} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`);
  const task: WriteTask = { shell, doctor, surroundings, command, scope };
  if (options.has("print")) return printEntries(task, named);
  return options.has("yes") ? writeScripted(task, chosen) : writeInteractively(task, chosen);
}

/** @throws UsageError */
function readRemoveOptions(
  options: Command["options"],
  named: readonly HostName[],
  command: StartCommand,
): RemoveOptions {
  const name = options.get("entry");
  return {
    hosts: named,
    scope: options.has("scope") ? readScope(options.get("scope")) : undefined,
    name: typeof name === "string" ? name : undefined,
    manner: options.has("print") ? "print" : options.has("yes") ? "yes" : "ask",
    command,
  };
}

/** @throws UsageError for options that only listing or removing has */
function readSetupOptions(options: Command["options"], named: readonly HostName[]): SetupOptions {
  const option = ["json", "entry"].find((name) => options.has(name));
  if (option !== undefined)
    throw new UsageError(`--${option} needs ${option === "json" ? "--list" : "--remove"}.`);
  return {
    hosts: named,
    storage: options.has("reference") ? "reference" : undefined,
    allowsCredentialInRepository: options.has("credential-in-repository"),
  };
}

async function printEntries(
  { shell, command, scope, surroundings }: WriteTask,
  names: readonly HostName[],
): Promise<ExitCode> {
  for (const name of names) {
    try {
      shell.note(`for ${writePath(await findFile(name, scope, surroundings))}:`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      shell.note(error.message);
      return exitCodes.configuration;
    }
    shell.print(renderEntry(name, command, readPrintedSettings(shell.env, shell.platform)));
  }
  return exitCodes.ok;
}
