/** Tries what `setup` has written: the connection, and the command of the entry. */
import type { Environment } from "../../config.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import type { StartCommand } from "./own-command.ts";
import { environmentOf, type TriedSettings } from "./try-credential.ts";
import { findStartProblem } from "./try-start.ts";

/** Tries the connection with the variables that were written, and tells the person how it went. */
export type Doctor = (
  shell: Shell,
  options: { readonly env: Environment; readonly isJson: boolean },
) => Promise<ExitCode>;

export interface WrittenOutcome {
  readonly doctorCode: ExitCode;
  /** Why the command does not start; undefined when it does, or was not tried. */
  readonly startProblem: string | undefined;
}

/** Without a credential nothing is tried. */
export async function tryWritten(
  shell: Shell,
  doctor: Doctor,
  command: StartCommand,
  { variables, verdict }: TriedSettings,
): Promise<WrittenOutcome> {
  shell.print("\n");
  if (verdict.kind === "absent") {
    shell.print("The connection was not tried: no credential is known here.\n");
    return { doctorCode: exitCodes.ok, startProblem: undefined };
  }
  if (verdict.kind === "unknown") shell.print("What was written is untested.\n");
  const env = environmentOf(shell, variables);
  const doctorCode = await askDoctor(shell, doctor, env);
  return { doctorCode, startProblem: await findStartProblem(command, env) };
}

/** Shows what the doctor finds only where something is wrong. */
async function askDoctor(shell: Shell, doctor: Doctor, env: Environment): Promise<ExitCode> {
  const said: string[] = [];
  const code = await doctor({ ...shell, print: (text) => void said.push(text) }, { env, isJson: false });
  const text = said.join("");
  // A line begins with its status, in a terminal behind the end of a colour sequence (ESC [ 33 m).
  if (code !== exitCodes.ok || /(?:^|m)warning /m.test(text)) shell.print(text);
  return code;
}
