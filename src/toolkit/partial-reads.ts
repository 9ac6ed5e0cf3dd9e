/** Parts of an answer that are read side by side and may fail one by one: what failed is named, and its figures are absent. */
import { ApiError, explainApiError } from "../domain/errors.ts";

export interface PartialReads {
  /** null when the API failed at it. Any other error is a bug, and is thrown. */
  read<T>(part: string, answer: Promise<T>): Promise<T | null>;
  /** The same for an optional part, which must not hold up the others: null when it is late. */
  readWithin<T>(part: string, answer: Promise<T>, withinMs?: number): Promise<T | null>;
  /** The same for what a plan may leave out: then it is undefined, without a warning. */
  readIfOffered<T>(part: string, answer: Promise<T>): Promise<T | null | undefined>;
  /** For an answer that is worth nothing without any of these parts. @throws ApiError, the first one, when every part failed */
  throwIfAllFailed(): void;
  /** A sentence for each part that failed. */
  warnings(): string[];
}

const optionalWithinMs = 3_000;

async function rejectIfLate<T>(part: string, answer: Promise<T>, withinMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const error = new ApiError("timeout", {
      request: part,
      detail: `No answer within ${withinMs / 1000} seconds`,
    });
    timer = setTimeout(() => reject(error), withinMs);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function ignoreNotOffered(error: unknown): undefined {
  if (error instanceof ApiError && error.kind === "forbidden" && error.facts.forbiddenReason === "plan")
    return undefined;
  throw error;
}

/** What is read side by side, by its name. Rejects as soon as one of them does. */
export async function readAll<T extends Readonly<Record<string, unknown>>>(
  reads: T,
): Promise<{ readonly [Name in keyof T]: Awaited<T[Name]> }> {
  const entries = await Promise.all(Object.entries(reads).map(async ([name, read]) => [name, await read]));
  return Object.fromEntries(entries);
}

/** Reports each part as it arrives. Only answers about a workspace have parts, so errors are explained for that mode. */
export function trackPartialReads(
  progress: (done: number, total: number, message: string) => void,
): PartialReads {
  const errors: ApiError[] = [];
  const sentences: string[] = [];
  let started = 0;
  let done = 0;
  return {
    async readIfOffered(part, answer) {
      const offered = await this.read(part, answer.catch(ignoreNotOffered));
      // A part that is not offered counts neither as an answer nor as a failure.
      if (offered === undefined) started--;
      return offered;
    },
    readWithin(part, answer, withinMs = optionalWithinMs) {
      return this.read(part, rejectIfLate(part, answer, withinMs));
    },
    async read(part, answer) {
      started++;
      try {
        return await answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        errors.push(error);
        sentences.push(
          `${part} could not be read, so what depends on it is missing. ${explainApiError(error, "manager").sentence}`,
        );
        return null;
      } finally {
        done++;
        progress(done, started, part);
      }
    },
    throwIfAllFailed() {
      const [first] = errors;
      if (first !== undefined && errors.length === started) throw first;
    },
    warnings: () => sentences,
  };
}
