/** One host's entry: found a place, shown as a change, written. */
import { sep } from "node:path";
import { shownChange } from "./change.ts";
import { type ConfigFile, choosePlace, readConfigFile, replaceText } from "./config-file.ts";
import { type Change, edited, formats, parsed } from "./config-format.ts";
import { changesFor, isSecret, type Storage, type Variables } from "./entry.ts";
import { type Host, hosts } from "./hosts.ts";
import { isMembers, type Members } from "./members.ts";
import type { OwnCommand } from "./own-command.ts";
import { type HostName, placesOf, type Scope, type Surroundings } from "./places.ts";
import { SetupError } from "./setup-error.ts";

export interface Target {
  readonly host: Host;
  readonly scope: Scope;
  readonly file: ConfigFile;
  readonly document: Members;
  /** Others may get to see the file. */
  readonly isShared: boolean;
}

export interface Plan extends Target {
  readonly changes: readonly Change[];
  readonly storage: Storage;
  readonly variables: Variables;
  readonly text: string;
}

/** The file that the host reads. @throws SetupError where there is none */
export async function placeFor(name: HostName, scope: Scope, surroundings: Surroundings): Promise<string> {
  const path = await choosePlace(placesOf(name, scope, surroundings));
  if (path !== undefined) return path;
  const { title } = hosts[name];
  throw new SetupError(
    scope === "project"
      ? `${title} has no configuration of a project. Use --scope user.`
      : `${title}: no home folder is known here (HOME, on Windows USERPROFILE), so there is no file.`,
  );
}

/** @throws SetupError that names the file */
export async function findTarget(name: HostName, scope: Scope, surroundings: Surroundings): Promise<Target> {
  const host = hosts[name];
  const path = await placeFor(name, scope, surroundings);
  const file = await readConfigFile(path).catch((error: unknown) => {
    throw named(path, error);
  });
  return about(file.path, () => ({
    host,
    scope,
    file,
    document: parsed(formats[host.format], file.text ?? ""),
    isShared: file.isInRepository || scope === "project",
  }));
}

/** Where the credential goes when nobody is asked. @throws SetupError */
export function storageWithoutAsking(
  { host, file, scope, isShared }: Target,
  wanted: Storage | undefined,
  mayEnterRepository: boolean,
): Storage {
  const cannotRefer = host.reference.kind === "none";
  if (wanted === "reference" && cannotRefer) {
    throw new SetupError(`${host.title} cannot refer to a variable: its file has to hold the credential.`);
  }
  if (wanted === "reference") return "reference";
  if (!isShared || mayEnterRepository) return "value";
  if (!cannotRefer) return "reference";
  const where = scope === "project" ? "belongs to a project" : "is inside a Git repository";
  throw new SetupError(
    `${file.path}: it ${where}, and ${host.title} cannot refer to a variable instead of holding the credential. If it may stand there, add --credential-in-repository.`,
  );
}

/** @throws SetupError that names the file */
export function planEntry(target: Target, command: OwnCommand, variables: Variables, storage: Storage): Plan {
  const { host, file, document } = target;
  return about(file.path, () => {
    const changes = changesFor(host, document, command, variables, storage);
    const text = edited(formats[host.format], file.text ?? "", changes);
    return { ...target, changes, storage, variables, text };
  });
}

export const isDone = ({ file, text }: Plan): boolean => file.text === text;

/** Headed by the file's path. */
export function planText({ host, file, document, changes, isShared, storage }: Plan): string {
  const heading = `${host.title}: ${file.path}${file.text === undefined ? " (new)" : ""}`;
  const change = shownChange(formats[host.format], document, changes).replaceAll(/^/gm, "    ");
  const warnings = storage === "value" ? exposures(file, isShared) : [];
  return [heading, change, ...warnings.map((warning) => `  ${warning}`)].join("\n");
}

/** Who else may read the credential. */
function exposures({ path, stats }: ConfigFile, isShared: boolean): string[] {
  const isReadByOthers = stats !== undefined && sep === "/" && (stats.mode & 0o044) !== 0;
  return [
    ...(isShared ? ["The credential will stand in a file that others may get to see."] : []),
    ...(isReadByOthers ? [`Others on this machine may read this file; chmod 600 ${path} ends that.`] : []),
  ];
}

/** @returns what was done, in lines. @throws SetupError that names the file */
export async function writeEntry(plan: Plan, now: Date): Promise<string> {
  const { file, storage, text } = plan;
  const isSecretInIt = storage === "value";
  const copy = await replaceText(file, text, { now, isSecret: isSecretInIt }).catch((error: unknown) => {
    throw named(file.path, error);
  });
  return copy === undefined ? "Written." : `Written. What was there before: ${copy}`;
}

/** What the person has to do, and what to look out for. */
export function nextText({ host, scope, storage, variables, changes }: Plan): string {
  const secret = Object.keys(variables).find(isSecret) ?? "";
  const isReference = storage === "reference";
  const value = changes.at(-1)?.value;
  const isOff = isMembers(value) && (value["disabled"] === true || value["enabled"] === false);
  const lines = [
    isReference && host.reference.kind === "input"
      ? `${host.title} asks for the credential when it starts the server.`
      : "",
    isReference && host.reference.kind !== "input"
      ? `Set ${secret} in the environment that starts ${host.title}.`
      : "",
    isOff ? "The entry was switched off in this file, and still is." : "",
    scope === "project" ? "The command in it is a path of this machine; others may have to change it." : "",
    host.note?.[scope] ?? "",
    isReference ? (host.note?.reference ?? "") : "",
    host.next,
  ];
  return [`${host.title}:`, ...lines.filter((line) => line !== "")].join("\n  ");
}

/** To paste by hand; never with a credential. */
export function entryText(name: HostName, command: OwnCommand, variables: Variables): string {
  const host = hosts[name];
  const format = formats[host.format];
  return edited(format, "", changesFor(host, {}, command, variables, "reference"));
}

function about<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw named(path, error);
  }
}

const named = (path: string, error: unknown): unknown =>
  error instanceof SetupError ? new SetupError(`${path}: ${error.message}`) : error;
