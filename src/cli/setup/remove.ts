/** `setup --remove`: takes entries of this server out of the hosts' files again. */
import { findOwnFolder } from "../../config.ts";
import { UsageError } from "../command-line.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import {
  askEntries,
  findCandidates,
  findEntries,
  findMeantEntries,
  type RemoveOptions,
  type RemoveTask,
  writeName,
} from "./choose-entries.ts";
import { exists } from "./config-file.ts";
import { credentialOf } from "./entry-facts.ts";
import { hosts } from "./hosts.ts";
import { writePlace } from "./layers.ts";
import { hostNames, knowsHome, type Surroundings, unknownHome, writePath } from "./places.ts";
import { askAgreement, Cancelled, canAsk, openPrompt, type Prompt } from "./prompt-line.ts";
import { type OwnEntry, planRemoval, removeEntry, tellRemoval } from "./remove-entry.ts";
import { OverwrittenError, SetupError } from "./setup-error.ts";

/** @throws UsageError */
export async function runRemoval(
  shell: Shell,
  surroundings: Surroundings,
  options: RemoveOptions,
): Promise<ExitCode> {
  const task: RemoveTask = { ...options, shell, surroundings };
  if (options.scope !== "project" && !knowsHome(surroundings)) {
    shell.note(unknownHome);
    return exitCodes.configuration;
  }
  if (options.manner === "ask") return removeInteractively(task);
  if (options.hosts.length === 0)
    throw new UsageError(
      `--${options.manner} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`,
    );
  let isFine = true;
  const removed: OwnEntry[] = [];
  for (const host of options.hosts) {
    try {
      for (const entry of await findMeantEntries(host, task)) {
        if (await showAndRemove(entry, task)) removed.push(entry);
      }
    } catch (error) {
      isFine = false;
      printOrRethrow(error, shell);
    }
  }
  if (removed.length > 0) await printRest(removed, task);
  return isFine ? exitCodes.ok : exitCodes.configuration;
}

/** Prints what is about a file. @throws everything else, unchanged */
function printOrRethrow(error: unknown, shell: Shell): void {
  if (!(error instanceof SetupError) && !(error instanceof OverwrittenError)) throw error;
  shell.note(error.message);
}

/**
 * Shows what goes, and takes it out once a person, if there is one to ask, has agreed; with --print it only shows.
 * @returns whether it was taken out
 * @throws SetupError, OverwrittenError, Cancelled
 */
async function showAndRemove(entry: OwnEntry, task: RemoveTask, prompt?: Prompt): Promise<boolean> {
  const { shell, surroundings, command } = task;
  const removal = await planRemoval(entry, surroundings);
  shell.print(`\n${tellRemoval(removal, command)}\n\n`);
  if (task.manner === "print") return false;
  if (prompt !== undefined && !(await askAgreement(prompt, "Take this out?", false))) throw new Cancelled();
  shell.print(`${await removeEntry(removal, shell.now)}\n`);
  return true;
}

async function removeInteractively(task: RemoveTask): Promise<ExitCode> {
  const { shell } = task;
  if (!canAsk()) {
    shell.note(
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

async function removeChosen(task: RemoveTask, prompt: Prompt): Promise<ExitCode> {
  const { shell } = task;
  const candidates = await findCandidates(task);
  if (candidates.length === 0) {
    shell.print(
      "No such entry of this server was found: there is nothing to remove. `alephant-mcp setup --list` looks everywhere.\n",
    );
    return exitCodes.ok;
  }
  const chosen = await askEntries(candidates, prompt);
  const removed: OwnEntry[] = [];
  for (const entry of chosen) {
    try {
      if (await showAndRemove(entry, task, prompt)) removed.push(entry);
    } catch (error) {
      // Declining one does not take back the others.
      if (error instanceof Cancelled && removed.length > 0) await printRest(removed, task);
      // Cancelled goes on to the caller.
      printOrRethrow(error, shell);
    }
  }
  if (removed.length > 0) await printRest(removed, task);
  return removed.length === chosen.length ? exitCodes.ok : exitCodes.configuration;
}

/** What is still there, and what the person has to do. */
async function printRest(removed: readonly OwnEntry[], task: RemoveTask): Promise<void> {
  const { shell, surroundings } = task;
  const names = [...new Set(removed.map(({ host }) => host))];
  const left = (await Promise.all(hostNames.map((host) => findEntries(host, task)))).flatMap(
    ({ entries }) => entries,
  );
  const keys = findOwnFolder(surroundings.env, surroundings.platform, "keys");
  const isAsked = removed.some(({ entry, host }) => credentialOf(entry, hosts[host])?.source === "host");
  const lines = [
    ...names.map(
      (host) =>
        `${hosts[host].title}: quit it and start it again; until then it may keep the server running.`,
    ),
    ...left.map(
      (each) => `Still there: ${hosts[each.host].title}, ${writeName(each.name)} in ${writePlace(each)}`,
    ),
    isAsked ? "VS Code keeps the credential that it has asked for among its own secrets." : "",
    keys !== null && (await exists(keys))
      ? `Still there: the secrets of keys that the server has created, in ${writePath(keys)}`
      : "",
    "The credential itself stays valid: whoever needs it no more revokes it in the Alephant dashboard.",
  ];
  shell.print(`\n${lines.filter((line) => line !== "").join("\n")}\n`);
}
