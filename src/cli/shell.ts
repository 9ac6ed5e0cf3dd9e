/** What a command sees of the process and the terminal that it runs in. */
import type { Config, Environment } from "../config.ts";

export interface Shell {
  readonly version: string;
  readonly env: Environment;
  readonly platform: string;
  /** The address of the file that was started. */
  readonly programUrl: string;
  /** What runs this, as `Bun 1.4.5, linux x64`. */
  readonly runtime: string;
  readonly now: () => Date;
  /** Reads a configuration, and prepares this process for it. @throws ConfigError */
  readonly configure: (env: Environment) => Config;
  /** To standard output: the answer. */
  readonly print: (text: string) => void;
  /** Waits for what was printed; false when some of it could not be written, which has then been reported already. */
  readonly flush: () => Promise<boolean>;
  /** To standard error: a line for the person who runs the command. */
  readonly note: (line: string) => void;
  /** What is going on, in place of what was shown before; null takes it away. Only a person at a terminal sees it. */
  readonly showProgress: (text: string | null) => void;
  readonly terminal: Terminal;
}

export interface Terminal {
  readonly hasColor: boolean;
  readonly columns: number;
}

/** What a command ends with, for scripts to tell apart. */
export const exitCodes = {
  ok: 0,
  /** The command line or the configuration cannot be used, or the output cannot be written. */
  configuration: 1,
  /** The API answered, and refused. */
  refused: 2,
  /** No answer that can be used came from the API. */
  unreachable: 3,
  /** More of the budget is used, or will be, than --fail-over allows. */
  overBudget: 4,
  /** A fault of this program (EX_SOFTWARE of sysexits.h). */
  fault: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
