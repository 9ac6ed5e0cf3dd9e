/** `setup`: writes the server's entry into the configuration of hosts. */
import { redactSecrets } from "../../domain/text.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { findBlocks } from "./blocks.ts";
import {
  createInteractiveDecisions,
  createScriptedDecisions,
  type Decisions,
  type SetupOptions,
} from "./decisions.ts";
import { findMisreading } from "./dialects.ts";
import { hosts } from "./hosts.ts";
import { writePlace } from "./layers.ts";
import type { StartCommand } from "./own-command.ts";
import type { HostName, Scope, Surroundings } from "./places.ts";
import { Cancelled, canAsk, openPrompt } from "./prompt-line.ts";
import { readPrintedSettings } from "./settings.ts";
import { OverwrittenError, RefusedError, SetupError } from "./setup-error.ts";
import { findShadows, tellShadow } from "./shadows.ts";
import { findTarget, type Target } from "./target.ts";
import { askWorkingSettings, type TriedSettings } from "./try-credential.ts";
import { type Doctor, tryWritten, type WrittenOutcome } from "./try-written.ts";
import {
  changesNothing,
  type Plan,
  planEntry,
  renderEntry,
  tellNext,
  tellPlan,
  writeEntry,
} from "./write-entry.ts";

export interface WriteTask {
  readonly shell: Shell;
  readonly doctor: Doctor;
  readonly surroundings: Surroundings;
  /** How this very program is started. */
  readonly command: StartCommand;
  readonly scope: Scope;
}

/** Takes everything from the command line and the environment. @throws ConfigError */
export const writeScripted = (task: WriteTask, chosen: SetupOptions): Promise<ExitCode> =>
  writeEntries(task, createScriptedDecisions(chosen, task.shell));

/** Asks a person. @throws ConfigError */
export async function writeInteractively(task: WriteTask, chosen: SetupOptions): Promise<ExitCode> {
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

/** What has been done so far: the hosts come one after the other. */
interface WriteState {
  readonly plans: Plan[];
  /** Why a host does not use an entry that was written: a sentence each. */
  readonly unused: string[];
  /** Asked for and tried once, for all hosts. */
  tried: TriedSettings | undefined;
}

async function writeEntries(task: WriteTask, decisions: Decisions): Promise<ExitCode> {
  const { shell } = task;
  const names = await decisions.chooseHosts();
  const state: WriteState = { plans: [], unused: [], tried: undefined };
  for (const name of names) {
    try {
      await writeForHost(name, task, decisions, state);
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
      shell.note(`${error.message}\nNot written. The entry for ${hosts[name].title}, to put in by hand:`);
      const variables = state.tried?.variables ?? readPrintedSettings(shell.env, shell.platform);
      shell.print(renderEntry(name, task.command, variables));
    }
  }
  const { plans, tried, unused } = state;
  if (tried === undefined || plans.length === 0) return exitCodes.configuration;
  const outcome = await tryWritten(shell, task.doctor, task.command, tried);
  printOutcome(task, state, tried, outcome);
  if (plans.length < names.length) return exitCodes.configuration;
  if (outcome.doctorCode !== exitCodes.ok) return outcome.doctorCode;
  const isUsable = outcome.startProblem === undefined && unused.length === 0;
  return isUsable ? exitCodes.ok : exitCodes.configuration;
}

/** Writes the entry, and then into stronger places as well, where the person wants that. @throws SetupError, OverwrittenError, RefusedError */
async function writeForHost(
  name: HostName,
  task: WriteTask,
  decisions: Decisions,
  state: WriteState,
): Promise<void> {
  const { scope, surroundings } = task;
  const plan = await writeToTarget(await findTarget(name, scope, surroundings), task, decisions, state);
  state.plans.push(plan);
  const misread = findMisreading(plan);
  if (misread !== undefined) state.unused.push(misread);
  state.unused.push(...(await findBlocks(name, surroundings)));

  const place = { path: plan.file.path, prefix: plan.prefix, entry: plan.changes.at(-1)?.value };
  for (const shadow of await findShadows(name, place, surroundings)) {
    const said = tellShadow(name, shadow);
    task.shell.print(`\n${said}\n`);
    if (shadow.scope !== "system" && (await decisions.agreesToChange(writePlace(shadow)))) {
      const target = await findTarget(name, shadow.scope, surroundings, shadow);
      await writeToTarget(target, task, decisions, state);
    } else state.unused.push(said);
  }
}

async function writeToTarget(
  target: Target,
  { shell, command }: WriteTask,
  decisions: Decisions,
  state: WriteState,
): Promise<Plan> {
  const storage = await decisions.chooseStorage(target);
  state.tried ??= await askWorkingSettings(shell, decisions);
  const plan = planEntry(target, command, state.tried.variables, storage);
  shell.print(`\n${tellPlan(plan)}\n\n`);
  if (changesNothing(plan)) shell.print("It stands there already.\n");
  else {
    await decisions.requireAgreement();
    shell.print(`${await writeEntry(plan, shell.now)}\n`);
  }
  return plan;
}

/** Tells the person how it went and what to do next. */
function printOutcome(
  { shell, command }: WriteTask,
  { plans, unused }: WriteState,
  { variables, verdict }: TriedSettings,
  { doctorCode, startProblem }: WrittenOutcome,
): void {
  if (startProblem !== undefined) {
    const words = [command.program, ...command.args].join(" ");
    shell.note(
      `The command of the entry does not start (${words}): ${redactSecrets(startProblem, Object.values(variables))}`,
    );
  }
  const isWorking = doctorCode === exitCodes.ok && startProblem === undefined;
  if (isWorking && verdict.kind === "accepted") {
    const whom = verdict.speaksFor === null ? "" : ` for ${verdict.speaksFor}`;
    shell.print(
      `It works: the command starts, and ${variables["ALEPHANT_API_BASE_URL"]} accepts the credential${whom}.\n`,
    );
  }
  for (const plan of plans) shell.print(`\n${tellNext(plan)}\n`);
  for (const each of unused) shell.note(`the entry does not count yet. ${each}`);
  shell.print(`\n${tellFirstQuestion(isWorking, unused.length === 0)}\n`);
}

function tellFirstQuestion(isWorking: boolean, isUsed: boolean): string {
  if (!isWorking) return "Before that, see to what failed above: the entry itself is in place.";
  return isUsed
    ? "Then ask: How did our AI cost develop over the last 30 days, and which model is the reason?"
    : "Before that, see to what keeps the entry out: it stands in its file, but is not used.";
}
