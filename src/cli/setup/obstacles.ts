/** What keeps a host from using the entry in this folder: a stronger place that has one, too, or a list that leaves it out. */

import { serverName } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { documentAt, entriesIn, type FoundEntry, layersOf, memberAt, replacesByName } from "./layers.ts";
import { isMembers, type Members } from "./members.ts";
import { type HostName, pathsOf, placesOf, type Surroundings, showPath } from "./places.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

/** Stronger entries than the one at this place, but for those that are the same. */
export async function shadowsOf(
  host: HostName,
  place: { readonly path: string; readonly prefix: readonly string[]; readonly entry: unknown },
  surroundings: Surroundings,
): Promise<readonly FoundEntry[]> {
  if (!replacesByName(host)) return [];
  const order = layersOf(host, surroundings);
  const rank = (path: string, prefix: readonly string[]): number =>
    order.findIndex((each) => each.path === path && isDeepStrictEqual(each.prefix, prefix));
  const own = rank(place.path, place.prefix);
  const found = await entriesIn(host, surroundings);
  return found.filter(
    // Files of one scope are the business of `doubles`.
    ({ path, prefix, entry, scope }) =>
      rank(path, prefix) < own && order[own]?.scope !== scope && !isDeepStrictEqual(entry, place.entry),
  );
}

/** What stands there: kind and names, none of its values. */
export function outlineOf(entry: unknown): string {
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

export const placeText = ({ path, prefix }: FoundEntry): string =>
  prefix.length === 0 ? showPath(path) : `${showPath(path)} (${prefix.map(showPath).join(" → ")})`;

/** What wins, what stands there, and how to change it. */
export function shadowText(title: string, host: HostName, shadow: FoundEntry): string {
  const { scope, prefix, path, entry } = shadow;
  const [, folder] = prefix;
  const how =
    scope === "system"
      ? "Only an administrator changes that file."
      : `\`alephant-mcp setup --host ${host} --scope ${scope}\` in ${showPath(folder ?? projectOf(host, path))} changes it; taking it out lets the new one count.`;
  return `${placeText(shadow)} has an entry ${serverName}, too, and in this folder ${title} uses that one: ${outlineOf(entry)}. ${how}`;
}

/** Above the host's own folder, where it has one. */
export function projectOf(host: HostName, path: string): string {
  const { dirname, basename } = process.getBuiltinModule("node:path");
  const folder = dirname(path);
  return basename(folder) === `.${host}` ? dirname(folder) : folder;
}

interface Reading {
  readonly path: string;
  readonly format?: "json" | "toml";
  readonly blocks: (document: Members) => readonly string[];
}

/** Each a sentence that names the file, what in it keeps the server out, and what to change. */
export async function blocksOf(
  host: HostName,
  surroundings: Surroundings,
  name = serverName,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, format, blocks } of readingsFor(host, surroundings, name)) {
    const document = await documentAt(path, format ?? hosts[host].format);
    for (const sentence of blocks(document)) {
      const line = `${showPath(path)}: ${sentence}`;
      if (!found.includes(line)) found.push(line);
    }
  }
  return found;
}

