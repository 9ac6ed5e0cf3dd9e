/** The places from which a host that is started in a folder takes its servers, the strongest first. */
import { readConfigFile } from "./config-file.ts";
import { formats, parseDocument } from "./edit-config.ts";
import { serverName, serversPathOf } from "./entry.ts";
import { startsThisServer } from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { assertReachable, isMembers, type Members, valueAt } from "./members.ts";
import { filesOf, type HostName, pathsOf, type Scope, type Surroundings, writePath } from "./places.ts";
import { SetupError } from "./setup-error.ts";

/** One place where a host looks for servers: a file, and where in it. */
export interface Layer {
  readonly path: string;
  /** The members above the one that holds the servers: none, or those of a folder in a file of the user. */
  readonly prefix: readonly string[];
  /** `system`: an administrator's, which setup does not change. */
  readonly scope: Scope | "system";
}

export interface FoundEntry extends Layer {
  readonly entry: unknown;
}

/** The place of an entry, for a person to read. */
export const writePlace = ({ path, prefix }: FoundEntry): string =>
  prefix.length === 0 ? writePath(path) : `${writePath(path)} (${prefix.map(writePath).join(" → ")})`;

/** VS Code does not document that one file's server replaces another's of the same name. */
export const replacesByName = (host: HostName): boolean => host !== "vscode";

export function listLayers(host: HostName, surroundings: Surroundings): readonly Layer[] {
  const { folder, platform } = surroundings;
  const user = filesOf(host, "user", surroundings).map((path) => createLayer(path, "user"));
  const reachesUp = host === "claude-code" || host === "codex";
  const folders = reachesUp ? listFoldersUpFrom(folder, platform) : [folder];
  const project = folders
    .flatMap((each) => filesOf(host, "project", { ...surroundings, folder: each }))
    .filter((path) => !user.some((each) => each.path === path))
    .map((path) => createLayer(path, "project"));
  const local = filesOf(host, "local", surroundings).flatMap((path) =>
    folders
      .flatMap((each) => [...new Set([each, each.replaceAll("\\", "/")])])
      .map((each) => ({ ...createLayer(path, "local"), prefix: ["projects", each] })),
  );
  const system = host === "gemini" ? [createLayer(findGeminiSystemFile(surroundings), "system")] : [];
  return [...system, ...local, ...project, ...user];
}

const createLayer = (path: string, scope: Layer["scope"]): Layer => ({ path, prefix: [], scope });

function listFoldersUpFrom(folder: string, platform: string): string[] {
  const above = pathsOf(platform).dirname(folder);
  return above === folder ? [folder] : [folder, ...listFoldersUpFrom(above, platform)];
}

function findGeminiSystemFile({ env, platform }: Surroundings): string {
  const named = env["GEMINI_CLI_SYSTEM_SETTINGS_PATH"]?.trim() ?? "";
  if (named !== "") return named;
  if (platform === "win32") return "C:\\ProgramData\\gemini-cli\\settings.json";
  return platform === "darwin"
    ? "/Library/Application Support/GeminiCli/settings.json"
    : "/etc/gemini-cli/settings.json";
}

/** Empty where the file cannot be read: the host cannot read it either. */
export const readMembersAt = async (path: string, format: "json" | "toml"): Promise<Members> =>
  (await readDocument(path, format)).document;

