/** One host's entry: found a place, shown as a change, written. */
import { findOwnFolder } from "../../config.ts";
import { type ConfigFile, choosePlace, readConfigFile, replaceKeepingCopy } from "./config-file.ts";
import { dialects } from "./dialects.ts";
import { byteOrderMark, type Change, editText, formats, parseDocument, withoutMark } from "./edit-config.ts";
import {
  inputDescriptions,
  isSecret,
  planChanges,
  type Storage,
  serverName,
  serversPathOf,
  type Variables,
} from "./entry.ts";
import { type Host, hosts } from "./hosts.ts";
import { findLeniencies } from "./json-format.ts";
import type { Layer } from "./layers.ts";
import { isMembers, type Members, valueAt } from "./members.ts";
import type { OwnCommand } from "./own-command.ts";
import { type HostName, placesOf, type Scope, type Surroundings, unknownHome, writePath } from "./places.ts";
import { renderChange } from "./render-change.ts";
import { asErrorOfFile, runNamingFile, SetupError } from "./setup-error.ts";

const { dirname, sep } = process.getBuiltinModule("node:path");

export interface Target {
  readonly name: HostName;
  readonly host: Host;
  /** The members above the servers: a folder's, in the file of a user. */
  readonly prefix: readonly string[];
  readonly scope: Scope;
  readonly file: ConfigFile;
  readonly document: Members;
  /** Where a copy of the file goes; null where no data directory is known. */
  readonly backupFolder: string | null;
  /** Files with an entry of ours that the host reads, too. */
  readonly doubles: readonly string[];
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
export async function findPlace(name: HostName, scope: Scope, surroundings: Surroundings): Promise<string> {
  const path = await choosePlace(placesOf(name, scope, surroundings));
  if (path !== undefined) return path;
  const { title } = hosts[name];
  throw new SetupError(
    scope !== "user"
      ? `${title} has no configuration of ${scope === "project" ? "a project" : "one person in one folder"}. Use --scope user.`
      : `${title}: ${unknownHome}`,
  );
}

/** @throws SetupError that names the file */
export async function findTarget(
  name: HostName,
  scope: Scope,
  surroundings: Surroundings,
  layer?: Layer,
): Promise<Target> {
  const host = hosts[name];
  const path = layer?.path ?? (await findPlace(name, scope, surroundings));
  const file = await readConfigFile(path).catch((error: unknown) => {
    throw asErrorOfFile(path, error);
  });
  const doubles =
    host.readsEveryPlace === true ? await findDoubles(host, file, placesOf(name, scope, surroundings)) : [];
  return runNamingFile(file.path, () => ({
    name,
    host,
    prefix: layer?.prefix ?? (scope === "local" ? ["projects", surroundings.folder] : []),
    scope,
    file,
    document: parseDocument(formats[host.format], file.text ?? ""),
    backupFolder: findOwnFolder(surroundings.env, surroundings.platform, "backups"),
    doubles,
    isShared: file.isInRepository || scope === "project",
  }));
}

async function findDoubles(host: Host, file: ConfigFile, places: readonly string[]): Promise<string[]> {
  const others = places.filter((place) => place !== file.path);
  const found = await Promise.all(
    others.map(async (other) => ((await hasEntry(host, other, file)) ? [other] : [])),
  );
  return found.flat();
}

async function hasEntry(host: Host, path: string, besides: ConfigFile): Promise<boolean> {
  try {
    const { text, target } = await readConfigFile(path);
    if (target === besides.target) return false;
    const document = parseDocument(formats[host.format], text ?? "");
    return valueAt(document, [...serversPathOf(host, document), serverName]) !== undefined;
  } catch (error) {
    // The host cannot read it either.
    if (error instanceof SetupError || error instanceof RangeError) return false;
    throw error;
  }
}

/** Where the credential goes when nobody is asked. @throws SetupError */
export function chooseStorage(
  { host, file, scope, isShared }: Target,
  wanted: Storage | undefined,
  mayEnterRepository: boolean,
): Storage {
  const cannotRefer = host.reference.kind === "none";
  if (wanted === "reference" && cannotRefer) {
    throw new SetupError(`${host.title} cannot refer to a variable: its file has to hold the credential.`);
  }
  if (wanted === "reference") return "reference";
  if (mayEnterRepository) return "value";
  // Better kept by the host than in a file.
  if (host.reference.kind === "input") return "reference";
  if (!isShared) return "value";
  if (!cannotRefer) return "reference";
  const where = scope === "project" ? "belongs to a project" : "is inside a repository";
  throw new SetupError(
    `${writePath(file.path)}: it ${where}, and ${host.title} cannot refer to a variable instead of holding the credential. If it may stand there, add --credential-in-repository.`,
  );
}

/** @throws SetupError that names the file */
export function planEntry(target: Target, command: OwnCommand, variables: Variables, storage: Storage): Plan {
  const { host, file, document, prefix } = target;
  return runNamingFile(file.path, () => {
    const changes = planChanges(host, document, command, variables, storage, prefix);
    const text = toDialect(target.name, editText(formats[host.format], file.text ?? "", changes));
    return { ...target, changes, storage, variables, text };
  });
}

/** Without the mark every host reads the same, so it stays only where it is known to do no harm. */
const toDialect = (name: HostName, text: string): string =>
  dialects[name].takesMark ? text : withoutMark(text);

/** What the host will not read, and what it does then; undefined where it reads the file. */
export function findMisreading({
  name,
  host,
  file,
  text,
}: Pick<Plan, "name" | "host" | "file" | "text">): string | undefined {
  const { takesComments, takesTrailingCommas, consequence } = dialects[name];
  if (host.format !== "json" || (takesComments && takesTrailingCommas)) return undefined;
  const { comments, trailingCommas } = findLeniencies(withoutMark(text));
  const found = [
    ...(takesComments ? [] : comments.map((line) => `the comment in line ${line}`)),
    ...(takesTrailingCommas
      ? []
      : trailingCommas.map((line) => `the comma before a bracket in line ${line}`)),
  ];
  if (found.length === 0) return undefined;
  return `${host.title} takes JSON without such things and ${consequence}. Take out of ${writePath(file.path)}: ${found.join(", ")}.`;
}

export const changesNothing = ({ file, text }: Plan): boolean => file.text === text;

/** Headed by the file's path. */
export function tellPlan(plan: Plan): string {
  const { host, file, document, changes, isShared, storage, doubles } = plan;
  const heading = `${host.title}: ${writePath(file.path)}${file.text === undefined ? " (new)" : ""}`;
  const shown = runNamingFile(file.path, () => renderChange(formats[host.format], document, changes));
  const change = shown.replaceAll(/^/gm, "    ");
  const warnings = storage === "value" ? findExposures(file, isShared) : [];
  const notes = [
    ...warnings,
    ...doubles.map(
      (path) => `${writePath(path)} has such an entry, too, and ${host.title} reads both: remove that one.`,
    ),
    findMisreading(plan) ?? "",
    file.text?.startsWith(byteOrderMark) === true && !plan.text.startsWith(byteOrderMark)
      ? `The file begins with a byte order mark, which ${host.title} may not read: it is removed.`
      : "",
    host.overwritesItsFile === true && !changesNothing(plan)
      ? `Quit ${host.title} first: it overwrites this file while it runs.`
      : "",
    file.text === undefined || changesNothing(plan)
      ? ""
      : `A copy of the file as it is goes to ${writePath(copyFolderOf(plan))}.`,
  ];
  return [heading, change, ...notes.filter((note) => note !== "").map((note) => `  ${note}`)].join("\n");
}

const copyFolderOf = ({ backupFolder, file }: Plan): string => backupFolder ?? dirname(file.path);

/** Who else may read the credential. */
function findExposures({ path, stats }: ConfigFile, isShared: boolean): string[] {
  const isOpen = stats !== undefined && sep === "/" && (stats.mode & 0o066) !== 0;
  return [
    ...(isShared ? ["The credential will stand in a file that others may get to see."] : []),
    ...(isOpen
      ? [`Others on this machine may read or change this file; chmod 600 ${writePath(path)} ends that.`]
      : []),
  ];
}

/** @returns what was done, in lines. @throws SetupError that names the file */
export async function writeEntry(plan: Plan, now: () => Date): Promise<string> {
  const { file, storage, text, backupFolder } = plan;
  const replacement = { text, isSecret: storage === "value", backupFolder, now };
  const copy = await replaceKeepingCopy(file, replacement).catch((error: unknown) => {
    throw asErrorOfFile(file.path, error);
  });
  return copy === undefined ? "Written." : `Written. What was there before: ${writePath(copy)}`;
}

/** What the person has to do, and what to look out for. */
export function tellNext({ host, scope, storage, variables, changes }: Plan): string {
  const secret = Object.keys(variables).find(isSecret) ?? "";
  const isReference = storage === "reference";
  const value = changes.at(-1)?.value;
  const isOff = isMembers(value) && (value["disabled"] === true || value["enabled"] === false);
  const lines = [
    isReference && host.reference.kind === "input"
      ? `${host.title} asks for the ${inputDescriptions[secret]} when it starts the server, and stores it.`
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
export function renderEntry(name: HostName, command: OwnCommand, variables: Variables): string {
  const host = hosts[name];
  const format = formats[host.format];
  return editText(format, "", planChanges(host, {}, command, variables, "reference"));
}
