/** `setup --list`: every entry of this server in the files of all hosts, and what becomes of it. Changes nothing. */
import { plainText, redactSecrets } from "../../domain/text.ts";
import { type Drawing, drawingOn, plural } from "../audit/drawing.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { readConfigFile } from "./config-file.ts";
import { byteOrderMark } from "./config-format.ts";
import { dialects } from "./dialects.ts";
import { serverName } from "./entry.ts";
import {
  addressOf,
  type CredentialFacts,
  commandOf,
  commandText,
  credentialOf,
  isSwitchedOff,
  secretsIn,
  startsThisServer,
} from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { layersElsewhere, type NamedEntry, replacesByName, serversOf } from "./layers.ts";
import { blocksOf, placeText } from "./obstacles.ts";
import type { OwnCommand } from "./own-command.ts";
import { type HostName, hostNames, type Surroundings } from "./places.ts";
import { SetupError } from "./setup-error.ts";
import { type Trial, tryEntry } from "./try-entry.ts";
import { misreading } from "./write-entry.ts";

interface Listed extends Trial {
  readonly host: HostName;
  readonly name: string;
  readonly scope: NamedEntry["scope"];
  readonly file: string;
  /** Of Claude Code's entries for one folder. */
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

interface Unreadable {
  readonly host: HostName;
  readonly file: string;
  readonly reason: string;
}

export interface ListOptions {
  /** All where none is named. */
  readonly hosts: readonly HostName[];
  readonly isJson: boolean;
  readonly command: OwnCommand;
}

export async function list(
  shell: Shell,
  surroundings: Surroundings,
  { hosts: chosen, isJson, command }: ListOptions,
): Promise<ExitCode> {
  const names = chosen.length > 0 ? chosen : hostNames;
  shell.progress("Looking for entries, and trying their commands …");
  const found = await Promise.all(names.map((host) => listedOf(host, shell, surroundings, command)));
  shell.progress(null);
  const entries = found.flatMap((each) => each.entries);
  const unreadable = found.flatMap((each) => each.unreadable);
  if (isJson)
    shell.print(
      `${JSON.stringify({ version: shell.version, folder: surroundings.folder, entries, unreadable }, null, 2)}\n`,
    );
  else shell.print(`${listText(entries, unreadable, drawingOn(shell.terminal)).join("\n")}\n`);
  return exitCodes.ok;
}

async function listedOf(
  host: HostName,
  shell: Shell,
  surroundings: Surroundings,
  own: OwnCommand,
): Promise<{ readonly entries: readonly Listed[]; readonly unreadable: readonly Unreadable[] }> {
  const { entries, unreadable } = await serversOf(host, surroundings);
  const elsewhere = await serversOf(host, surroundings, await layersElsewhere(host, surroundings));
  const isOurs = ({ name, entry }: NamedEntry): boolean => name === serverName || startsThisServer(entry);
  const here = entries.filter(isOurs);
  const describe = async (each: NamedEntry, obstacles: readonly string[]): Promise<Listed> =>
    describeEntry(host, each, obstacles, await tryEntry(shell, hosts[host], each, own));
  const listed = await Promise.all([
    ...here.map(async (each) => describe(each, await obstaclesOf(host, each, here, surroundings))),
    ...elsewhere.entries.filter(isOurs).map((each) => describe(each, ["it counts in another folder only"])),
  ]);
  return {
    entries: listed,
    unreadable: unreadable.map(({ path, problem }) => ({ host, file: path, reason: problem })),
  };
}

function describeEntry(
  host: HostName,
  found: NamedEntry,
  obstacles: readonly string[],
  trial: Trial,
): Listed {
  const { entry, path, prefix, scope, name } = found;
  const secrets = secretsIn(entry, hosts[host]);
  const clean = (text: string): string => redactSecrets(plainText(text, 600), secrets);
  const command = commandOf(entry);
  const credential = credentialOf(entry, hosts[host]) ?? null;
  const mode = credential === null ? null : credential.kind === "virtual_key" ? "vk" : "manager";
  return {
    host,
    name: clean(name),
    scope,
    file: path,
    folder: prefix[1] ?? null,
    command: command === undefined ? null : clean(commandText(command)),
    starts_this_server: startsThisServer(entry) || trial.starts === true,
    mode,
    credential,
    api_base_url: addressOf(entry, hosts[host]),
    ...trial,
    obstacles: obstacles.map(clean),
  };
}

async function obstaclesOf(
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
    ...(stronger === undefined ? [] : [`in this folder ${placeText(stronger)} takes its place`]),
    ...(await dialectProblems(host, found.path)),
    ...(await blocksOf(host, surroundings, found.name)),
  ];
}

