/** Settings that keep a host from using the entry: a list that leaves it out, or a switch. */

import { serverName } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { findMember, listLayers, readMembersAt } from "./layers.ts";
import { isMembers, type Members } from "./members.ts";
import { filesOf, type HostName, pathsOf, type Surroundings, writePath } from "./places.ts";

/** A file, and what in it keeps the server out. */
interface BlockSource {
  readonly path: string;
  readonly format?: "json" | "toml";
  readonly findIn: (document: Members) => readonly string[];
}

/** Each a sentence that names the file, what in it keeps the server out, and what to change. */
export async function findBlocks(
  host: HostName,
  surroundings: Surroundings,
  name = serverName,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, format, findIn } of listBlockSources(host, surroundings, name)) {
    const document = await readMembersAt(path, format ?? hosts[host].format);
    for (const sentence of findIn(document)) {
      const line = `${writePath(path)}: ${sentence}`;
      if (!found.includes(line)) found.push(line);
    }
  }
  return found;
}

function listBlockSources(host: HostName, surroundings: Surroundings, name: string): readonly BlockSource[] {
  const { join } = pathsOf(surroundings.platform);
  const { folder } = surroundings;
  const paths = [...new Set(listLayers(host, surroundings).map(({ path }) => path))];
  const beside = createBeside(host, surroundings);
  switch (host) {
    case "gemini":
      return listGeminiSources(paths, beside, name);
    case "opencode":
      return paths.map((path) => ({ path, findIn: (document) => findOpenCodeBlocks(document, name) }));
    case "claude-code":
      return listClaudeSources(surroundings, beside, name);
    case "vscode":
      return [...beside("settings.json"), join(folder, ".vscode", "settings.json")].map((path) => ({
        path,
        findIn: findVsCodeBlocks,
      }));
    case "cursor":
      return [...beside("cli-config.json"), join(folder, ".cursor", "cli.json")].map((path) => ({
        path,
        findIn: (document) => findCursorBlocks(document, name),
      }));
    case "zed":
      return paths.map((path) => ({ path, findIn: findZedBlocks }));
    default:
      return [];
  }
}

/** The one path that these names make below the folder of the user's own file; none where that folder is not known. */
type Beside = (...names: string[]) => string[];

function createBeside(host: HostName, surroundings: Surroundings): Beside {
  const { dirname, join } = pathsOf(surroundings.platform);
  const [userFile] = filesOf(host, "user", surroundings);
  return (...names) => (userFile === undefined ? [] : [join(dirname(userFile), ...names)]);
}

const listGeminiSources = (paths: readonly string[], beside: Beside, name: string): BlockSource[] => [
  ...paths.map((path) => ({ path, findIn: (document: Members) => findGeminiBlocks(document, name) })),
  ...beside("mcp-server-enablement.json").map((path) => ({
    path,
    findIn: (document: Members) =>
      findMember(document, [name, "enabled"]) === false
        ? [`the server is switched off; \`gemini mcp enable ${name}\` switches it on.`]
        : [],
  })),
];

function listClaudeSources(
  { folder, platform, env }: Surroundings,
  beside: Beside,
  name: string,
): BlockSource[] {
  const { join } = pathsOf(platform);
  const settings = [
    join(folder, ".claude", "settings.local.json"),
    join(folder, ".claude", "settings.json"),
    ...beside(env["CLAUDE_CONFIG_DIR"] === undefined ? ".claude" : "", "settings.json"),
    findClaudeManagedFile(platform),
  ];
  return [
    ...beside(".claude.json").map((path) => ({
      path,
      findIn: (document: Members) =>
        tellListed(
          findMember(document, ["projects", folder, "disabledMcpServers"]),
          "disabledMcpServers of this folder",
          name,
        ),
    })),
    ...settings.map((path) => ({ path, findIn: (document: Members) => findClaudeBlocks(document, name) })),
  ];
}

const findVsCodeBlocks = (document: Members): string[] => [
  ...(document["chat.mcp.access"] === "none"
    ? ['"chat.mcp.access" is "none", which keeps every server out; set it to "all".']
    : []),
  ...(document["chat.mcp.enabled"] === false
    ? ['"chat.mcp.enabled" is false, which keeps every server out; set it to true.']
    : []),
];

