/** A command of the terminal in this process, with a clock and a terminal of the test's own. */
import { runCommand } from "../../src/cli/index.ts";
import type { Terminal } from "../../src/cli/shell.ts";
import { type Environment, readConfig } from "../../src/config.ts";
import { testNow } from "./connect.ts";

export interface CommandOptions {
  readonly env: Environment;
  readonly now?: () => Date;
  readonly runtime?: string;
  readonly terminal?: Partial<Terminal>;
}

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the progress line showed, one after the other. */
  readonly progress: readonly (string | null)[];
}

export async function runInProcess(
  words: readonly string[],
  { env, now = () => testNow, runtime = "Bun 0.0.0, linux x64", terminal = {} }: CommandOptions,
): Promise<CommandOutcome> {
  let stdout = "";
  let stderr = "";
  const progress: (string | null)[] = [];
  const code = await runCommand(words, {
    version: "0.0.0-test",
    env,
    platform: "linux",
    programUrl: "file:///$bunfs/root/alephant-mcp",
    runtime,
    now,
    configure: (environment) => readConfig(environment, "linux"),
    print: (text) => {
      stdout += text;
    },
    flush: async () => true,
    note: (line) => {
      stderr += `${line}\n`;
    },
    showProgress: (text) => progress.push(text),
    terminal: { hasColor: false, columns: 80, ...terminal },
  });
  return { code, stdout, stderr, progress };
}