async function dialectProblems(host: HostName, path: string): Promise<readonly string[]> {
  try {
    const file = await readConfigFile(path);
    const text = file.text ?? "";
    const isMarked = text.startsWith(byteOrderMark) && !dialects[host].takesMark;
    const mark = `${path} begins with a byte order mark, which ${hosts[host].title} may not read`;
    const misread = misreading({ name: host, host: hosts[host], file, text });
    return [...(isMarked ? [mark] : []), ...(misread === undefined ? [] : [misread])];
  } catch (error) {
    // It has gone meanwhile.
    if (error instanceof SetupError) return [];
    throw error;
  }
}

const credentialKinds = {
  virtual_key: "virtual key",
  personal_access_token: "personal access token",
} as const;
const credentialSources = {
  file: "it stands in the file",
  variable: "the file names a variable that holds it",
  host: "the host asks for it and keeps it",
  nowhere: "its value is still missing",
} as const;
const modeWords = { vk: "VK mode", manager: "Manager mode" } as const;

function listText(entries: readonly Listed[], unreadable: readonly Unreadable[], drawing: Drawing): string[] {
  const lines = entries.flatMap((each) => entryLines(each, drawing));
  const problems = unreadable.map(({ host, file, reason }) => `${hosts[host].title}: ${file}: ${reason}`);
  const none =
    "No assistant's configuration here has an entry of this server. `alephant-mcp setup` writes one.";
  return [
    ...(entries.length === 0 ? [none] : lines),
    ...(problems.length === 0 ? [] : ["", ...drawing.warningLines(problems)]),
    ...(entries.length === 0 ? [] : ["", summary(entries, unreadable.length)]),
  ];
}

function entryLines(listed: Listed, drawing: Drawing): string[] {
  const { host, name, scope, file, folder, credential, mode, api_base_url: address, obstacles } = listed;
  const said =
    credential === null || mode === null
      ? "none in the entry"
      : `${credentialKinds[credential.kind]} (${modeWords[mode]}): ${credentialSources[credential.source]}`;
  return [
    drawing.heading(`${hosts[host].title}: ${name}`, scope),
    ...drawing.pairs([
      ["file", folder === null ? file : `${file} (for ${folder})`],
      ["command", listed.command ?? "none: no program on this machine"],
      ["starts", startText(listed)],
      ["credential", said],
      ["API", address ?? "no address in the entry"],
    ]),
    ...drawing.warningLines(obstacles),
  ];
}

const startText = ({ starts, reason }: Listed): string =>
  starts === true ? "yes" : starts === false ? `no: ${reason}` : `not tried: ${reason}`;

function summary(entries: readonly Listed[], unreadable: number): string {
  const failing = entries.filter(({ starts }) => starts === false).length;
  const idle = entries.filter(({ obstacles }) => obstacles.length > 0).length;
  return [
    plural(entries.length, "entry").replace("entrys", "entries"),
    ...(failing > 0 ? [`${failing} with a command that does not start`] : []),
    ...(idle > 0 ? [`${idle} not used here`] : []),
    ...(unreadable > 0 ? [`${plural(unreadable, "file")} that cannot be read`] : []),
  ].join(", ");
}