const findCursorBlocks = (document: Members, name: string): string[] =>
  tellDenied(findMember(document, ["permissions", "deny"]), "permissions.deny", [
    `Mcp(${name})`,
    `Mcp(${name}:*)`,
    "Mcp(*)",
    "Mcp(*:*)",
  ]);

const findZedBlocks = (document: Members): string[] =>
  document["disable_ai"] === true
    ? ['"disable_ai" is true, which keeps every server out; set it to false.']
    : [];

function findClaudeManagedFile(platform: string): string {
  if (platform === "win32") return "C:\\Program Files\\ClaudeCode\\managed-settings.json";
  return platform === "darwin"
    ? "/Library/Application Support/ClaudeCode/managed-settings.json"
    : "/etc/claude-code/managed-settings.json";
}

/** Undefined where it is no list. */
const stringsIn = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;

const tellListed = (value: unknown, member: string, name: string): string[] =>
  stringsIn(value)?.includes(name) === true ? [`${member} lists ${name}; take it out of that list.`] : [];

const tellDenied = (value: unknown, member: string, rules: readonly string[]): string[] =>
  (stringsIn(value) ?? [])
    .filter((each) => rules.includes(each))
    .map((each) => `${member} has "${each}", which keeps its tools out; take it out of that list.`);

const tellUnlisted = (value: unknown, member: string, name: string): string[] =>
  stringsIn(value)?.includes(name) === false
    ? [`${member} does not list ${name}, so it is left out; add "${name}" to that list.`]
    : [];

function findGeminiBlocks(document: Members, name: string): string[] {
  return [
    ...tellUnlisted(findMember(document, ["mcp", "allowed"]), "mcp.allowed", name),
    ...tellListed(findMember(document, ["mcp", "excluded"]), "mcp.excluded", name),
    // Their names before the settings were grouped, which are still read.
    ...tellUnlisted(document["allowMCPServers"], "allowMCPServers", name),
    ...tellListed(document["excludeMCPServers"], "excludeMCPServers", name),
    ...(findMember(document, ["admin", "mcp", "enabled"]) === false
      ? ["admin.mcp.enabled is false, which keeps every server out; only an administrator changes that."]
      : []),
  ];
}

function findClaudeBlocks(document: Members, name: string): string[] {
  const listServerNames = (member: string): unknown[] => {
    const list = document[member];
    return Array.isArray(list)
      ? list.map((each: unknown) => (isMembers(each) ? each["serverName"] : each))
      : [];
  };
  return [
    ...tellListed(document["disabledMcpjsonServers"], "disabledMcpjsonServers", name),
    ...tellListed(listServerNames("deniedMcpServers"), "deniedMcpServers", name),
    ...(Array.isArray(document["allowedMcpServers"])
      ? tellUnlisted(listServerNames("allowedMcpServers"), "allowedMcpServers", name)
      : []),
    ...tellDenied(findMember(document, ["permissions", "deny"]), "permissions.deny", [
      `mcp__${name}`,
      `mcp__${name}__*`,
      "mcp__*",
    ]),
  ];
}

/** OpenCode names a tool after its server: alephant_get_my_scope. */
function findOpenCodeBlocks(document: Members, name: string): string[] {
  const sample = `${name}_get_my_scope`;
  const rules = (member: string, isOff: (value: unknown) => boolean): string[] => {
    const map = document[member];
    if (!isMembers(map)) return [];
    // The last rule that fits decides.
    const [pattern, value] = Object.entries(map).findLast(([each]) => fitsPattern(each, sample)) ?? [];
    return pattern !== undefined && isOff(value)
      ? [
          `${member} has "${pattern}": ${JSON.stringify(value)}, which keeps its tools out; take it out, or add "${name}*" behind it.`,
        ]
      : [];
  };
  return [...rules("tools", (value) => value === false), ...rules("permission", (value) => value === "deny")];
}

function fitsPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(name);
}
