/** `setup --list`: every entry of this server in the files of all hosts, and what becomes of it. Changes nothing. */
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import { printFailure } from "../failure.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { createDrawing } from "../terminal-drawing.ts";
import { findBlocks } from "./blocks.ts";
import { readConfigFile } from "./config-file.ts";
import { dialects, findMisreading } from "./dialects.ts";
import { byteOrderMark } from "./edit-config.ts";
import {
  addressOf,
  commandOf,
  credentialOf,
  isOwnCommand,
  isOwnEntry,
  isSwitchedOff,
  secretsIn,
  writeCommand,
} from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { findLayersElsewhere, type NamedEntry, readServers, replacesByName, writePlace } from "./layers.ts";
import { type ListedEntry, type UnreadableFile, writeEntryList } from "./list-text.ts";
import type { OwnCommand } from "./own-command.ts";
import { type HostName, hostNames, knowsHome, type Surroundings, unknownHome, writePath } from "./places.ts";
import { SetupError } from "./setup-error.ts";
import { shareStarts } from "./share-starts.ts";
import { type Trial, tryEntry } from "./try-entry.ts";
import { findStartProblem, type TryStart } from "./try-start.ts";

export interface ListOptions {
  /** All where none is named. */
  readonly hosts: readonly HostName[];
  readonly isJson: boolean;
  /** How this very program is started. */
  readonly command: OwnCommand;
}

export async function runList(
  shell: Shell,
  surroundings: Surroundings,
  { hosts: chosen, isJson, command }: ListOptions,
): Promise<ExitCode> {
  if (!knowsHome(surroundings)) {
    const failure = {
      kind: "configuration",
      message: unknownHome,
      exitCode: exitCodes.configuration,
    } as const;
    return printFailure(failure, shell, isJson);
  }
  const names = chosen.length > 0 ? chosen : hostNames;
  shell.showProgress("Looking for entries, and trying their commands …");
  const start = shareStarts(findStartProblem, (over, all) =>
    shell.showProgress(`Trying the commands: ${over} of ${all} are done …`),
  );
  const found = await Promise.all(
    names.map((host) => listEntriesOfHost(host, { shell, surroundings, command, start })),
  );
  shell.showProgress(null);
  const entries = found.flatMap((each) => each.entries);
  const unreadable = found.flatMap((each) => each.unreadable);
  if (isJson)
    shell.print(
      `${JSON.stringify({ version: shell.version, folder: surroundings.folder, entries, unreadable }, null, 2)}\n`,
    );
  else shell.print(`${writeEntryList(entries, unreadable, createDrawing(shell.terminal)).join("\n")}\n`);
  return exitCodes.ok;
}

interface ListTask {
  readonly shell: Shell;
  readonly surroundings: Surroundings;
  /** How this very program is started. */
  readonly command: OwnCommand;
  readonly start: TryStart;
}

async function listEntriesOfHost(
  host: HostName,
  { shell, surroundings, command, start }: ListTask,
): Promise<{ readonly entries: readonly ListedEntry[]; readonly unreadable: readonly UnreadableFile[] }> {
  const { entries, unreadable } = await readServers(host, surroundings);
  const elsewhere = await readServers(host, surroundings, await findLayersElsewhere(host, surroundings));
  const isOurs = (each: NamedEntry): boolean => isOwnEntry(each, command);
  const here = entries.filter(isOurs);
  const describe = async (each: NamedEntry, obstacles: readonly string[]): Promise<ListedEntry> =>
    describeEntry(host, each, {
      ...(await tryEntry(shell, hosts[host], each, command, start)),
      starts_this_server: isOwnCommand(each.entry, command),
      obstacles,
    });
  const listed = await Promise.all([
    ...here.map(async (each) => describe(each, await findObstacles(host, each, here, surroundings))),
    ...elsewhere.entries.filter(isOurs).map((each) => describe(each, ["it counts in another folder only"])),
  ]);
  return {
    entries: listed,
    unreadable: [...unreadable, ...elsewhere.unreadable]
      .filter(({ path }, index, all) => all.findIndex((each) => each.path === path) === index)
      .map(({ path, problem }) => ({ host, file: path, reason: problem })),
  };
}

function describeEntry(
  host: HostName,
  found: NamedEntry,
  { obstacles, ...outcome }: Trial & Pick<ListedEntry, "starts_this_server" | "obstacles">,
): ListedEntry {
  const { entry, path, prefix, scope, name } = found;
  const secrets = secretsIn(entry, hosts[host]);
  const clean = (text: string): string => redactSecrets(toPlainText(text, 600), secrets);
  const command = commandOf(entry);
  const credential = credentialOf(entry, hosts[host]) ?? null;
  const mode = credential === null ? null : credential.kind === "virtual_key" ? "vk" : "manager";
  return {
    host,
    name: clean(name),
    scope,
    file: path,
    folder: prefix[1] === undefined ? null : clean(prefix[1]),
    command: command === undefined ? null : clean(writeCommand(command)),
    mode,
    credential,
    api_base_url: addressOf(entry, hosts[host]),
    ...outcome,
    obstacles: obstacles.map(clean),
  };
}

async function findObstacles(
  host: HostName,
  found: NamedEntry,
  all: readonly NamedEntry[],
  surroundings: Surroundings,
): Promise<readonly string[]> {
  const stronger = replacesByName(host)
    ? all.slice(0, all.indexOf(found)).find(({ name }) => name === found.name)
    : undefined;
  return [
    ...(isSwitchedOff(found.entry) ? ["the entry is switched off"] : []),
    ...(stronger === undefined ? [] : [`in this folder ${writePlace(stronger)} takes its place`]),
    ...(await findDialectProblems(host, found.path)),
    ...(await findBlocks(host, surroundings, found.name)),
  ];
}

async function findDialectProblems(host: HostName, path: string): Promise<readonly string[]> {
  try {
    const file = await readConfigFile(path);
    const text = file.text ?? "";
    const isMarked = text.startsWith(byteOrderMark) && !dialects[host].takesMark;
    const mark = `${writePath(path)} begins with a byte order mark, which ${hosts[host].title} may not read`;
    const misread = findMisreading({ name: host, host: hosts[host], file, text });
    return [...(isMarked ? [mark] : []), ...(misread === undefined ? [] : [misread])];
  } catch (error) {
    // It has been deleted or damaged since it was listed.
    if (error instanceof SetupError) return [];
    throw error;
  }
}
