/** Whether the command of an entry is still there, and still starts. */
import type { Environment } from "../../config.ts";
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import type { Shell } from "../shell.ts";
import {
  commandOf,
  inheritedVariablesOf,
  isOwnCommand,
  isServing,
  secretsAmong,
  secretsIn,
  variablesOf,
} from "./entry-facts.ts";
import type { Host } from "./hosts.ts";
import type { NamedEntry } from "./layers.ts";
import type { StartCommand } from "./own-command.ts";
import { pathsOf } from "./places.ts";
import { listProgramFolders } from "./program-folders.ts";
import { usualBaseUrl } from "./settings.ts";
import { environmentOf } from "./try-credential.ts";
import type { TryStart } from "./try-start.ts";

const { access, constants, stat } = process.getBuiltinModule("node:fs/promises");
const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

export interface Trial {
  /** Null where nobody can tell. */
  readonly exists: boolean | null;
  /** Null where it was not started. */
  readonly starts: boolean | null;
  /** Why it does not, or was not; null where it starts. */
  readonly reason: string | null;
}

/** A first download by npx may take longer, but somebody waits for the list. */
const timeoutMs = 30_000;

const leaveUntried = (exists: boolean | null, reason: string): Trial => ({ exists, starts: null, reason });

/** `own`: how this very program is started. */
export async function tryEntry(
  shell: Shell,
  host: Host,
  found: NamedEntry,
  own: StartCommand,
  start: TryStart,
): Promise<Trial> {
  const command = commandOf(found.entry);
  if (command === undefined) return leaveUntried(null, "it starts no program on this machine");
  const variables = variablesOf(found.entry, host);
  const environment = environmentOf(shell, expandVariables(found.entry, host, shell.env));
  const program = await findProgram(command.program, environment, shell.platform);
  if (program === "relative")
    return leaveUntried(null, "its path is relative, so it depends on the folder in which the host runs");
  if (program === undefined) return { exists: false, starts: false, reason: tellAbsence(command.program) };
  if (!isOwnCommand(found.entry, own)) return leaveUntried(true, "it starts something else");
  if (!isServing(found.entry, own))
    return leaveUntried(
      true,
      "it has further words behind the server's name, which then does something else",
    );
  // A project's file may come from anybody, and hosts ask before they trust it.
  const isTrusted =
    found.scope !== "project" ||
    (isDeepStrictEqual(command, own) && Object.keys(variables).every(isOurVariable));
  if (!isTrusted)
    return leaveUntried(true, "it stands in a project's file, whose programs are not started unasked");
  const folder = await chooseFolder(shell);
  const problem = await start(command, environment, { timeoutMs, folder });
  if (problem === undefined) return { exists: true, starts: true, reason: null };
  // Credentials that only the variables of this shell hold are hidden as well.
  const given = secretsAmong(environment).filter((value) => !Object.values(standIns).includes(value));
  const reason = redactSecrets(toPlainText(problem, 400), [...secretsIn(found.entry, host), ...given]);
  return { exists: true, starts: false, reason };
}

const isOurVariable = (name: string): boolean => name.startsWith("ALEPHANT_");

const tellAbsence = (program: string): string =>
  /[\\/]/.test(program) ? "there is no such file that can be started" : "no such command is on the PATH";

/** Values for variables that only the host knows. Starting makes no request, so no real credential is needed. */
const standIns: Readonly<Record<string, string>> = {
  ALEPHANT_API_BASE_URL: usualBaseUrl,
  ALEPHANT_VIRTUAL_KEY: "vk-not-known-here",
  ALEPHANT_PAT: "pat_not-known-here",
  ALEPHANT_WORKSPACE_ID: "00000000-0000-4000-8000-000000000000",
};

/** The variables as the host gives them to the server. What only the host knows gets a stand-in. */
function expandVariables(entry: unknown, host: Host, env: Environment): Record<string, string> {
  const values = Object.entries(variablesOf(entry, host)).flatMap(([name, value]) => {
    const reference = /^\$?\{(?:(env|input):)?([\w-]+)\}$/.exec(value.trim());
    if (reference === null || host.reference.kind === "none") return [[name, value]];
    const known = reference[1] === "input" ? undefined : env[reference[2] ?? ""];
    const standIn = known ?? standIns[name];
    return standIn === undefined ? [] : [[name, standIn]];
  });
  const inherited = inheritedVariablesOf(entry, host).flatMap((name) => {
    const value = env[name] ?? standIns[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(inherited), ...Object.fromEntries(values) };
}

/** "relative": a path that depends on the folder; undefined where there is no such program. */
async function findProgram(
  program: string,
  env: Environment,
  platform: string,
): Promise<string | "relative" | undefined> {
  const { isAbsolute, join } = pathsOf(platform);
  const suffixes = platform === "win32" ? ["", ".exe", ".cmd", ".bat"] : [""];
  if (!isAbsolute(program) && /[\\/]/.test(program)) return "relative";
  const paths = isAbsolute(program)
    ? [program]
    : listProgramFolders(env, platform).map((folder) => join(folder, program));
  for (const path of paths.flatMap((each) => suffixes.map((suffix) => each + suffix))) {
    if (await isProgram(path)) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    // For a folder, X_OK is the right to enter it.
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The home folder: in the one of this process, npx might take a stranger's package of our name. */
async function chooseFolder({ env, platform }: Shell): Promise<string> {
  const home = env[platform === "win32" ? "USERPROFILE" : "HOME"]?.trim() ?? "";
  const isThere = await stat(home).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const { parse } = pathsOf(platform);
  return isThere ? home : parse(home).root;
}
