/** The server's entry as a host wants it, and what becomes of an entry that is there already. */
import type { Change } from "./edit-config.ts";
import type { Host } from "./hosts.ts";
import { isMembers, type Members, valueAt } from "./members.ts";
import type { StartCommand } from "./own-command.ts";
import { SetupError } from "./setup-error.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

export const serverName = "alephant";

export const secretNames = ["ALEPHANT_VIRTUAL_KEY", "ALEPHANT_PAT"] as const;
const credentialNames = [...secretNames, "ALEPHANT_WORKSPACE_ID"];

/** `value`: the credential stands in the file. `reference`: the file says where it comes from. */
export type Storage = "value" | "reference";

/** The server's environment, by name. */
export type Variables = Readonly<Record<string, string>>;

export const isSecret = (name: string): boolean => secretNames.some((each) => each === name);

/** The values of secrets are left blank. */
const blankSecrets = (variables: Variables): Variables =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, isSecret(name) ? "" : value]));

/** Where the host's servers stand in this document. */
export function serversPathOf(host: Host, document: Members): readonly string[] {
  const nested = valueAt(document, [host.servers, "servers"]);
  // OpenCode 2 has them one level deeper, and still reads the older form; a server could have this name, too.
  const isNested = host.servers === "mcp" && isMembers(nested) && !("command" in nested || "url" in nested);
  return isNested ? [host.servers, "servers"] : [host.servers];
}

export function planChanges(
  host: Host,
  document: Members,
  command: StartCommand,
  variables: Variables,
  storage: Storage,
  prefix: readonly string[] = [],
): readonly Change[] {
  const inside = prefix.length === 0 ? document : valueAt(document, prefix);
  const path = [...prefix, ...serversPathOf(host, isMembers(inside) ? inside : {}), serverName];
  const old = valueAt(document, path);
  const fresh = createEntry(host, command, variables, storage);
  const value = isMembers(old) ? mergeEntry(old, fresh, host) : { ...fresh, ...host.entry.more };
  const shown = { ...createEntry(host, command, blankSecrets(variables), storage), ...host.entry.more };
  return [...planInputChanges(host, document, variables, storage), { path, value, shown }];
}

function createEntry(
  { entry, reference }: Host,
  command: StartCommand,
  variables: Variables,
  storage: Storage,
): Members {
  const { program, args } = command;
  const secrets = Object.keys(variables).filter(isSecret);
  const isListed = storage === "reference" && reference.kind === "list";
  const environment = Object.entries(variables).flatMap(([name, value]) => {
    if (storage === "value" || !isSecret(name)) return [[name, value]];
    return isListed ? [] : [[name, writeReference(name, reference)]];
  });
  return {
    ...(entry.type === undefined ? {} : { type: entry.type }),
    ...(entry.command === "array" ? { command: [program, ...args] } : { command: program }),
    ...(entry.command === "string" && args.length > 0 ? { args } : {}),
    ...(isListed ? { [reference.member]: secrets } : {}),
    [entry.environment]: Object.fromEntries(environment),
  };
}

function writeReference(name: string, reference: Host["reference"]): string {
  if (reference.kind === "text") return reference.text(name);
  return reference.kind === "input" ? `\${input:${inputIdOf(name)}}` : (placeholders[name] ?? "");
}

/** Shown in place of a credential where the host has no references. */
const placeholders: Variables = { ALEPHANT_VIRTUAL_KEY: "vk-...", ALEPHANT_PAT: "pat_..." };

const inputIdOf = (name: string): string => name.toLowerCase().replaceAll("_", "-");

/** What the entry had stays, but for what starts the server and what gave it a credential. */
function mergeEntry(old: Members, fresh: Members, { entry, reference }: Host): Members {
  const kept = Object.fromEntries(Object.entries(old).filter(([name, value]) => !isRemote(name, value)));
  const list = reference.kind === "list" ? reference.member : undefined;
  const environment = {
    ...withoutNames(credentialNames, old[entry.environment]),
    ...withoutNames([], fresh[entry.environment]),
  };
  return {
    ...kept,
    ...("args" in old && entry.command === "string" ? { args: [] } : {}),
    ...fresh,
    ...(list !== undefined && list in old
      ? { [list]: [...listNamesExcept(old[list], credentialNames), ...listNamesExcept(fresh[list], [])] }
      : {}),
    [entry.environment]: environment,
  };
}

/** Settings of a server that was reached over HTTP. Codex refuses a whole file in which they stand beside a command. */
const remoteMembers = [
  "url",
  "serverUrl",
  "httpUrl",
  "headers",
  "http_headers",
  "env_http_headers",
  "bearer_token",
  "bearer_token_env_var",
  "oauth",
  "oauth_resource",
  "scopes",
];

const isRemote = (name: string, value: unknown): boolean =>
  name === "type" ? value !== "stdio" : remoteMembers.includes(name);

function withoutNames(names: readonly string[], members: unknown): Members {
  const entries = Object.entries(isMembers(members) ? members : {});
  return Object.fromEntries(entries.filter(([name]) => !names.includes(name)));
}

const listNamesExcept = (list: unknown, excluded: readonly string[]): unknown[] =>
  Array.isArray(list) ? list.filter((name) => !excluded.includes(name)) : [];

export const inputDescriptions: Variables = {
  ALEPHANT_VIRTUAL_KEY: "Alephant virtual key",
  ALEPHANT_PAT: "Alephant personal access token",
};

const createInput = (name: string): Members => ({
  type: "promptString",
  id: inputIdOf(name),
  description: inputDescriptions[name],
  password: true,
});

/**
 * The paths of the questions (`inputs`) that setup wrote and that only this entry uses, the last one first; the path of
 * the whole list where it holds nothing else and may go.
 */
export function findInputsOnlyFor(
  { reference }: Host,
  document: Members,
  entry: unknown,
  mayListGo: boolean,
): readonly (readonly (string | number)[])[] {
  const { inputs } = document;
  if (reference.kind !== "input" || !Array.isArray(inputs)) return [];
  const isUsedHereOnly = (name: string): boolean => {
    const countUses = (value: unknown): number =>
      JSON.stringify(value).split(`\${input:${inputIdOf(name)}}`).length - 1;
    return countUses(entry) > 0 && countUses(document) === countUses(entry);
  };
  const ours = secretNames.filter(isUsedHereOnly).map(createInput);
  const found = inputs.flatMap((input, index) =>
    ours.some((each) => isDeepStrictEqual(each, input)) ? [["inputs", index]] : [],
  );
  const isAll = found.length > 0 && found.length === inputs.length;
  return isAll && mayListGo ? [["inputs"]] : found.toReversed();
}

/** The questions that the host is to ask, added to those that it asks already. */
function planInputChanges(
  { reference }: Host,
  document: Members,
  variables: Variables,
  storage: Storage,
): readonly Change[] {
  if (reference.kind !== "input" || storage !== "reference") return [];
  const there = document["inputs"];
  if (!Array.isArray(there) && there !== undefined && there !== null)
    throw new SetupError(`its member inputs is no list, where the questions of the host should be listed.`);
  const old: readonly unknown[] = there ?? [];
  const ids = old.map((input) => (isMembers(input) ? input["id"] : undefined));
  const missing = Object.keys(variables)
    .filter((name) => isSecret(name) && !ids.includes(inputIdOf(name)))
    .map(createInput);
  return missing.length === 0 ? [] : [{ path: ["inputs"], value: [...old, ...missing], shown: missing }];
}
