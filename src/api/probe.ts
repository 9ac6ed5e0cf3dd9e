/** Trying a route to see whether the connection works: the outcome is the answer, so a failure is no exception here. */

import { ApiError, explainApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import type { Connection, Probe, Problem } from "./shared-api.ts";

export interface ProbeOutcome<T> {
  readonly probe: Probe;
  readonly value: T | undefined;
}

export async function probeRoute<T>(route: string, request: () => Promise<T>): Promise<ProbeOutcome<T>> {
  const start = performance.now();
  const toProbe = (error: ApiError | null): Probe => ({
    route,
    latencyMs: Math.round(performance.now() - start),
    error,
  });
  try {
    const value = await request();
    return { probe: toProbe(null), value };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { probe: toProbe(error), value: undefined };
  }
}

/** What the outcome of an authenticated request proves about the credential. */
export function judgeCredential({ probe: { error } }: ProbeOutcome<unknown>): Connection["credential"] {
  if (error === null) return "accepted";
  const { kind } = error;
  return kind === "unauthorized" || kind === "forbidden" ? "refused" : "unknown";
}

/** The problems behind failed outcomes; the same problem met twice is told once. */
export function problemsOf(outcomes: readonly ProbeOutcome<unknown>[], mode: Mode): Problem[] {
  const problems = new Map<string, Problem>();
  for (const {
    probe: { error },
  } of outcomes) {
    if (error === null) continue;
    const { sentence, remedy } = explainApiError(error, mode);
    const key = `${error.kind} ${error.facts.status} ${error.facts.detail}`;
    if (!problems.has(key)) problems.set(key, { what: sentence, fix: remedy });
  }
  return [...problems.values()];
}
