/** `setup`: writes the server's entry into a host's configuration, or prints it. */
import type { Environment } from "../../config.ts";
import { nearest } from "../../domain/nearest.ts";
import { plainText, redactSecrets } from "../../domain/text.ts";
import { type Command, UsageError } from "../command-line.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { asked, type Decisions, decided, type Wish } from "./decisions.ts";
import type { Variables } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { type OwnCommand, ownCommand } from "./own-command.ts";
import { type HostName, hostNames, type Scope, type Surroundings, scopes } from "./places.ts";
import { Cancelled, canAsk, openPrompt } from "./prompt-line.ts";
import { printedSettings } from "./settings.ts";
import { OverwrittenError, SetupError } from "./setup-error.ts";
import { startProblem } from "./try-start.ts";
import {
  entryText,
  findTarget,
  isDone,
  nextText,
  type Plan,
  placeFor,
  planEntry,
  planText,
  writeEntry,
} from "./write-entry.ts";

/** Tries the connection with the variables that were written, and tells the person how it went. */
export type Doctor = (
  shell: Shell,
  options: { readonly env: Environment; readonly isJson: boolean },
) => Promise<ExitCode>;

interface Task {
  readonly shell: Shell;
  readonly doctor: Doctor;
  readonly surroundings: Surroundings;
  readonly command: OwnCommand;
  readonly scope: Scope;
}

/** @throws UsageError, ConfigError */
export async function setup(shell: Shell, options: Command["options"], doctor: Doctor): Promise<ExitCode> {
  const { env, platform } = shell;
  const wish: Wish = {
    hosts: hostsIn(options.get("host")),
    storage: options.has("reference") ? "reference" : undefined,
    mayEnterRepository: options.has("credential-in-repository"),
  };
  const task: Task = {
    shell,
    doctor,
    surroundings: { platform, env, folder: process.cwd() },
    command: await ownCommand({ platform, env, executable: process.execPath, entry: shell.entry }),
    scope: scopeIn(options.get("scope")),
  };
  for (const option of ["print", "yes"].filter((name) => options.has(name))) {
    if (wish.hosts.length > 0) continue;
    throw new UsageError(`--${option} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`);
  }
  if (options.has("print")) return print(task, wish.hosts);
  if (options.has("yes")) return write(task, decided(wish, shell));
  return converse(task, wish);
}

function hostsIn(said: string | true | undefined): readonly HostName[] {
  const names = typeof said === "string" ? said.split(",").map((name) => name.trim().toLowerCase()) : [];
  return names.map((name) => {
    const found = hostNames.find((each) => each === name);
    if (found !== undefined) return found;
    const meant = nearest(name, hostNames);
    const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
    const shown = redactSecrets(plainText(name, 60), []);
    throw new UsageError(`Unknown host ${shown}.${suggestion} There are: ${hostNames.join(", ")}.`);
  });
}

function scopeIn(said: string | true | undefined): Scope {
  const scope = scopes.find((each) => each === (said ?? "user"));
  if (scope === undefined) throw new UsageError(`--scope is ${scopes.join(" or ")}.`);
  return scope;
}

async function print(
  { shell, command, scope, surroundings }: Task,
  names: readonly HostName[],
): Promise<ExitCode> {
  for (const name of names) {
    try {
      shell.report(`for ${await placeFor(name, scope, surroundings)}:`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      shell.report(error.message);
      return exitCodes.configuration;
    }
    shell.print(entryText(name, command, printedSettings(shell.env, shell.platform)));
  }
  return exitCodes.ok;
}

async function converse(task: Task, wish: Wish): Promise<ExitCode> {
  const { shell, surroundings } = task;
  if (!canAsk()) {
    shell.report(
      "setup asks questions, and there is no terminal to ask on. `setup --print --host NAME` prints the entry; `setup --yes --host NAME` writes it, with the credential from the environment.",
    );
    return exitCodes.configuration;
  }
  const prompt = openPrompt(shell.print);
  try {
    return await write(task, asked(wish, shell, prompt, surroundings));
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    shell.print("\nStopped. Nothing more was written.\n");
    return exitCodes.configuration;
  } finally {
    prompt.close();
  }
}

async function write(task: Task, decisions: Decisions): Promise<ExitCode> {
  const { shell, surroundings, command, scope } = task;
  const names = await decisions.hosts();
  const plans: Plan[] = [];
  let variables: Variables | undefined;
  for (const name of names) {
    try {
      const target = await findTarget(name, scope, surroundings);
      const storage = await decisions.storage(target);
      variables ??= await decisions.settings();
      const plan = planEntry(target, command, variables, storage);
      shell.print(`\n${planText(plan)}\n\n`);
      if (isDone(plan)) shell.print("It stands there already.\n");
      else {
        await decisions.agree();
        shell.print(`${await writeEntry(plan, shell.now)}\n`);
      }
      plans.push(plan);
    } catch (error) {
      if (error instanceof OverwrittenError) {
        shell.report(error.message);
        continue;
      }
      if (!(error instanceof SetupError)) throw error;
      // What cannot be written can still be pasted.
      shell.report(
        `${error.message}\nNothing was written for ${hosts[name].title}. The entry, to put in by hand:`,
      );
      shell.print(entryText(name, command, variables ?? printedSettings(shell.env, shell.platform)));
    }
  }
  if (variables === undefined || plans.length === 0) return exitCodes.configuration;
  const outcome = await finish(task, plans, variables);
  return plans.length < names.length ? exitCodes.configuration : outcome;
}

const firstQuestion =
  "Then ask: How did our AI cost develop over the last 30 days, and which model is the reason?";

async function finish(
  { shell, doctor, command }: Task,
  plans: readonly Plan[],
  variables: Variables,
): Promise<ExitCode> {
  // As the host will start it: with what was written, and nothing else about Alephant that happens to be set here.
  const others = Object.entries(shell.env).filter(([name]) => !name.startsWith("ALEPHANT_"));
  const env = { ...Object.fromEntries(others), ...variables };
  shell.print("\n");
  const isTried = Object.values(variables).every((value) => value !== "");
  if (!isTried) shell.print("The connection was not tried: no credential is known here.\n");
  const outcome = isTried ? await doctor(shell, { env, isJson: false }) : exitCodes.ok;
  const problem = isTried ? await startProblem(command, env) : undefined;
  if (problem !== undefined) {
    const words = [command.program, ...command.args].join(" ");
    shell.report(
      `The command of the entry does not start (${words}): ${redactSecrets(problem, Object.values(variables))}`,
    );
  }
  for (const plan of plans) shell.print(`\n${nextText(plan)}\n`);
  const isWorking = outcome === exitCodes.ok && problem === undefined;
  const last = isWorking
    ? firstQuestion
    : "Before that, see to what failed above: the entry itself is in place.";
  shell.print(`\n${last}\n`);
  return outcome === exitCodes.ok && !isWorking ? exitCodes.configuration : outcome;
}
