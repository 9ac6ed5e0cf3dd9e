/** `setup`: writes the server's entry into a host's configuration, or prints it. */
import type { Environment } from "../config.ts";
import { nearest } from "../nearest.ts";
import { type Command, UsageError } from "./command-line.ts";
import type { Storage, Variables } from "./setup/entry.ts";
import { hosts } from "./setup/hosts.ts";
import { installedHosts } from "./setup/installed.ts";
import { type OwnCommand, ownCommand } from "./setup/own-command.ts";
import { type HostName, hostNames, type Scope, type Surroundings, scopes } from "./setup/places.ts";
import { Cancelled, canAsk, openPrompt, type Prompt } from "./setup/prompt-line.ts";
import { agreed, askSettings, choice, printedSettings, settingsFrom } from "./setup/settings.ts";
import { SetupError } from "./setup/setup-error.ts";
import {
  entryText,
  findTarget,
  isDone,
  nextText,
  type Plan,
  placeFor,
  planEntry,
  planText,
  storageWithoutAsking,
  type Target,
  writeEntry,
} from "./setup/write-entry.ts";
import { type ExitCode, exitCodes, type Shell } from "./shell.ts";

/** Tries the connection with the variables that were written, and tells the person how it went. */
export type Doctor = (
  shell: Shell,
  options: { readonly env: Environment; readonly isJson: boolean },
) => Promise<ExitCode>;

interface Task {
  readonly shell: Shell;
  readonly doctor: Doctor | undefined;
  readonly surroundings: Surroundings;
  readonly command: OwnCommand;
  readonly hosts: readonly HostName[];
  readonly scope: Scope;
  /** As far as the command line says. */
  readonly storage: Storage | undefined;
  readonly mayEnterRepository: boolean;
}

/** @throws UsageError, ConfigError */
export async function setup(shell: Shell, options: Command["options"], doctor?: Doctor): Promise<ExitCode> {
  const { env, platform } = shell;
  const task: Task = {
    shell,
    doctor,
    surroundings: { platform, env, folder: process.cwd() },
    command: await ownCommand({ platform, env, executable: process.execPath, module: import.meta.url }),
    hosts: hostsIn(options.get("host")),
    scope: scopeIn(options.get("scope")),
    storage: options.has("reference") ? "reference" : undefined,
    mayEnterRepository: options.has("credential-in-repository"),
  };
  if (options.has("print")) return printEntries(task);
  if (options.has("yes")) return writeWithoutAsking(task);
  if (!canAsk()) {
    throw new UsageError(
      "setup asks questions, and there is no terminal to ask on. `setup --print --host NAME` prints the entry; `setup --yes --host NAME` writes it, with the credential from the environment.",
    );
  }
  const prompt = openPrompt(shell.print);
  try {
    return await converse(task, prompt);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    shell.print("\nNothing was written.\n");
    return exitCodes.configuration;
  } finally {
    prompt.close();
  }
}

function hostsIn(said: string | true | undefined): readonly HostName[] {
  const names = typeof said === "string" ? said.split(",").map((name) => name.trim().toLowerCase()) : [];
  return names.map((name) => {
    const found = hostNames.find((each) => each === name);
    if (found !== undefined) return found;
    const meant = nearest(name, hostNames);
    const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
    throw new UsageError(`Unknown host ${name}.${suggestion} There are: ${hostNames.join(", ")}.`);
  });
}

function scopeIn(said: string | true | undefined): Scope {
  const scope = scopes.find((each) => each === (said ?? "user"));
  if (scope === undefined) throw new UsageError(`--scope is ${scopes.join(" or ")}.`);
  return scope;
}

function assertHosts({ hosts: names }: Task, option: string): void {
  if (names.length > 0) return;
  throw new UsageError(`${option} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`);
}