function readingsFor(host: HostName, surroundings: Surroundings, name: string): readonly Reading[] {
  const { folder, platform } = surroundings;
  const { dirname, join } = pathsOf(platform);
  const paths = [...new Set(layersOf(host, surroundings).map(({ path }) => path))];
  const [userFile] = placesOf(host, "user", surroundings);
  const beside = (...names: string[]): string[] =>
    userFile === undefined ? [] : [join(dirname(userFile), ...names)];
  switch (host) {
    case "gemini":
      return [
        ...paths.map((path) => ({ path, blocks: (document: Members) => geminiBlocks(document, name) })),
        ...beside("mcp-server-enablement.json").map((path) => ({
          path,
          blocks: (document: Members) =>
            memberAt(document, [name, "enabled"]) === false
              ? [`the server is switched off; \`gemini mcp enable ${name}\` switches it on.`]
              : [],
        })),
      ];
    case "opencode":
      return paths.map((path) => ({ path, blocks: (document: Members) => openCodeBlocks(document, name) }));
    case "claude-code": {
      const settings = [
        join(folder, ".claude", "settings.local.json"),
        join(folder, ".claude", "settings.json"),
        ...beside(surroundings.env["CLAUDE_CONFIG_DIR"] === undefined ? ".claude" : "", "settings.json"),
        claudeManagedFile(platform),
      ];
      return [
        ...beside(".claude.json").map((path) => ({
          path,
          blocks: (document: Members) =>
            listed(
              memberAt(document, ["projects", folder, "disabledMcpServers"]),
              "disabledMcpServers of this folder",
              name,
            ),
        })),
        ...settings.map((path) => ({ path, blocks: (document: Members) => claudeBlocks(document, name) })),
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
          denied(memberAt(document, ["permissions", "deny"]), "permissions.deny", [
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

function claudeManagedFile(platform: string): string {
  if (platform === "win32") return "C:\\Program Files\\ClaudeCode\\managed-settings.json";
  return platform === "darwin"
    ? "/Library/Application Support/ClaudeCode/managed-settings.json"
    : "/etc/claude-code/managed-settings.json";
}

const strings = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;

const listed = (value: unknown, member: string, name: string): string[] =>
  strings(value)?.includes(name) === true ? [`${member} lists ${name}; take it out of that list.`] : [];

const denied = (value: unknown, member: string, rules: readonly string[]): string[] =>
  (strings(value) ?? [])
    .filter((each) => rules.includes(each))
    .map((each) => `${member} has "${each}", which keeps its tools out; take it out of that list.`);

const unlisted = (value: unknown, member: string, name: string): string[] =>
  strings(value)?.includes(name) === false
    ? [`${member} does not list ${name}, so it is left out; add "${name}" to that list.`]
    : [];

function geminiBlocks(document: Members, name: string): string[] {
  return [
    ...unlisted(memberAt(document, ["mcp", "allowed"]), "mcp.allowed", name),
    ...listed(memberAt(document, ["mcp", "excluded"]), "mcp.excluded", name),
    // Their names before the settings were grouped, which are still read.
    ...unlisted(document["allowMCPServers"], "allowMCPServers", name),
    ...listed(document["excludeMCPServers"], "excludeMCPServers", name),
    ...(memberAt(document, ["admin", "mcp", "enabled"]) === false
      ? ["admin.mcp.enabled is false, which keeps every server out; only an administrator changes that."]
      : []),
  ];
}

function claudeBlocks(document: Members, name: string): string[] {
  const named = (member: string): unknown[] => {
    const list = document[member];
    return Array.isArray(list)
      ? list.map((each: unknown) => (isMembers(each) ? each["serverName"] : each))
      : [];
  };
  return [
    ...listed(document["disabledMcpjsonServers"], "disabledMcpjsonServers", name),
    ...listed(named("deniedMcpServers"), "deniedMcpServers", name),
    ...(Array.isArray(document["allowedMcpServers"])
      ? unlisted(named("allowedMcpServers"), "allowedMcpServers", name)
      : []),
    ...denied(memberAt(document, ["permissions", "deny"]), "permissions.deny", [
      `mcp__${name}`,
      `mcp__${name}__*`,
      "mcp__*",
    ]),
  ];
}

/** OpenCode names a tool after its server: alephant_get_my_scope. */
function openCodeBlocks(document: Members, name: string): string[] {
  const sample = `${name}_get_my_scope`;
  const rules = (member: string, isOff: (value: unknown) => boolean): string[] => {
    const map = document[member];
    if (!isMembers(map)) return [];
    // The last rule that fits decides.
    const [pattern, value] = Object.entries(map).findLast(([each]) => fits(each, sample)) ?? [];
    return pattern !== undefined && isOff(value)
      ? [
          `${member} has "${pattern}": ${JSON.stringify(value)}, which keeps its tools out; take it out, or add "${name}*" behind it.`,
        ]
      : [];
  };
  return [...rules("tools", (value) => value === false), ...rules("permission", (value) => value === "deny")];
}

function fits(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(name);
}
