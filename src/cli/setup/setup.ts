/** `setup`: writes the server's entry into a host's configuration, or prints it. */
import type { Environment } from "../../config.ts";
import { redactSecrets } from "../../domain/text.ts";
import { type Command, UsageError } from "../command-line.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { findBlocks } from "./blocks.ts";
import {
  createInteractiveDecisions,
  createScriptedDecisions,
  type Decisions,
  type SetupOptions,
} from "./decisions.ts";
import { hosts } from "./hosts.ts";
import { writePlace } from "./layers.ts";
import { runList } from "./list.ts";
import { findOwnCommand, type OwnCommand } from "./own-command.ts";
import {
  findFolder,
  type HostName,
  hostNames,
  type Scope,
  type Surroundings,
  unknownFolder,
  writePath,
} from "./places.ts";
import { Cancelled, canAsk, openPrompt } from "./prompt-line.ts";
import { assertAlone, readHosts, readScope } from "./read-options.ts";
import { runRemoval } from "./remove.ts";
import { readPrintedSettings } from "./settings.ts";
import { OverwrittenError, SetupError } from "./setup-error.ts";
import { findShadows, tellShadow } from "./shadows.ts";
import { environmentOf, findSettings, RefusedError, type TriedSettings } from "./try-credential.ts";
import { findStartProblem } from "./try-start.ts";
import {
  changesNothing,
  findMisreading,
  findPlace,
  findTarget,
  type Plan,
  planEntry,
  renderEntry,
  type Target,
  tellNext,
  tellPlan,
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
export async function runSetup(shell: Shell, options: Command["options"], doctor: Doctor): Promise<ExitCode> {
  const { env, platform } = shell;
  const folder = findFolder();
  if (folder === undefined) {
    shell.note(unknownFolder);
    return exitCodes.configuration;
  }
  const surroundings: Surroundings = { platform, env, folder };
  const command = await findOwnCommand({
    platform,
    env,
    executable: process.execPath,
    programUrl: shell.programUrl,
  });
  const named = readHosts(options.get("host"));
  if (options.has("list")) {
    assertAlone("list", options, ["host", "json"]);
    return runList(shell, surroundings, { hosts: named, isJson: options.has("json"), command });
  }
  if (options.has("remove")) {
    assertAlone("remove", options, ["host", "scope", "entry", "yes", "print"]);
    const name = options.get("entry");
    return runRemoval(shell, surroundings, {
      hosts: named,
      scope: options.has("scope") ? readScope(options.get("scope")) : undefined,
      name: typeof name === "string" ? name : undefined,
      manner: options.has("print") ? "print" : options.has("yes") ? "yes" : "ask",
      command,
    });
  }
  for (const option of ["json", "entry"].filter((name) => options.has(name)))
    throw new UsageError(`--${option} needs ${option === "json" ? "--list" : "--remove"}.`);
  const chosen: SetupOptions = {
    hosts: named,
    storage: options.has("reference") ? "reference" : undefined,
    mayEnterRepository: options.has("credential-in-repository"),
  };
  const task: Task = { shell, doctor, surroundings, command, scope: readScope(options.get("scope")) };
  for (const option of ["print", "yes"].filter((name) => options.has(name))) {
    if (chosen.hosts.length > 0) continue;
    throw new UsageError(`--${option} needs --host NAME, of ${hostNames.join(", ")} (several with commas).`);
  }
  if (options.has("print")) return printEntries(task, chosen.hosts);
  if (options.has("yes")) return writeEntries(task, createScriptedDecisions(chosen, shell));
  return writeInteractively(task, chosen);
}

async function printEntries(
  { shell, command, scope, surroundings }: Task,
  names: readonly HostName[],
): Promise<ExitCode> {
  for (const name of names) {
    try {
      shell.note(`for ${writePath(await findPlace(name, scope, surroundings))}:`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      shell.note(error.message);
      return exitCodes.configuration;
    }
    shell.print(renderEntry(name, command, readPrintedSettings(shell.env, shell.platform)));
  }
  return exitCodes.ok;
}

async function writeInteractively(task: Task, chosen: SetupOptions): Promise<ExitCode> {
  const { shell, surroundings } = task;
  if (!canAsk()) {
    shell.note(
      "setup asks questions, and there is no terminal to ask on. `setup --print --host NAME` prints the entry; `setup --yes --host NAME` writes it, with the credential from the environment.",
    );
    return exitCodes.configuration;
  }
  const prompt = openPrompt(shell.print);
  try {
    return await writeEntries(task, createInteractiveDecisions(chosen, shell, prompt, surroundings));
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    shell.print("\nStopped. Nothing more was written.\n");
    return exitCodes.configuration;
  } finally {
    prompt.close();
  }
}

interface Progress {
  readonly plans: Plan[];
  /** Places where the host does not use what stands there now. */
  readonly unused: string[];
  tried: TriedSettings | undefined;
}

async function writeEntries(task: Task, decisions: Decisions): Promise<ExitCode> {
  const { shell } = task;
  const names = await decisions.chooseHosts();
  const progress: Progress = { plans: [], unused: [], tried: undefined };
  for (const name of names) {
    try {
      await writeForHost(name, task, decisions, progress);
    } catch (error) {
      if (error instanceof RefusedError) {
        shell.note(error.message);
        return exitCodes.refused;
      }
      if (error instanceof OverwrittenError) {
        shell.note(error.message);
        continue;
      }
      if (!(error instanceof SetupError)) throw error;
      // What cannot be written can still be pasted.
      shell.note(
        `${error.message}\nNothing was written for ${hosts[name].title}. The entry, to put in by hand:`,
      );
      const variables = progress.tried?.variables ?? readPrintedSettings(shell.env, shell.platform);
      shell.print(renderEntry(name, task.command, variables));
    }
  }
  const { plans, tried, unused } = progress;
  if (tried === undefined || plans.length === 0) return exitCodes.configuration;
  const outcome = await printOutcome(task, plans, tried, unused);
  return plans.length < names.length ? exitCodes.configuration : outcome;
}

/** Then the stronger places, where the person wants them changed, too. @throws SetupError, OverwrittenError, RefusedError */
async function writeForHost(
  name: HostName,
  task: Task,
  decisions: Decisions,
  progress: Progress,
): Promise<void> {
  const { scope, surroundings } = task;
  const plan = await writeToTarget(await findTarget(name, scope, surroundings), task, decisions, progress);
  progress.plans.push(plan);
  const misread = findMisreading(plan);
  if (misread !== undefined) progress.unused.push(misread);
  progress.unused.push(...(await findBlocks(name, surroundings)));

  const place = { path: plan.file.path, prefix: plan.prefix, entry: plan.changes.at(-1)?.value };
  for (const shadow of await findShadows(name, place, surroundings)) {
    const said = tellShadow(plan.host.title, name, shadow);
    task.shell.print(`\n${said}\n`);
    if (shadow.scope !== "system" && (await decisions.agreesToChange(writePlace(shadow)))) {
      const target = await findTarget(name, shadow.scope, surroundings, shadow);
      await writeToTarget(target, task, decisions, progress);
    } else progress.unused.push(said);
  }
}

async function writeToTarget(
  target: Target,
  { shell, command }: Task,
  decisions: Decisions,
  progress: Progress,
): Promise<Plan> {
  const storage = await decisions.chooseStorage(target);
  progress.tried ??= await findSettings(shell, decisions);
  const plan = planEntry(target, command, progress.tried.variables, storage);
  shell.print(`\n${tellPlan(plan)}\n\n`);
  if (changesNothing(plan)) shell.print("It stands there already.\n");
  else {
    await decisions.requireAgreement();
    shell.print(`${await writeEntry(plan, shell.now)}\n`);
  }
  return plan;
}

const firstQuestion =
  "Then ask: How did our AI cost develop over the last 30 days, and which model is the reason?";

async function printOutcome(
  { shell, doctor, command }: Task,
  plans: readonly Plan[],
  { variables, verdict }: TriedSettings,
  unused: readonly string[],
): Promise<ExitCode> {
  const env = environmentOf(shell, variables);
  shell.print("\n");
  if (verdict.kind === "absent") shell.print("The connection was not tried: no credential is known here.\n");
  if (verdict.kind === "unknown") shell.print("What was written is untested.\n");
  const outcome = verdict.kind === "absent" ? exitCodes.ok : await askDoctor(shell, doctor, env);
  const problem = verdict.kind === "absent" ? undefined : await findStartProblem(command, env);
  if (problem !== undefined) {
    const words = [command.program, ...command.args].join(" ");
    shell.note(
      `The command of the entry does not start (${words}): ${redactSecrets(problem, Object.values(variables))}`,
    );
  }
  const isWorking = outcome === exitCodes.ok && problem === undefined;
  if (isWorking && verdict.kind === "accepted") {
    const whom = verdict.speaksFor === null ? "" : ` for ${verdict.speaksFor}`;
    shell.print(
      `It works: the command starts, and ${variables["ALEPHANT_API_BASE_URL"]} accepts the credential${whom}.\n`,
    );
  }
  for (const plan of plans) shell.print(`\n${tellNext(plan)}\n`);
  for (const each of unused) shell.note(`the entry does not count yet. ${each}`);
  const last = !isWorking
    ? "Before that, see to what failed above: the entry itself is in place."
    : unused.length > 0
      ? "Before that, see to what keeps the entry out: it stands in its file, but is not used."
      : firstQuestion;
  shell.print(`\n${last}\n`);
  return outcome === exitCodes.ok && !(isWorking && unused.length === 0) ? exitCodes.configuration : outcome;
}

/** All that the doctor finds is worth reading only where something is amiss. */
async function askDoctor(shell: Shell, doctor: Doctor, env: Environment): Promise<ExitCode> {
  const said: string[] = [];
  const outcome = await doctor({ ...shell, print: (text) => void said.push(text) }, { env, isJson: false });
  const text = said.join("");
  if (outcome !== exitCodes.ok || /(?:^|m)warning /m.test(text)) shell.print(text);
  return outcome;
}
