/** What the doctor finds on this machine, without any request: version, variables, rate limit and key folder. */
import { type Config, type Environment, unexpandedVariable, variables } from "../../config.ts";
import { findNearest } from "../../domain/nearest.ts";
import { writeCountOf } from "../figure-text.ts";
import type { Shell } from "../shell.ts";
import { type Check, passCheck, skipCheck, warnInCheck } from "./check.ts";

export const checkVersion = ({ version, runtime }: Shell): Check =>
  passCheck(
    "version",
    `alephant-mcp ${version}, ${runtime}. Releases: https://github.com/AlephantAI/alephant-mcp/releases`,
  );

export async function checkEnvironment(env: Environment): Promise<Check[]> {
  const checks = [
    ...variables.flatMap((name) => findOddValue(name, env[name])),
    ...findMisspelled(env),
    ...(await findUnreadableAuthorities(env)),
  ];
  return checks.length === 0 ? [passCheck("environment", "nothing in it gets in the way")] : checks;
}

function findOddValue(name: string, value: string | undefined): Check[] {
  const trimmed = value?.trim() ?? "";
  if (/^(["'`]).*\1$/.test(trimmed)) {
    const seen = `${name} stands in quotation marks, which are taken as part of the value.`;
    return [warnInCheck("environment", seen, "Remove them where the variable is set.")];
  }
  if (unexpandedVariable.test(trimmed)) {
    const seen = `${name} holds a reference to a variable that nobody expanded, so it counts as not set.`;
    return [
      warnInCheck("environment", seen, "Write the value itself, or the reference as this host has it."),
    ];
  }
  return [];
}

function findMisspelled(env: Environment): Check[] {
  const known: readonly string[] = variables;
  return Object.keys(env)
    .filter((name) => name.startsWith("ALEPHANT_") && !known.includes(name))
    .map((name) => {
      const meant = findNearest(name, known);
      const seen = `${name} is not a variable of this server.`;
      return warnInCheck("environment", seen, meant === undefined ? null : `Did you mean ${meant}?`);
    });
}

async function findUnreadableAuthorities(env: Environment): Promise<Check[]> {
  const file = env["NODE_EXTRA_CA_CERTS"] ?? "";
  if (file === "") return [];
  const { access, constants } = process.getBuiltinModule("node:fs/promises");
  try {
    await access(file, constants.R_OK);
    return [];
  } catch {
    return [
      warnInCheck(
        "environment",
        "NODE_EXTRA_CA_CERTS names a file that cannot be read, so it adds no certificate.",
        "Give the absolute path of a PEM file.",
      ),
    ];
  }
}

export function checkConfiguration(config: Config): Check[] {
  const whose = config.mode === "vk" ? "VK mode" : `Manager mode, workspace ${config.workspaceId}`;
  const writes = config.isReadOnly
    ? ", read-only"
    : config.confirmsWrites
      ? ""
      : ", writes without confirmation";
  const view = config.offersView ? "" : ", no page inside the chat";
  const seen = `${whose}${config.mode === "vk" ? "" : writes}${view}, ${config.baseUrl}`;
  return [
    passCheck("configuration", seen),
    ...config.notes.map((note) => warnInCheck("configuration", note)),
  ];
}

/** The larger analyses make this many requests in one call. */
const requestsOfAnAnalysis = 12;

export function checkRateLimit({ rateLimitRpm }: Config): Check {
  if (rateLimitRpm === 0) {
    return passCheck(
      "rate_limit",
      "none of this server's own (ALEPHANT_RATE_LIMIT_RPM=0); the API's still holds",
    );
  }
  const seen = `${writeCountOf(rateLimitRpm, "request")} a minute (ALEPHANT_RATE_LIMIT_RPM)`;
  if (rateLimitRpm >= requestsOfAnAnalysis) return passCheck("rate_limit", seen);
  const advice = `Analyses such as the executive dashboard make about ${requestsOfAnAnalysis} requests at once and will fail. Allow more; the default is 60.`;
  return warnInCheck("rate_limit", seen, advice);
}

/** Where the secrets of new keys go. Nothing is made here to find out. */
export async function checkKeyFolder(config: Config, platform: string): Promise<Check> {
  if (config.mode === "vk" || config.isReadOnly) return skipCheck("key_folder", "no keys are created here");
  const folder = config.keyFolder;
  const consequence = "The secret of a new key would be shown to the assistant.";
  if (folder === null) {
    return warnInCheck(
      "key_folder",
      `No home directory is known. ${consequence}`,
      "Set HOME (on Windows LOCALAPPDATA) in the server's environment.",
    );
  }
  const { access, constants, lstat } = process.getBuiltinModule("node:fs/promises");
  const { dirname } = process.getBuiltinModule("node:path");
  const statsOf = (path: string) => lstat(path).catch(() => undefined);
  const found = await statsOf(folder);
  if (found !== undefined && !found.isDirectory()) {
    return warnInCheck("key_folder", `${folder} is not a folder. ${consequence}`, "Move it out of the way.");
  }
  let existing = folder;
  while ((await statsOf(existing)) === undefined && dirname(existing) !== existing) {
    existing = dirname(existing);
  }
  const isWritable = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    return warnInCheck(
      "key_folder",
      `${existing} cannot be written to. ${consequence}`,
      "Give yourself the right to write there.",
    );
  }
  if (found === undefined) return passCheck("key_folder", `${folder} (made when a key is created)`);
  // Windows has the access rights of the profile instead.
  const isOpen = platform !== "win32" && (found.mode & 0o077) !== 0;
  return isOpen
    ? warnInCheck(
        "key_folder",
        `${folder} can be entered by other users.`,
        `chmod 700 it; creating a key does so too.`,
      )
    : passCheck("key_folder", folder);
}
