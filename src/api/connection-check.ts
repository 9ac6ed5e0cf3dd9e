/** Whether the connection works, found out by trying routes: a route that fails is a finding here, and no exception. */

import { ApiError, explainApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import type { Health } from "./health.ts";

export interface ConnectionCheck {
  readonly mode: Mode;
  readonly baseUrl: string;
  /** As the API reports them of itself; null when it does not. */
  readonly apiStatus: string | null;
  readonly apiVersion: string | null;
  readonly credential: "accepted" | "refused" | "unknown";
  readonly speaksFor: string | null;
  /** `health` needs no credential, `authorized` does: together they tell a wrong address from a wrong credential. */
  readonly probes: readonly [health: Probe, authorized: Probe];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** One route that was tried. */
export interface Probe {
  readonly route: string;
  readonly latencyMs: number;
  /** null: it was answered. */
  readonly error: ApiError | null;
}

export interface Problem {
  readonly what: string;
  readonly fix: string;
}

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
export const toConnectionCheck = ({
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
}): ConnectionCheck => ({
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
function judgeCredential({ probe: { error } }: ProbeOutcome<unknown>): ConnectionCheck["credential"] {
  if (error === null) return "accepted";
  const { kind } = error;
  return kind === "unauthorized" || kind === "forbidden" ? "refused" : "unknown";
}

/** The problems behind failed outcomes; one that both routes met is listed once. */
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
