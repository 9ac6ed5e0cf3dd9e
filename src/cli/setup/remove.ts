/** `setup --remove`: takes entries of this server out of the hosts' files again. */
import { ownFolder } from "../../config.ts";
import { plainText, redactSecrets } from "../../domain/text.ts";
import { UsageError } from "../command-line.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { exists } from "./config-file.ts";
import { serverName } from "./entry.ts";
import { credentialOf } from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { layersElsewhere, serversOf } from "./layers.ts";
import { placeText } from "./obstacles.ts";
import type { OwnCommand } from "./own-command.ts";
import { type HostName, hostNames, placesOf, type Scope, type Surroundings } from "./places.ts";
import {
  isOwnCommand,
  type OwnEntry,
  planRemoval,
  removalText,
  strangerText,
  takeOut,
} from "./plan-removal.ts";
import { Cancelled, canAsk, openPrompt, type Prompt } from "./prompt-line.ts";
import { agreed, choice } from "./settings.ts";
import { OverwrittenError, SetupError } from "./setup-error.ts";

export interface RemoveOptions {
  readonly hosts: readonly HostName[];
  readonly scope: Scope | undefined;
  /** The name of the entry, where somebody has said it. */
  readonly name: string | undefined;
  /** `print`: shows and writes nothing. `yes`: asks nothing. */
  readonly manner: "ask" | "print" | "yes";
  readonly command: OwnCommand;
}

interface Task extends RemoveOptions {
  readonly shell: Shell;
  readonly surroundings: Surroundings;
}

/** @throws UsageError */
export async function remove(
  shell: Shell,
  surroundings: Surroundings,
  options: RemoveOptions,
): Promise<ExitCode> {
  const task: Task = { ...options, shell, surroundings };
  if (options.manner === "ask") return converse(task);
  if (options.hosts.length === 0)
    throw new UsageError(
      `--${options.manner} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`,
    );
  let isFine = true;
  for (const host of options.hosts) {
    try {
      const entries = await entriesMeant(host, task);
      for (const entry of entries) await removeOne(entry, task);
      if (options.manner === "yes" && entries.length > 0) await tellRest(entries, task);
    } catch (error) {
      isFine = false;
      report(error, shell);
    }
  }
  return isFine ? exitCodes.ok : exitCodes.configuration;
}

/** @throws whatever is not about a file */
function report(error: unknown, shell: Shell): void {
  if (!(error instanceof SetupError) && !(error instanceof OverwrittenError)) throw error;
  shell.report(error.message);
}

interface Standing {
  readonly entries: readonly OwnEntry[];
  /** Names of other servers. */
  readonly others: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
}

async function standing(host: HostName, { surroundings, command }: Task): Promise<Standing> {
  const here = await serversOf(host, surroundings);
  const elsewhere = await serversOf(host, surroundings, await layersElsewhere(host, surroundings));
  const all = [...here.entries, ...elsewhere.entries].map((each) => ({ ...each, host }));
  const isOurs = ({ name, entry }: OwnEntry): boolean => name === serverName || isOwnCommand(entry, command);
  return {
    entries: all.filter(isOurs),
    others: all.filter((each) => !isOurs(each)).map(({ name }) => name),
    unreadable: here.unreadable,
  };
}

const shownName = (name: string): string => redactSecrets(plainText(name, 60), []);

/** By the command line alone. @throws SetupError that says what there is instead */
async function entriesMeant(host: HostName, task: Task): Promise<readonly OwnEntry[]> {
  const { scope = "user", name = serverName, surroundings, shell, command } = task;
  const { title } = hosts[host];
  const { entries, others, unreadable } = await standing(host, task);
  const places = placesOf(host, scope, surroundings);
  const isHere = ({ path, prefix }: OwnEntry): boolean =>
    places.includes(path) &&
    (scope === "local"
      ? prefix[1]?.replaceAll("\\", "/") === surroundings.folder.replaceAll("\\", "/")
      : prefix.length === 0);
  const meant = entries.filter((each) => each.name === name && isHere(each));
  const [stranger] = meant.filter(({ entry }) => !isOwnCommand(entry, command));
  if (stranger !== undefined && task.name === undefined && task.manner === "yes") {
    throw new SetupError(
      `${placeText(stranger)}: ${strangerText(stranger)} If it may go nevertheless, add --entry ${serverName}. Nothing was removed.`,
    );
  }
  if (meant.length > 0) return meant;
  const [broken] = unreadable.filter(({ path }) => places.includes(path));
  if (broken !== undefined) throw new SetupError(`${broken.path}: ${broken.problem}`);
  const said = `${title} has no entry ${shownName(name)} of this server in its ${scope} configuration`;
  if (others.includes(name))
    throw new SetupError(`${said}: the one of this name starts something else, and stays.`);
  if (entries.length > 0) throw new SetupError(`${said}, but there is ${entries.map(whereElse).join(", ")}.`);
  shell.print(`${said}: there is nothing to remove.\n`);
  return [];
}

