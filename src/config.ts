/** Makes the configuration from the environment. Every problem is reported at once, and no credential is ever printed. */
import type { ApiAccess } from "./api/index.ts";
import { ConfigError } from "./domain/errors.ts";

interface EnvironmentSettings {
  /** No tool that changes something is offered. */
  readonly isReadOnly: boolean;
  /** Every change waits for the user's explicit agreement. */
  readonly confirmsWrites: boolean;
  /** Hosts that show pages inside the chat are offered one. */
  readonly offersView: boolean;
  /** Where the secrets of new keys go; null when no home directory is known. */
  readonly keyFolder: string | null;
  /** What whoever wrote the configuration should know, even where the server starts. */
  readonly notes: readonly string[];
}

export type Config = ApiAccess & EnvironmentSettings;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that this program defines. */
export const variables = [
  "ALEPHANT_API_BASE_URL",
  "ALEPHANT_VIRTUAL_KEY",
  "ALEPHANT_PAT",
  "ALEPHANT_WORKSPACE_ID",
  "ALEPHANT_RATE_LIMIT_RPM",
  "ALEPHANT_READ_ONLY",
  "ALEPHANT_CONFIRM_WRITES",
  "ALEPHANT_UI",
] as const;

/** A variable of Bun, which reads it before any of our code runs. */
const verboseFetchName = "BUN_CONFIG_VERBOSE_FETCH";
const defaultRateLimitRpm = 60;
const apiPath = /\/api(?:\/v1)?$/;
/** `${NAME}` and the like, which some hosts pass on literally. */
export const unexpandedVariable = /^\$?\{[^}]*\}$|^\$[A-Za-z_][A-Za-z0-9_]*$|^%[A-Za-z_][A-Za-z0-9_]*%$/;
const visibleAscii = /^[\x21-\x7e]+$/;
/** What stands for a credential in examples and links, such as `vk-...` or `<your key>`. */
const credentialPlaceholder = /^(?:vk-|pat_)?(?:\.{2,}|…|<[^<>]*>|\[[^[\]]*\]|x{3,}|your[-_ ].*)$/i;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** @throws ConfigError naming every bad variable */
export function readConfig(env: Environment, platform: string): Config {
  const problems: string[] = [];
  const notes: string[] = [];

  if (!["", "0", "false"].includes(env[verboseFetchName]?.trim() ?? "")) {
    problems.push(
      `${verboseFetchName} is set: the Bun runtime would print every request with its credential to standard error, where hosts keep logs. Unset it.`,
    );
  }
  const baseUrl = readBaseUrl(env, problems);
  const fallbacks: string[] = [];
  const rateLimitRpm = readRateLimit(env, fallbacks);
  const isReadOnly = readSwitch(env, "ALEPHANT_READ_ONLY", false, problems);
  const confirmsWrites = readSwitch(env, "ALEPHANT_CONFIRM_WRITES", true, problems);
  const offersView = readSwitch(env, "ALEPHANT_UI", true, problems);
  const personalAccessToken = readCredential(env, "ALEPHANT_PAT", "pat_", problems, notes);
  // A PAT wins: a bad virtual key beside it does not keep the server from starting.
  const virtualKey =
    personalAccessToken === undefined
      ? readCredential(env, "ALEPHANT_VIRTUAL_KEY", "vk-", problems, notes)
      : undefined;
  const workspaceId = personalAccessToken === undefined ? undefined : readWorkspaceId(env, problems);

  if (personalAccessToken === undefined && virtualKey === undefined) {
    problems.push(
      "No credential: set ALEPHANT_VIRTUAL_KEY (read-only, one virtual key), or ALEPHANT_PAT together with ALEPHANT_WORKSPACE_ID (a whole workspace). Both come from the Alephant dashboard.",
    );
  }
  if (personalAccessToken !== undefined && isSet(env, "ALEPHANT_VIRTUAL_KEY")) {
    notes.push("ALEPHANT_PAT is set, so ALEPHANT_VIRTUAL_KEY is not used.");
  }

  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
    notes.push("NODE_TLS_REJECT_UNAUTHORIZED is ignored; name the CA's file in NODE_EXTRA_CA_CERTS instead.");
  }

  // A value replaced by its default does not keep the server from starting, but is named with the problems that do.
  if (problems.length > 0) throw new ConfigError([...problems, ...fallbacks]);
  notes.push(...fallbacks);
  const keyFolder = findOwnFolder(env, platform, "keys");
  const shared = { baseUrl, rateLimitRpm, isReadOnly, confirmsWrites, offersView, keyFolder, notes };
  if (personalAccessToken !== undefined && workspaceId !== undefined) {
    return { mode: "manager", personalAccessToken, workspaceId, ...shared };
  }
  return { mode: "vk", virtualKey: virtualKey ?? "", ...shared };
}

/** The trimmed value; one that is blank or unexpanded counts as unset. */
function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === "" || unexpandedVariable.test(value) ? undefined : value;
}

const isSet = (env: Environment, name: string): boolean => readVariable(env, name) !== undefined;

/** Why a variable that looks set is not. */
function explainUnset(env: Environment, name: string): string {
  const value = env[name]?.trim();
  if (value === undefined) return "is not set";
  return value === "" ? "is blank" : "holds an unexpanded variable reference, so it is not set";
}

