/** Trying a route to see whether the connection works: the outcome is the answer, so a failure is no exception here. */

import { ApiError, explainApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import type { Connection, Health, Probe, Problem } from "./shared-api.ts";

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

/** @param authorized the outcome of a request that needs the credential */
export const toConnection = ({
  mode,
  baseUrl,
  speaksFor,
  health,
  authorized,
  warnings = [],
}: {
  readonly mode: Mode;
  readonly baseUrl: string;
  readonly speaksFor: string | null;
  readonly health: ProbeOutcome<Health>;
  readonly authorized: ProbeOutcome<unknown>;
  readonly warnings?: readonly string[];
}): Connection => ({
  mode,
  baseUrl,
  apiStatus: health.value?.status ?? null,
  apiVersion: health.value?.version ?? null,
  credential: judgeCredential(authorized),
  speaksFor,
  probes: [health.probe, authorized.probe],
  problems: listProblems([health, authorized], mode),
  warnings: [...warnings, ...(health.value?.warnings ?? [])],
});

/** What the outcome of an authenticated request proves about the credential. */
function judgeCredential({ probe: { error } }: ProbeOutcome<unknown>): Connection["credential"] {
  if (error === null) return "accepted";
  const { kind } = error;
  return kind === "unauthorized" || kind === "forbidden" ? "refused" : "unknown";
}

/** The problems behind failed outcomes; the same problem met twice is told once. */
function listProblems(outcomes: readonly ProbeOutcome<unknown>[], mode: Mode): Problem[] {
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