interface Reading {
  readonly document: Members;
  /** Where links lead to; undefined where nothing can be read. */
  readonly target?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

async function readDocument(path: string, format: "json" | "toml"): Promise<Reading> {
  try {
    const { text, target } = await readConfigFile(path);
    return { document: parseDocument(formats[format], text ?? ""), target };
  } catch (error) {
    if (error instanceof SetupError) return { document: {}, problem: error.message };
    if (error instanceof RangeError)
      return { document: {}, problem: "it is nested too deeply to be read. It was left as it is." };
    throw error;
  }
}

/** Undefined where there is none, and where something else stands in the way. */
export function findMember(document: Members, path: readonly string[]): unknown {
  try {
    return valueAt(document, path);
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

export interface NamedEntry extends FoundEntry {
  readonly name: string;
  /** Where in the document it stands. */
  readonly at: readonly string[];
}

export interface UnreadableLayer extends Layer {
  readonly problem: string;
}

export interface Servers {
  /** The strongest place first. */
  readonly entries: readonly NamedEntry[];
  /** A file once, however many places are in it. */
  readonly unreadable: readonly UnreadableLayer[];
}

/** All servers in these places, ours and others. */
export async function readServers(
  host: HostName,
  surroundings: Surroundings,
  layers = listLayers(host, surroundings),
): Promise<Servers> {
  const entries: NamedEntry[] = [];
  const unreadable: UnreadableLayer[] = [];
  const addUnreadable = (each: Layer, problem: string): void => {
    if (!unreadable.some(({ path }) => path === each.path)) unreadable.push({ ...each, problem });
  };
  // Many places may stand in one file.
  const readings = new Map<string, Reading>();
  for (const { path } of layers)
    if (!readings.has(path)) readings.set(path, await readDocument(path, hosts[host].format));
  const isUserFile = (target: string | undefined): boolean =>
    layers.some(({ path, scope }) => scope === "user" && readings.get(path)?.target === target);
  for (const each of layers) {
    const { document, problem, target } = readings.get(each.path) ?? { document: {} };
    // In the home folder, which may be a link, a project's file can be that of the user.
    if (each.scope === "project" && target !== undefined && isUserFile(target)) continue;
    if (problem !== undefined) addUnreadable(each, problem);
    try {
      entries.push(...listEntriesAt(host, each, document));
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      addUnreadable(each, error.message);
    }
  }
  return { entries, unreadable };
}

/** @throws SetupError where something else stands in the way */
function listEntriesAt(host: HostName, each: Layer, document: Members): readonly NamedEntry[] {
  const inside = each.prefix.length === 0 ? document : valueAt(document, each.prefix);
  if (!isMembers(inside)) return [];
  const path = findServersPath(host, inside);
  const servers = valueAt(inside, path) ?? {};
  if (!isMembers(servers)) {
    assertReachable(inside, [...path, serverName]);
    return [];
  }
  return Object.entries(servers).map(([name, entry]) => ({
    ...each,
    name,
    entry,
    at: [...each.prefix, ...path, name],
  }));
}

/** Places that count in other folders only: Claude Code keeps the local entries of every folder in one file. */
export async function findLayersElsewhere(
  host: HostName,
  surroundings: Surroundings,
): Promise<readonly Layer[]> {
  const here = listLayers(host, surroundings);
  const found: Layer[] = [];
  for (const path of filesOf(host, "local", surroundings)) {
    const projects = findMember(await readMembersAt(path, hosts[host].format), ["projects"]);
    for (const folder of isMembers(projects) ? Object.keys(projects) : []) {
      if (!here.some(({ prefix }) => prefix[1] === folder))
        found.push({ path, prefix: ["projects", folder], scope: "local" });
    }
  }
  return found;
}

/** Entries with our name, the strongest first. */
export async function readEntriesOfOurName(
  host: HostName,
  surroundings: Surroundings,
): Promise<readonly FoundEntry[]> {
  return (await readServers(host, surroundings)).entries.filter(({ name }) => name === serverName);
}

/** Entries that start this server, whatever their name, and those that have its name. */
export async function readOwnEntries(
  host: HostName,
  surroundings: Surroundings,
): Promise<readonly NamedEntry[]> {
  const { entries } = await readServers(host, surroundings);
  return entries.filter(({ name, entry }) => name === serverName || startsThisServer(entry));
}

/** As `serversPathOf`, which throws where the host's member holds something other than servers. */
function findServersPath(host: HostName, document: Members): readonly string[] {
  const { servers } = hosts[host];
  return isMembers(document[servers]) ? serversPathOf(hosts[host], document) : [servers];
}