function readBaseUrl(env: Environment, problems: string[]): string {
  const name = "ALEPHANT_API_BASE_URL";
  const value = readVariable(env, name);
  if (value === undefined) {
    problems.push(
      `${name} ${explainUnset(env, name)}. It is the address of the Alephant API, for example https://alephant.io.`,
    );
    return "";
  }
  const url = URL.parse(value);
  const wrong = url === null ? "is not a URL" : explainBadBaseUrl(url);
  if (url === null || wrong !== undefined) {
    problems.push(`${name} ${wrong}. Give the address of the Alephant API, for example https://alephant.io.`);
    return "";
  }
  const path = url.pathname.replace(/\/+$/, "").replace(apiPath, "").replace(/\/+$/, "");
  return `${url.origin}${path}`;
}

function explainBadBaseUrl(url: URL): string | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must start with https://";
  if (url.username !== "" || url.password !== "") return "must not contain a user name or password";
  if (url.search !== "" || url.hash !== "") return "must not contain a query or a fragment";
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    return "must use https:// (plain http is allowed to this machine only, because the credential travels with every request)";
  }
  return undefined;
}

export const isCredentialPlaceholder = (value: string): boolean => credentialPlaceholder.test(value.trim());

function readCredential(
  env: Environment,
  name: "ALEPHANT_PAT" | "ALEPHANT_VIRTUAL_KEY",
  prefix: string,
  problems: string[],
  notes: string[],
): string | undefined {
  const value = readVariable(env, name);
  if (value === undefined) return undefined;
  const other =
    name === "ALEPHANT_PAT"
      ? { prefix: "vk-", kind: "a virtual key", name: "ALEPHANT_VIRTUAL_KEY" }
      : { prefix: "pat_", kind: "a personal access token", name: "ALEPHANT_PAT" };
  if (isCredentialPlaceholder(value)) {
    problems.push(
      `${name} still holds what stands for a credential in an example. Put your own in its place; it comes from the Alephant dashboard.`,
    );
  } else if (!visibleAscii.test(value)) {
    problems.push(
      `${name} contains a space, a line break or another character that no credential has. Copy it again.`,
    );
  } else if (value.startsWith(other.prefix)) {
    problems.push(`${name} holds ${other.kind} (it starts with ${other.prefix}). Set it as ${other.name}.`);
  } else if (!value.startsWith(prefix)) {
    notes.push(`${name} does not start with ${prefix}, as Alephant's do; the API may refuse it.`);
  }
  return value;
}

function readWorkspaceId(env: Environment, problems: string[]): string | undefined {
  const name = "ALEPHANT_WORKSPACE_ID";
  const value = readVariable(env, name);
  if (value === undefined) {
    problems.push(
      `${name} ${explainUnset(env, name)}, and ALEPHANT_PAT needs it. Copy the workspace's id from the Alephant dashboard.`,
    );
  } else if (!uuid.test(value)) {
    problems.push(
      `${name} is not a UUID (8-4-4-4-12 hexadecimal digits). Copy it from the Alephant dashboard.`,
    );
  }
  return value;
}

function readRateLimit(env: Environment, fallbacks: string[]): number {
  const name = "ALEPHANT_RATE_LIMIT_RPM";
  const value = readVariable(env, name);
  if (value === undefined) return defaultRateLimitRpm;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  fallbacks.push(
    `${name} must be a whole number of requests a minute, 0 or more (0 switches the limit off); using ${defaultRateLimitRpm}.`,
  );
  return defaultRateLimitRpm;
}

const wordsForOn = ["1", "true", "on", "yes"];
const wordsForOff = ["0", "false", "off", "no"];

/** Any other word is a problem, not a guess: most of these switches guard what can be changed. */
function readSwitch(env: Environment, name: string, byDefault: boolean, problems: string[]): boolean {
  const value = readVariable(env, name);
  if (value === undefined) return byDefault;
  const word = value.toLowerCase();
  if (wordsForOn.includes(word)) return true;
  if (wordsForOff.includes(word)) return false;
  problems.push(`${name} must be on or off (also 1 or 0, true or false, yes or no).`);
  return byDefault;
}

const absolutePath = { windows: /^(?:[A-Za-z]:[\\/]|\\\\)/, other: /^\// } as const;

/** Absolute paths only: a relative one would put secrets into whatever folder the server was started in. */
function readFolder(env: Environment, name: string, platform: string): string | undefined {
  const value = readVariable(env, name);
  const absolute = absolutePath[platform === "win32" ? "windows" : "other"];
  return value !== undefined && absolute.test(value) ? value : undefined;
}

/** A folder of this program in the user's data directory, which each system has in another place. */
export function findOwnFolder(env: Environment, platform: string, name: "keys" | "backups"): string | null {
  const home = readFolder(env, "HOME", platform);
  switch (platform) {
    case "win32": {
      const data = readFolder(env, "LOCALAPPDATA", platform);
      return data === undefined ? null : `${data}\\alephant-mcp\\${name}`;
    }
    case "darwin":
      return home === undefined ? null : `${home}/Library/Application Support/alephant-mcp/${name}`;
    default: {
      const data =
        readFolder(env, "XDG_DATA_HOME", platform) ??
        (home === undefined ? undefined : `${home}/.local/share`);
      return data === undefined ? null : `${data}/alephant-mcp/${name}`;
    }
  }
}
