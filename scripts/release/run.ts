/** Commands that are run to their end. */

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command printed and ended with, also when it fails. */
export async function readOutcome(command: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = Bun.spawn([...command], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, stdout, stderr };
}

/** The standard output of a command that must succeed. @throws with everything it printed when it does not */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await readOutcome(command, options);
  if (code === 0) return stdout;
  throw new Error(`${command.join(" ")} ended with code ${code}\n${stdout}${stderr}`);
}
