/** What keeps a host from using the entry in this folder: a stronger place that has one, too, or a list that leaves it out. */

import { serverName } from "./entry.ts";
import { hosts } from "./hosts.ts";
import {
  type FoundEntry,
  findMember,
  listLayers,
  readEntriesOfOurName,
  readMembersAt,
  replacesByName,
} from "./layers.ts";
import { isMembers, type Members } from "./members.ts";
import { type HostName, pathsOf, placesOf, type Surroundings, showPath } from "./places.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

/** Stronger entries than the one at this place, but for those that are the same. */
export async function findShadows(
  host: HostName,
  place: { readonly path: string; readonly prefix: readonly string[]; readonly entry: unknown },
  surroundings: Surroundings,
): Promise<readonly FoundEntry[]> {
  if (!replacesByName(host)) return [];
  const order = listLayers(host, surroundings);
  const rank = (path: string, prefix: readonly string[]): number =>
    order.findIndex((each) => each.path === path && isDeepStrictEqual(each.prefix, prefix));
  const own = rank(place.path, place.prefix);
  const found = await readEntriesOfOurName(host, surroundings);
  return found.filter(
    // Files of one scope are the business of `doubles`.
    ({ path, prefix, entry, scope }) =>
      rank(path, prefix) < own && order[own]?.scope !== scope && !isDeepStrictEqual(entry, place.entry),
  );
}

/** What stands there: kind and names, none of its values. */
export function outlineEntry(entry: unknown): string {
  if (!isMembers(entry)) return "something that is no entry";
  const { command, env, environment, enabled, disabled } = entry;
  const program = Array.isArray(command) ? command[0] : command;
  const kind =
    typeof program === "string"
      ? "a program"
      : "url" in entry || "httpUrl" in entry || "serverUrl" in entry
        ? "a remote server"
        : "no command of its own";
  const variables = [env, environment].flatMap((each) => (isMembers(each) ? Object.keys(each) : []));
  return [
    kind,
    ...(variables.length > 0 ? [`with ${variables.join(", ")} (values hidden)`] : []),
    ...(enabled === false || disabled === true ? ["switched off"] : []),
  ].join(", ");
}

export const writePlace = ({ path, prefix }: FoundEntry): string =>
  prefix.length === 0 ? showPath(path) : `${showPath(path)} (${prefix.map(showPath).join(" → ")})`;

/** What wins, what stands there, and how to change it. */
export function tellShadow(title: string, host: HostName, shadow: FoundEntry): string {
  const { scope, prefix, path, entry } = shadow;
  const [, folder] = prefix;
  const how =
    scope === "system"
      ? "Only an administrator changes that file."
      : `\`alephant-mcp setup --host ${host} --scope ${scope}\` in ${showPath(folder ?? projectOf(host, path))} changes it; taking it out lets the new one count.`;
  return `${writePlace(shadow)} has an entry ${serverName}, too, and in this folder ${title} uses that one: ${outlineEntry(entry)}. ${how}`;
}

/** Above the host's own folder, where it has one. */
export function projectOf(host: HostName, path: string): string {
  const { dirname, basename } = process.getBuiltinModule("node:path");
  const folder = dirname(path);
  return basename(folder) === `.${host}` ? dirname(folder) : folder;
}

interface BlockSource {
  readonly path: string;
  readonly format?: "json" | "toml";
  readonly blocks: (document: Members) => readonly string[];
}

/** Each a sentence that names the file, what in it keeps the server out, and what to change. */
export async function findBlocks(
  host: HostName,
  surroundings: Surroundings,
  name = serverName,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, format, blocks } of listBlockSources(host, surroundings, name)) {
    const document = await readMembersAt(path, format ?? hosts[host].format);
    for (const sentence of blocks(document)) {
      const line = `${showPath(path)}: ${sentence}`;
      if (!found.includes(line)) found.push(line);
    }
  }
  return found;
}

function listBlockSources(host: HostName, surroundings: Surroundings, name: string): readonly BlockSource[] {
  const { folder, platform } = surroundings;
  const { dirname, join } = pathsOf(platform);
  const paths = [...new Set(listLayers(host, surroundings).map(({ path }) => path))];
  const [userFile] = placesOf(host, "user", surroundings);
  const beside = (...names: string[]): string[] =>
    userFile === undefined ? [] : [join(dirname(userFile), ...names)];
  switch (host) {
    case "gemini":
      return [
        ...paths.map((path) => ({ path, blocks: (document: Members) => findGeminiBlocks(document, name) })),
        ...beside("mcp-server-enablement.json").map((path) => ({
          path,
          blocks: (document: Members) =>
            findMember(document, [name, "enabled"]) === false
              ? [`the server is switched off; \`gemini mcp enable ${name}\` switches it on.`]
              : [],
        })),
      ];
    case "opencode":
      return paths.map((path) => ({
        path,
        blocks: (document: Members) => findOpenCodeBlocks(document, name),
      }));
    case "claude-code": {
      const settings = [
        join(folder, ".claude", "settings.local.json"),
        join(folder, ".claude", "settings.json"),
        ...beside(surroundings.env["CLAUDE_CONFIG_DIR"] === undefined ? ".claude" : "", "settings.json"),
        findClaudeManagedFile(platform),
      ];
      return [
        ...beside(".claude.json").map((path) => ({
          path,
          blocks: (document: Members) =>
            tellListed(
              findMember(document, ["projects", folder, "disabledMcpServers"]),
              "disabledMcpServers of this folder",
              name,
            ),
        })),
        ...settings.map((path) => ({
          path,
          blocks: (document: Members) => findClaudeBlocks(document, name),
        })),
      ];
    }
    case "vscode":
      return [...beside("settings.json"), join(folder, ".vscode", "settings.json")].map((path) => ({
        path,
        blocks: (document: Members) => [
          ...(document["chat.mcp.access"] === "none"
            ? ['"chat.mcp.access" is "none", which keeps every server out; set it to "all".']
            : []),
          ...(document["chat.mcp.enabled"] === false
            ? ['"chat.mcp.enabled" is false, which keeps every server out; set it to true.']
            : []),
        ],
      }));
    case "cursor":
      return [...beside("cli-config.json"), join(folder, ".cursor", "cli.json")].map((path) => ({
        path,
        blocks: (document: Members) =>
          tellDenied(findMember(document, ["permissions", "deny"]), "permissions.deny", [
            `Mcp(${name})`,
            `Mcp(${name}:*)`,
            "Mcp(*)",
            "Mcp(*:*)",
          ]),
      }));
    case "zed":
      return paths.map((path) => ({
        path,
        blocks: (document: Members) =>
          document["disable_ai"] === true
            ? ['"disable_ai" is true, which keeps every server out; set it to false.']
            : [],
      }));
    default:
      return [];
  }
}

function findClaudeManagedFile(platform: string): string {
  if (platform === "win32") return "C:\\Program Files\\ClaudeCode\\managed-settings.json";
  return platform === "darwin"
    ? "/Library/Application Support/ClaudeCode/managed-settings.json"
    : "/etc/claude-code/managed-settings.json";
}

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
  const named = (member: string): unknown[] => {
    const list = document[member];
    return Array.isArray(list)
      ? list.map((each: unknown) => (isMembers(each) ? each["serverName"] : each))
      : [];
  };
  return [
    ...tellListed(document["disabledMcpjsonServers"], "disabledMcpjsonServers", name),
    ...tellListed(named("deniedMcpServers"), "deniedMcpServers", name),
    ...(Array.isArray(document["allowedMcpServers"])
      ? tellUnlisted(named("allowedMcpServers"), "allowedMcpServers", name)
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
