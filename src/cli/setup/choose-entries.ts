/** Which entries `setup --remove` is about: by the command line alone, or by asking a person. */
import { redactSecrets, toPlainText } from "../../domain/text.ts";
import type { Shell } from "../shell.ts";
import { serverName } from "./entry.ts";
import { isOwnCommand, isOwnEntry } from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { findLayersElsewhere, readServers, writePlace } from "./layers.ts";
import type { StartCommand } from "./own-command.ts";
import {
  filesOf,
  type HostName,
  hostNames,
  projectOf,
  type Scope,
  type Surroundings,
  writePath,
} from "./places.ts";
import { askChoice, type Prompt } from "./prompt-line.ts";
import { type OwnEntry, tellStranger } from "./remove-entry.ts";
import { SetupError } from "./setup-error.ts";

export interface RemoveOptions {
  readonly hosts: readonly HostName[];
  readonly scope: Scope | undefined;
  /** The name of the entry, where somebody has said it. */
  readonly name: string | undefined;
  /** `print`: shows and writes nothing. `yes`: asks nothing. */
  readonly manner: "ask" | "print" | "yes";
  /** How this very program is started. */
  readonly command: StartCommand;
}

export interface RemoveTask extends RemoveOptions {
  readonly shell: Shell;
  readonly surroundings: Surroundings;
}

interface HostEntries {
  readonly entries: readonly OwnEntry[];
  /** Names of other servers. */
  readonly others: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
}

/** The entries of this server, also those that count in other folders only. */
export async function findEntries(
  host: HostName,
  { surroundings, command }: RemoveTask,
): Promise<HostEntries> {
  const here = await readServers(host, surroundings);
  const elsewhere = await readServers(host, surroundings, await findLayersElsewhere(host, surroundings));
  const all = [...here.entries, ...elsewhere.entries].map((each) => ({ ...each, host }));
  const isOurs = (each: OwnEntry): boolean => isOwnEntry(each, command);
  return {
    entries: all.filter(isOurs),
    others: all.filter((each) => !isOurs(each)).map(({ name }) => name),
    unreadable: here.unreadable,
  };
}

export const writeName = (name: string): string =>
  name === "" ? '""' : redactSecrets(toPlainText(name, 60), []);

/**
 * The entries that the command line names; says so where this server has none at all.
 * @throws SetupError that says what there is instead
 */
export async function findMeantEntries(host: HostName, task: RemoveTask): Promise<readonly OwnEntry[]> {
  const { scope = "user", name = serverName, surroundings, shell, command } = task;
  const { title } = hosts[host];
  const { entries, others, unreadable } = await findEntries(host, task);
  const files = filesOf(host, scope, surroundings);
  const isHere = ({ path, prefix }: OwnEntry): boolean =>
    files.includes(path) &&
    (scope === "local"
      ? prefix[1]?.replaceAll("\\", "/") === surroundings.folder.replaceAll("\\", "/")
      : prefix.length === 0);
  const meant = entries.filter((each) => each.name === name && isHere(each));
  // One that has our name but starts something else.
  const [stranger] = meant.filter(({ entry }) => !isOwnCommand(entry, command));
  if (stranger !== undefined && task.name === undefined && task.manner === "yes") {
    throw new SetupError(
      `${writePlace(stranger)}: ${tellStranger(stranger)} If it may go nevertheless, add --entry ${serverName}. Nothing was removed.`,
    );
  }
  if (meant.length > 0) return meant;
  const [broken] = unreadable.filter(({ path }) => files.includes(path));
  if (broken !== undefined) throw new SetupError(`${writePath(broken.path)}: ${broken.problem}`);
  const said = `${title} has no entry ${writeName(name)} of this server in its ${scope} configuration`;
  if (others.includes(name))
    throw new SetupError(`${said}: the one of this name starts something else, and stays.`);
  if (entries.length > 0)
    throw new SetupError(
      `${said}, but there is ${entries.map((each) => tellPlace(each, surroundings)).join(", ")}.`,
    );
  shell.print(`${said}: there is nothing to remove.\n`);
  return [];
}

/** An entry with the options of the command line that name it. */
function tellPlace(entry: OwnEntry, surroundings: Surroundings): string {
  const { host, path, scope, name, prefix } = entry;
  if (scope === "system") return `${writePlace(entry)} (which only an administrator changes)`;
  const project = scope === "project" ? projectOf(host, path) : surroundings.folder;
  const elsewhere = prefix[1] ?? (project === surroundings.folder ? undefined : project);
  const folder = elsewhere === undefined ? "" : `, in ${writePath(elsewhere)}`;
  return `${writePlace(entry)} (--scope ${scope} --entry ${writeName(name)}${folder})`;
}

/** The entries that a person may choose from. What cannot be read or changed is told. */
export async function findCandidates(task: RemoveTask): Promise<readonly OwnEntry[]> {
  const found: OwnEntry[] = [];
  for (const host of task.hosts.length > 0 ? task.hosts : hostNames) {
    const { entries, unreadable } = await findEntries(host, task);
    for (const { path, problem } of unreadable)
      task.shell.note(`${hosts[host].title}: ${writePath(path)}: ${problem}`);
    for (const each of entries) {
      if (each.scope === "system") {
        task.shell.note(`${hosts[host].title}: only an administrator changes ${writePath(each.path)}.`);
      } else if ((task.scope ?? each.scope) === each.scope && (task.name ?? each.name) === each.name) {
        found.push(each);
      }
    }
  }
  return found;
}

export async function askEntries(
  candidates: readonly OwnEntry[],
  prompt: Prompt,
): Promise<readonly OwnEntry[]> {
  if (candidates.length === 1) return candidates;
  prompt.say("Which entry shall be taken out?");
  const options = candidates.map(
    (each) => `${hosts[each.host].title}: ${writeName(each.name)}, ${each.scope}, in ${writePlace(each)}`,
  );
  const index = await askChoice(prompt, [...options, "all of them"], 0);
  return candidates.filter((_, at) => at === index || index === candidates.length);
}
