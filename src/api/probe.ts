/** Trying a route to see whether the connection works: the outcome is the answer, so a failure is no exception here. */

import type * as v from "valibot";
import { ApiError, explainApiError } from "../errors.ts";
import type { Mode } from "../mode.ts";
import { plainText } from "../text.ts";
import type { Connection, Probe, Problem } from "./reports.ts";
import type { HealthResponse } from "./responses.ts";

export interface ProbeOutcome<T> {
  readonly probe: Probe;
  readonly value: T | undefined;
  readonly error: ApiError | undefined;
}

export async function probe<T>(route: string, request: () => Promise<T>): Promise<ProbeOutcome<T>> {
  const start = performance.now();
  const outcome = (isOk: boolean): Probe => ({
    route,
    isOk,
    latencyMs: Math.round(performance.now() - start),
  });
  try {
    const value = await request();
    return { probe: outcome(true), value, error: undefined };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { probe: outcome(false), value: undefined, error };
  }
}

/** What the outcome of an authenticated request proves about the credential. */
export function credentialFrom(outcome: ProbeOutcome<unknown>): Connection["credential"] {
  if (outcome.error === undefined) return "accepted";
  const { kind } = outcome.error;
  return kind === "unauthorized" || kind === "forbidden" ? "refused" : "unknown";
}

/** The problems behind failed outcomes; the same problem met twice is told once. */
export function problemsOf(outcomes: readonly ProbeOutcome<unknown>[], mode: Mode): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { error } of outcomes) {
    if (error === undefined) continue;
    const { sentence, remedy } = explainApiError(error, mode);
    const key = `${error.kind} ${error.facts.status} ${error.facts.detail}`;
    if (!problems.has(key)) problems.set(key, { what: sentence, fix: remedy });
  }
  return [...problems.values()];
}

/** The API has five. */
const maxComponents = 10;

/** What the API says of its own state, when it is not well. */
export function healthWarnings(health: v.InferOutput<typeof HealthResponse> | undefined): string[] {
  const isWell = health?.status === undefined || health.status === null || health.status === "healthy";
  if (isWell) return [];
  const components = Object.entries(health.components ?? {}).slice(0, maxComponents);
  const parts = components.map(
    ([name, { status, latencyMs }]) =>
      `${plainText(name, 40)} ${status ?? "unknown"}${latencyMs === null ? "" : ` (${latencyMs} ms)`}`,
  );
  return [`Alephant reports itself ${health.status}: ${parts.join(", ")}. Figures may be missing or late.`];
}