/** How to name it on the command line. */
function whereElse(entry: OwnEntry): string {
  const { scope, name, prefix } = entry;
  if (scope === "system") return `${placeText(entry)} (which only an administrator changes)`;
  const folder = prefix[1] === undefined ? "" : `, in ${prefix[1]}`;
  return `${placeText(entry)} (--scope ${scope} --entry ${shownName(name)}${folder})`;
}

/** @throws SetupError, OverwrittenError, Cancelled */
async function removeOne(entry: OwnEntry, task: Task, prompt?: Prompt): Promise<void> {
  const { shell, surroundings, command } = task;
  const removal = await planRemoval(entry, surroundings);
  shell.print(`\n${removalText(removal, command)}\n\n`);
  if (task.manner === "print") return;
  if (prompt !== undefined && !(await agreed(prompt, "Take this out?", false))) throw new Cancelled();
  shell.print(`${await takeOut(removal, shell.now)}\n`);
}

async function converse(task: Task): Promise<ExitCode> {
  const { shell } = task;
  if (!canAsk()) {
    shell.report(
      "setup asks before it removes anything, and there is no terminal to ask on. `setup --remove --print --host NAME` shows what would go; `setup --remove --yes --host NAME` takes it out.",
    );
    return exitCodes.configuration;
  }
  const prompt = openPrompt(shell.print);
  try {
    return await removeChosen(task, prompt);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    shell.print("\nStopped. Nothing more was removed.\n");
    return exitCodes.configuration;
  } finally {
    prompt.close();
  }
}

async function removeChosen(task: Task, prompt: Prompt): Promise<ExitCode> {
  const { shell } = task;
  const candidates = await candidatesFor(task);
  if (candidates.length === 0) {
    shell.print(
      "No such entry of this server was found: there is nothing to remove. `alephant-mcp setup --list` looks everywhere.\n",
    );
    return exitCodes.ok;
  }
  const chosen = await askWhich(candidates, prompt);
  const removed: OwnEntry[] = [];
  for (const entry of chosen) {
    try {
      await removeOne(entry, task, prompt);
      removed.push(entry);
    } catch (error) {
      report(error, shell);
    }
  }
  if (removed.length > 0) await tellRest(removed, task);
  return removed.length === chosen.length ? exitCodes.ok : exitCodes.configuration;
}

async function candidatesFor(task: Task): Promise<readonly OwnEntry[]> {
  const found: OwnEntry[] = [];
  for (const host of task.hosts.length > 0 ? task.hosts : hostNames) {
    const { entries, unreadable } = await standing(host, task);
    for (const { path, problem } of unreadable)
      task.shell.report(`${hosts[host].title}: ${path}: ${problem}`);
    for (const each of entries) {
      if (each.scope === "system") {
        task.shell.report(`${hosts[host].title}: only an administrator changes ${each.path}.`);
      } else if ((task.scope ?? each.scope) === each.scope && (task.name ?? each.name) === each.name) {
        found.push(each);
      }
    }
  }
  return found;
}

async function askWhich(candidates: readonly OwnEntry[], prompt: Prompt): Promise<readonly OwnEntry[]> {
  if (candidates.length === 1) return candidates;
  prompt.say("Which entry shall be taken out?");
  const options = candidates.map(
    (each) => `${hosts[each.host].title}: ${shownName(each.name)}, ${each.scope}, in ${placeText(each)}`,
  );
  const index = await choice(prompt, [...options, "all of them"], 0);
  return candidates.filter((_, at) => at === index || index === candidates.length);
}

/** What is still there, and what the person has to do. */
async function tellRest(removed: readonly OwnEntry[], task: Task): Promise<void> {
  const { shell, surroundings } = task;
  const names = [...new Set(removed.map(({ host }) => host))];
  const left = (await Promise.all(hostNames.map((host) => standing(host, task)))).flatMap(
    ({ entries }) => entries,
  );
  const keys = ownFolder(surroundings.env, surroundings.platform, "keys");
  const isAsked = removed.some(({ entry, host }) => credentialOf(entry, hosts[host])?.source === "host");
  const lines = [
    ...names.map(
      (host) =>
        `${hosts[host].title}: quit it and start it again; until then it may keep the server running.`,
    ),
    ...left.map(
      (each) => `Still there: ${hosts[each.host].title}, ${shownName(each.name)} in ${placeText(each)}`,
    ),
    isAsked ? "VS Code keeps the credential that it has asked for among its own secrets." : "",
    keys !== null && (await exists(keys))
      ? `Still there: the secrets of keys that the server has created, in ${keys}`
      : "",
    "The credential itself stays valid: whoever needs it no more revokes it in the Alephant dashboard.",
  ];
  shell.print(`\n${lines.filter((line) => line !== "").join("\n")}\n`);
}
