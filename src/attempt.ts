/** Parts of an answer that may fail while the rest is still worth reading: what failed is named, and its figures are absent. */
import type { Mode } from "./config.ts";
import { ApiError, explainApiError } from "./errors.ts";

export interface Attempt<T> {
  /** null when it failed. */
  readonly value: T | null;
  readonly failure: string | null;
  readonly error: ApiError | null;
}

/** Only what the API did is caught; a bug stays a bug. */
export async function attempt<T>(part: string, mode: Mode, answer: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await answer, failure: null, error: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { sentence } = explainApiError(error, mode);
    return {
      value: null,
      failure: `${part} could not be read, so its figures are unknown. ${sentence}`,
      error,
    };
  }
}

/** The failures of several parts. @throws the first error when nothing at all was answered */
export function failuresOf(attempts: readonly Attempt<unknown>[]): string[] {
  const first = attempts[0]?.error;
  if (first && attempts.every(({ error }) => error !== null)) throw first;
  return attempts.flatMap(({ failure }) => failure ?? []);
}
