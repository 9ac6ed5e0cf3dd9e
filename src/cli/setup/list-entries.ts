/** The entries of this server in one host's files: whether their commands start, and what keeps the host from using them. */
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import type { Shell } from "../shell.ts";
import { findBlocks } from "./blocks.ts";
import { readConfigFile } from "./config-file.ts";
import { dialects, findMisreading } from "./dialects.ts";
import { byteOrderMark } from "./edit-config.ts";
import {
  addressOf,
  type CredentialFacts,
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
import type { StartCommand } from "./own-command.ts";
import { type HostName, type Surroundings, writePath } from "./places.ts";
import { SetupError } from "./setup-error.ts";
import { type Trial, tryEntry } from "./try-entry.ts";
import type { TryStart } from "./try-start.ts";

export interface ListedEntry extends Trial {
  readonly host: HostName;
  readonly name: string;
  readonly scope: NamedEntry["scope"];
  readonly file: string;
  /** The folder for which the entry stands in the user's file; null for any other entry. Only Claude Code has such entries. */
  readonly folder: string | null;
  /** Null where it starts no program. */
  readonly command: string | null;
  readonly starts_this_server: boolean;
  readonly mode: "vk" | "manager" | null;
  readonly credential: CredentialFacts | null;
  readonly api_base_url: string | null;
  /** Why the host does not use it, here or at all. */
  readonly obstacles: readonly string[];
}

export interface UnreadableFile {
  readonly host: HostName;
  readonly file: string;
  readonly reason: string;
}

interface ListTask {
  readonly shell: Shell;
  readonly surroundings: Surroundings;
  /** How this very program is started. */
  readonly command: StartCommand;
  readonly start: TryStart;
}

/** The entries of this server that count in this folder, and then those that count in another one. */
export async function listEntriesOfHost(
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
