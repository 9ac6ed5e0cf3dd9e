/** The places from which a host that is started in a folder takes its servers, the strongest first. */
import { readConfigFile } from "./config-file.ts";
import { formats, parsed } from "./config-format.ts";
import { serverName, serversPath } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { isMembers, type Members, valueAt } from "./members.ts";
import { type HostName, pathsOf, placesOf, type Scope, type Surroundings } from "./places.ts";
import { SetupError } from "./setup-error.ts";

export interface Layer {
  readonly path: string;
  /** Above the member that holds the servers. */
  readonly prefix: readonly string[];
  /** `system`: an administrator's, which setup does not change. */
  readonly scope: Scope | "system";
}

export interface FoundEntry extends Layer {
  readonly entry: unknown;
}

/** VS Code does not document that one file's server replaces another's of the same name. */
export const replacesByName = (host: HostName): boolean => host !== "vscode";

export function layersOf(host: HostName, surroundings: Surroundings): readonly Layer[] {
  const { folder, platform } = surroundings;
  const user = placesOf(host, "user", surroundings).map((path) => layer(path, "user"));
  const reachesUp = host === "claude-code" || host === "codex";
  const folders = reachesUp ? foldersUpFrom(folder, platform) : [folder];
  const project = folders
    .flatMap((each) => placesOf(host, "project", { ...surroundings, folder: each }))
    .filter((path) => !user.some((each) => each.path === path))
    .map((path) => layer(path, "project"));
  const local = placesOf(host, "local", surroundings).flatMap((path) =>
    folders
      .flatMap((each) => [...new Set([each, each.replaceAll("\\", "/")])])
      .map((each) => ({ ...layer(path, "local"), prefix: ["projects", each] })),
  );
  const system = host === "gemini" ? [layer(geminiSystemFile(surroundings), "system")] : [];
  return [...system, ...local, ...project, ...user];
}

const layer = (path: string, scope: Layer["scope"]): Layer => ({ path, prefix: [], scope });

function foldersUpFrom(folder: string, platform: string): string[] {
  const above = pathsOf(platform).dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpFrom(above, platform)];
}

export function geminiSystemFile({ env, platform }: Surroundings): string {
  const named = env["GEMINI_CLI_SYSTEM_SETTINGS_PATH"]?.trim() ?? "";
  if (named !== "") return named;
  if (platform === "win32") return "C:\\ProgramData\\gemini-cli\\settings.json";
  return platform === "darwin"
    ? "/Library/Application Support/GeminiCli/settings.json"
    : "/etc/gemini-cli/settings.json";
}

/** What an unreadable file holds, the host does not get to see either. */
export async function documentAt(path: string, format: "json" | "toml"): Promise<Members> {
  try {
    const { text } = await readConfigFile(path);
    return parsed(formats[format], text ?? "");
  } catch (error) {
    if (error instanceof SetupError || error instanceof RangeError) return {};
    throw error;
  }
}

/** Undefined where there is none, and where something else stands in the way. */
export function memberAt(document: Members, path: readonly string[]): unknown {
  try {
    return valueAt(document, path);
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

export interface NamedEntry extends FoundEntry {
  readonly name: string;
}

/** All servers, the strongest place first. */
async function serversOf(host: HostName, surroundings: Surroundings): Promise<readonly NamedEntry[]> {
  const found: NamedEntry[] = [];
  for (const each of layersOf(host, surroundings)) {
    const document = await documentAt(each.path, hosts[host].format);
    const inside = each.prefix.length === 0 ? document : memberAt(document, each.prefix);
    if (!isMembers(inside)) continue;
    const servers = memberAt(inside, serversIn(host, inside));
    if (!isMembers(servers)) continue;
    for (const [name, entry] of Object.entries(servers)) found.push({ ...each, name, entry });
  }
  return found;
}

/** Entries with our name, the strongest first. */
export async function entriesIn(host: HostName, surroundings: Surroundings): Promise<readonly FoundEntry[]> {
  return (await serversOf(host, surroundings)).filter(({ name }) => name === serverName);
}

/** Those that start this server, whatever their name, and those that have its name. */
export async function ownEntriesIn(
  host: HostName,
  surroundings: Surroundings,
): Promise<readonly NamedEntry[]> {
  const servers = await serversOf(host, surroundings);
  return servers.filter(({ name, entry }) => name === serverName || startsThisServer(entry));
}

function startsThisServer(entry: unknown): boolean {
  if (!isMembers(entry)) return false;
  const words = [entry["command"], entry["args"]].flat();
  return words.some(
    (word) =>
      typeof word === "string" && /(?:^|[\\/])alephant-mcp(?:\.exe)?$|^@alephantai\/mcp(?:@|$)/.test(word),
  );
}

function serversIn(host: HostName, document: Members): readonly string[] {
  const { servers } = hosts[host];
  return isMembers(document[servers]) ? serversPath(hosts[host], document) : [servers];
}
