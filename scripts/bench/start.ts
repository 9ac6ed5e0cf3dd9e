/** From starting a program to its first answers. All take turns, so that a slow minute of the machine is everybody's. */
import { bareEnvironment, initialize, type Program, startProgram } from "./program.ts";

export interface StartTimes {
  readonly name: string;
  /** To the answer to `initialize`; of a program that answers nothing, to its end. */
  readonly initializeMs: number[];
  readonly listMs: number[];
}

const warmUps = 3;

/** `silent` programs are timed to their end. */
export async function measureStarts(
  programs: readonly (Program & { readonly silent?: boolean })[],
  environment: Readonly<Record<string, string>>,
  rounds: number,
): Promise<StartTimes[]> {
  const times: StartTimes[] = programs.map(({ name }) => ({ name, initializeMs: [], listMs: [] }));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [index, program] of programs.entries()) {
      const [initializeMs, listMs] = program.silent
        ? [await measureEnd(program)]
        : await measureAnswers(program, environment);
      if (round < 0) continue;
      times[index]?.initializeMs.push(initializeMs);
      if (listMs !== undefined) times[index]?.listMs.push(listMs);
    }
  }
  return times;
}

async function measureAnswers(
  program: Program,
  environment: Readonly<Record<string, string>>,
): Promise<readonly [number, number]> {
  await using running = startProgram(program, environment);
  const initialized = await initialize(running);
  const listed = await running.request("tools/list");
  return [initialized.atMs - running.startedMs, listed.atMs - running.startedMs];
}

async function measureEnd({ command }: Program): Promise<number> {
  const startedMs = performance.now();
  await Bun.spawn([...command], { stdio: ["ignore", "ignore", "ignore"], env: bareEnvironment }).exited;
  return performance.now() - startedMs;
}
