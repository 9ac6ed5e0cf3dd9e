/** Tries the commands of many entries: a few at a time, and equal ones only once. */
import type { TryStart } from "./try-start.ts";

/** Each starts a runtime, and may download a package. */
const maxAtOnce = 4;

/** It keeps every answer, so it serves one list. `tell` is told how many of how many different starts are over. */
export function shareStarts(start: TryStart, tell: (over: number, all: number) => void): TryStart {
  const answers = new Map<string, Promise<string | undefined>>();
  const waiting: (() => void)[] = [];
  let free = maxAtOnce;
  let over = 0;
  const inTurn: TryStart = async (...parameters) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await start(...parameters);
    } finally {
      over += 1;
      tell(over, answers.size);
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
  return ({ program, args }, env, options = {}) => {
    const variables = Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([program, args, variables, options.timeoutMs, options.folder]);
    const answer = answers.get(key) ?? inTurn({ program, args }, env, options);
    answers.set(key, answer);
    return answer;
  };
}
