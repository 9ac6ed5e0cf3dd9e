/** One host's entry: planned as a change of its file, shown, and written. */
import { type ConfigFile, replaceKeepingCopy } from "./config-file.ts";
import { dialects, findMisreading } from "./dialects.ts";
import { byteOrderMark, type Change, editText, formats, withoutMark } from "./edit-config.ts";
import { inputDescriptions, isSecret, planChanges, type Storage, type Variables } from "./entry.ts";
import { isSwitchedOff } from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import type { StartCommand } from "./own-command.ts";
import { type HostName, writePath } from "./places.ts";
import { renderChange } from "./render-change.ts";
import { awaitOnFile, runOnFile } from "./setup-error.ts";
import type { Target } from "./target.ts";

const { dirname, sep } = process.getBuiltinModule("node:path");

export interface Plan extends Target {
  readonly changes: readonly Change[];
  readonly storage: Storage;
  readonly variables: Variables;
  readonly text: string;
}

/** @throws SetupError that names the file */
export function planEntry(
  target: Target,
  command: StartCommand,
  variables: Variables,
  storage: Storage,
): Plan {
  const { host, file, document, prefix } = target;
  return runOnFile(file.path, () => {
    const changes = planChanges(host, document, command, variables, storage, prefix);
    const text = dropUnreadMark(target.name, editText(formats[host.format], file.text ?? "", changes));
    return { ...target, changes, storage, variables, text };
  });
}

/** Without a byte order mark every host reads the same, so it stays only where it is known to do no harm. */
const dropUnreadMark = (name: HostName, text: string): string =>
  dialects[name].takesMark ? text : withoutMark(text);

/** The file holds the entry already. */
export const changesNothing = ({ file, text }: Plan): boolean => file.text === text;

/** The change, below the path of the file, and what there is to know before it is written. */
export function tellPlan(plan: Plan): string {
  const { host, file, document, changes, isShared, storage, doubles } = plan;
  const heading = `${host.title}: ${writePath(file.path)}${file.text === undefined ? " (new)" : ""}`;
  const shown = runOnFile(file.path, () => renderChange(formats[host.format], document, changes));
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
  const copy = await awaitOnFile(file.path, replaceKeepingCopy(file, replacement));
  return copy === undefined ? "Written." : `Written. What was there before: ${writePath(copy)}`;
}

/** What the person has to do, and what to look out for. */
export function tellNext({ host, scope, storage, variables, changes }: Plan): string {
  const secret = Object.keys(variables).find(isSecret) ?? "";
  const isReference = storage === "reference";
  const isOff = isSwitchedOff(changes.at(-1)?.value);
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
export function renderEntry(name: HostName, command: StartCommand, variables: Variables): string {
  const host = hosts[name];
  const format = formats[host.format];
  return editText(format, "", planChanges(host, {}, command, variables, "reference"));
}
