/** Starts the server as the host will, and waits until it answers: the entry may name the wrong program. */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import type { Environment } from "../../config.ts";
import { toPlainText } from "../../domain/text.ts";
import { type ChildGroup, startGroup } from "./child-group.ts";
import { createReplyReader, greeting } from "./handshake.ts";
import type { StartCommand } from "./own-command.ts";

/** The first start by npx or bunx downloads the package. */
const startTimeoutMs = 60_000;
const maxErrors = 4_096;
/** What a program said last may arrive after its end; but something that it has started may hold the pipe for ever. */
const lastWordsMs = 250;

export interface StartOptions {
  readonly timeoutMs?: number;
  /** Where it is started; preset is the folder of this process. */
  readonly folder?: string | undefined;
}

/** Starts a command, and resolves to why it does not answer; undefined when it does. */
export type TryStart = (
  command: StartCommand,
  env: Environment,
  options?: StartOptions,
) => Promise<string | undefined>;

/** The program and its group have been ended when this resolves. */
export const findStartProblem: TryStart = async (
  command,
  env,
  { timeoutMs = startTimeoutMs, folder } = {},
) => {
  let group: ChildGroup;
  try {
    group = startGroup(command, env, folder);
  } catch (error) {
    return tellRefusal(error);
  }
  const { child, end } = group;
  const problem = await askForReply(child, timeoutMs);
  // A program that floods would keep this process busy for as long as it is read.
  for (const stream of [child.stdout, child.stderr]) stream.removeAllListeners("data").destroy();
  await end();
  return problem;
};

const refusals: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program, or none that its first line names",
  ENOEXEC: "it is no program for this system",
  EACCES: "it may not be started",
  E2BIG: "its arguments and variables are longer than this system allows",
};

function tellRefusal(error: unknown): string {
  if (!(error instanceof Error)) return toPlainText(String(error), 200);
  const known = "code" in error ? refusals[String(error.code)] : undefined;
  return known ?? toPlainText(error.message, 200);
}

function askForReply(child: ChildProcessWithoutNullStreams, timeoutMs: number): Promise<string | undefined> {
  const { stdin, stdout, stderr } = child;
  const read = createReplyReader();
  let errors = "";
  return new Promise((resolve) => {
    const settle = (problem: string | undefined): void => {
      clearTimeout(timer);
      resolve(problem);
    };
    const timer = setTimeout(() => settle(`no answer within ${timeoutMs / 1000} seconds`), timeoutMs);
    stdout.setEncoding("utf8").on("data", (piece: string) => {
      const reply = read(piece);
      if (reply !== undefined) settle(reply.kind === "server" ? undefined : reply.reason);
    });
    stderr.setEncoding("utf8").on("data", (piece: string) => {
      errors = `${errors}${piece}`.slice(0, maxErrors);
    });
    child.on("error", (error) => settle(tellRefusal(error)));
    child.on("exit", (code, signal) => {
      const tell = (): void => {
        const how = signal === null ? `with code ${code}` : `by the signal ${signal}`;
        settle(`it ends ${how}${errors === "" ? "" : `: ${toPlainText(errors, 300)}`}`);
      };
      child.on("close", tell);
      setTimeout(tell, lastWordsMs);
    });
    stdin.on("error", () => undefined); // it has ended already
    stdin.write(greeting);
  });
}