async function printEntries(task: Task): Promise<ExitCode> {
  const { shell, surroundings, command, scope } = task;
  assertHosts(task, "--print");
  for (const name of task.hosts) {
    try {
      shell.report(`for ${await placeFor(name, scope, surroundings)}:`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      shell.report(error.message);
      return exitCodes.configuration;
    }
    shell.print(entryText(name, command, printedSettings(shell.env)));
  }
  return exitCodes.ok;
}

async function writeWithoutAsking(task: Task): Promise<ExitCode> {
  const { shell, surroundings, command, scope, storage, mayEnterRepository } = task;
  assertHosts(task, "--yes");
  const variables = settingsFrom(shell.env, shell.platform);
  const plans: Plan[] = [];
  for (const name of task.hosts) {
    const plan = await orPrinted(
      task,
      name,
      () => variables,
      async () => {
        const target = await findTarget(name, scope, surroundings);
        const place = storageWithoutAsking(target, storage, mayEnterRepository);
        const wanted = planEntry(target, command, variables, place);
        shell.print(`${planText(wanted)}\n`);
        shell.print(
          `${isDone(wanted) ? "It stands there already." : await writeEntry(wanted, shell.now())}\n\n`,
        );
        return wanted;
      },
    );
    if (plan !== undefined) plans.push(plan);
  }
  const outcome = await finish(task, plans, variables);
  return plans.length < task.hosts.length ? exitCodes.configuration : outcome;
}

async function converse(task: Task, prompt: Prompt): Promise<ExitCode> {
  const { shell, surroundings, command, scope } = task;
  const plans: Plan[] = [];
  const names = task.hosts.length > 0 ? task.hosts : [await askHost(prompt, surroundings)];
  let variables: Variables = {};
  for (const name of names) {
    const plan = await orPrinted(
      task,
      name,
      () => variables,
      async () => {
        const target = await findTarget(name, scope, surroundings);
        const storage = await askStorage(prompt, target, task);
        if (Object.keys(variables).length === 0)
          variables = await askSettings(prompt, shell.env, shell.platform);
        const wanted = planEntry(target, command, variables, storage);
        prompt.say(`\n${planText(wanted)}\n`);
        if (isDone(wanted)) {
          prompt.say("It stands there already.\n");
          return wanted;
        }
        if (!(await agreed(prompt, "Write this?", false))) throw new Cancelled();
        prompt.say(`${await writeEntry(wanted, shell.now())}\n`);
        return wanted;
      },
    );
    if (plan !== undefined) plans.push(plan);
  }
  const outcome = await finish(task, plans, variables);
  return plans.length < names.length ? exitCodes.configuration : outcome;
}

async function askHost(prompt: Prompt, surroundings: Surroundings): Promise<HostName> {
  const installed = await installedHosts(surroundings);
  // Those that are here come first: one of them is meant.
  const ordered = [...installed, ...hostNames.filter((name) => !installed.includes(name))];
  prompt.say("Which assistant shall use Alephant?");
  const titles = ordered.map(
    (name) => `${hosts[name].title}${installed.includes(name) ? "" : " (not found here)"}`,
  );
  return ordered[await choice(prompt, titles, 0)] ?? "claude-code";
}

async function askStorage(prompt: Prompt, target: Target, task: Task): Promise<Storage> {
  const { host, file, isShared } = target;
  if (task.storage !== undefined || task.mayEnterRepository) {
    return storageWithoutAsking(target, task.storage, task.mayEnterRepository);
  }
  const warning = isShared ? " (others may get to see it)" : "";
  if (host.reference.kind === "none") {
    const question = `${host.title} can only keep the credential in ${file.path}${warning}. Go on?`;
    if (isShared && !(await agreed(prompt, question, false))) throw new Cancelled();
    return "value";
  }
  const isInput = host.reference.kind === "input";
  prompt.say("Where shall the credential be?");
  const elsewhere = isInput
    ? `${host.title} asks for it and stores it`
    : "in your environment; the file only names the variable";
  const chosen = await choice(prompt, [`in ${file.path}${warning}`, elsewhere], isShared || isInput ? 1 : 0);
  return chosen === 0 ? "value" : "reference";
}

/** What cannot be written can still be pasted. */
async function orPrinted(
  { shell, command }: Task,
  name: HostName,
  settings: () => Variables,
  action: () => Promise<Plan>,
): Promise<Plan | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const known = settings();
    const shown = Object.keys(known).length === 0 ? printedSettings(shell.env) : known;
    shell.report(
      `${error.message}\nNothing was written for ${hosts[name].title}. The entry, to put in by hand:`,
    );
    shell.print(`${entryText(name, command, shown)}\n`);
    return undefined;
  }
}

async function finish(
  { shell, doctor }: Task,
  plans: readonly Plan[],
  variables: Variables,
): Promise<ExitCode> {
  if (plans.length === 0) return exitCodes.configuration;
  // As the host will start it: with what was written, and nothing else about Alephant that happens to be set here.
  const others = Object.entries(shell.env).filter(([name]) => !name.startsWith("ALEPHANT_"));
  const env = { ...Object.fromEntries(others), ...variables };
  const outcome = doctor === undefined ? exitCodes.ok : await doctor(shell, { env, isJson: false });
  for (const plan of plans) shell.print(`\n${nextText(plan)}\n`);
  shell.print(
    "\nThen ask: How did our AI cost develop over the last 30 days, and which model is the reason?\n",
  );
  return outcome;
}
