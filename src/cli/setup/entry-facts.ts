/** What an entry that somebody has written says, without its secrets. */
import { type Environment, isCredentialPlaceholder, unexpandedVariable } from "../../config.ts";
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import { isSecret, serverName } from "./entry.ts";
import type { Host } from "./hosts.ts";
import { isMembers, type Members } from "./members.ts";
import type { StartCommand } from "./own-command.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

const keepStrings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});

/** Undefined where it starts no program: a remote server, or something that is no entry. */
export function commandOf(entry: unknown): StartCommand | undefined {
  if (!isMembers(entry)) return undefined;
  const { command, args } = entry;
  if (typeof command === "string") return { program: command, args: keepStrings(args) };
  // The form that Zed had in 2025.
  if (isMembers(command) && typeof command["path"] === "string")
    return { program: command["path"], args: keepStrings(command["args"]) };
  const [program, ...rest] = keepStrings(command);
  return program === undefined ? undefined : { program, args: rest };
}

const ownWord = /(?:^|[\\/])alephant-mcp(?:\.exe|\.mjs)?$|^@alephantai\/mcp(?:@|$)/;

export function startsThisServer(entry: unknown): boolean {
  const command = commandOf(entry);
  return command !== undefined && [command.program, ...command.args].some((word) => ownWord.test(word));
}

/**
 * Whether the command serves MCP: nothing stands behind the server's name. With further words it is a command of the
 * terminal, which may write files and ask the API.
 */
export function isServing(entry: unknown, own: StartCommand): boolean {
  const command = commandOf(entry);
  if (command === undefined) return false;
  const words = [command.program, ...command.args];
  const behind = words.slice(words.findIndex((word) => ownWord.test(word)));
  return isDeepStrictEqual(command, own) || behind.every((word) => ownWord.test(word));
}

/** True also for the command of this process, which in a clone of the repository bears no name of ours. */
export const isOwnCommand = (entry: unknown, own: StartCommand): boolean =>
  startsThisServer(entry) || isDeepStrictEqual(commandOf(entry), own);

/** Named as setup names it, or starting this server. */
export const isOwnEntry = (
  { name, entry }: { readonly name: string; readonly entry: unknown },
  own: StartCommand,
): boolean => name === serverName || isOwnCommand(entry, own);

/** Words that say how this server is started; any other argument may be a credential. */
const plainArgument = /^(?:-y|--yes|-g|run|x|exec|dlx|\/c|npx|bunx|[\w./\\:-]+[\\/]main\.ts)$/;

export const isPlainArgument = (word: string): boolean =>
  (plainArgument.test(word) || ownWord.test(word)) && redactSecrets(word, []) === word;

/** On one line, for a person to read. */
export function writeCommand({ program, args }: StartCommand): string {
  const words = [program, ...args.map((word) => (isPlainArgument(word) ? word : "(hidden)"))];
  return redactSecrets(toPlainText(words.join(" "), 400), []);
}

/** The variables that the entry itself gives the server. */
export function variablesOf(entry: unknown, { entry: form }: Host): Readonly<Record<string, string>> {
  if (!isMembers(entry)) return {};
  const members = {
    ...membersOf(membersOf(entry["command"])["env"]),
    ...membersOf(entry[form.environment]),
  };
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );
}

/** The variables that the host hands on from its own environment. */
export const inheritedVariablesOf = (entry: unknown, { reference }: Host): readonly string[] =>
  isMembers(entry) && reference.kind === "list" ? keepStrings(entry[reference.member]) : [];

/** Where the credential comes from. `nowhere`: it is blank or a placeholder that nobody has filled in. */
export type CredentialSource = "file" | "variable" | "host" | "nowhere";

export interface CredentialFacts {
  readonly kind: "virtual_key" | "personal_access_token";
  readonly source: CredentialSource;
}

/** The token wins over the key, as in the server. Undefined where the entry names neither. */
export function credentialOf(entry: unknown, host: Host): CredentialFacts | undefined {
  const variables = variablesOf(entry, host);
  const names = inheritedVariablesOf(entry, host);
  const found = (["ALEPHANT_PAT", "ALEPHANT_VIRTUAL_KEY"] as const).flatMap((name): CredentialFacts[] => {
    const kind = name === "ALEPHANT_PAT" ? "personal_access_token" : "virtual_key";
    const value = variables[name]?.trim();
    if (value === undefined) return names.includes(name) ? [{ kind, source: "variable" }] : [];
    return [{ kind, source: sourceOf(value) }];
  });
  return found.find(({ source }) => source !== "nowhere") ?? found[0];
}

function sourceOf(value: string): CredentialSource {
  if (value === "" || isCredentialPlaceholder(value)) return "nowhere";
  if (value.startsWith("${input:")) return "host";
  return unexpandedVariable.test(value) ? "variable" : "file";
}

/** Without user, password and query; null where the entry has none that can be shown. */
export function addressOf(entry: unknown, host: Host): string | null {
  const url = URL.parse(variablesOf(entry, host)["ALEPHANT_API_BASE_URL"]?.trim() ?? "");
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return redactSecrets(toPlainText(url.origin + url.pathname.replace(/\/+$/, ""), 200), []);
}

export const isSwitchedOff = (entry: unknown): boolean =>
  isMembers(entry) && (entry["enabled"] === false || entry["disabled"] === true);

/** Credentials that stand in the entry, for hiding them in whatever is printed about it. */
export const secretsIn = (entry: unknown, host: Host): readonly string[] =>
  secretsAmong(variablesOf(entry, host));

/** A shorter value is no credential, and hiding it would tear holes into ordinary words. */
export const minSecretLength = 8;

export const secretsAmong = (variables: Environment): readonly string[] =>
  Object.entries(variables).flatMap(([name, value = ""]) => {
    const secret = value.trim();
    return isSecret(name) && sourceOf(secret) === "file" && secret.length >= minSecretLength ? [secret] : [];
  });
