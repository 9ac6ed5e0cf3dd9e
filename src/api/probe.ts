/** Trying a route to see whether the connection works: the outcome is the answer, so a failure is no exception here. */

import * as v from "valibot";
import { ApiError, explainApiError } from "../domain/errors.ts";
import type { Mode } from "../domain/mode.ts";
import { plainText } from "../domain/text.ts";
import { path } from "./http/path.ts";
import type { Request } from "./http/requests.ts";
import { fields, Numeric, optional, Text } from "./http/wire.ts";
import type { Connection, Health, Probe, Problem } from "./shared-api.ts";

export interface ProbeOutcome<T> {
  readonly probe: Probe;
  readonly value: T | undefined;
}

export async function probeRoute<T>(route: string, request: () => Promise<T>): Promise<ProbeOutcome<T>> {
  const start = performance.now();
  const outcome = (error: ApiError | null): Probe => ({
    route,
    latencyMs: Math.round(performance.now() - start),
    error,
  });
  try {
    const value = await request();
    return { probe: outcome(null), value };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { probe: outcome(error), value: undefined };
  }
}

export const healthRoute = path`/api/v1/cockpit/health`;

export async function readHealth(request: Request): Promise<Health> {
  const health = await request(healthRoute, HealthResponse, { anonymous: true });
  return { status: health.status, version: health.version, warnings: warnOfHealth(health) };
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

/** The API has five. */
const maxComponents = 10;

const Component = fields({ status: optional(Text), latencyMs: optional(Numeric) });
const unknownComponent = { status: null, latencyMs: null };

export const HealthResponse = fields({
  status: optional(Text),
  version: optional(Text),
  // A component in another form is unknown, and no reason to call the API unreachable.
  components: v.fallback(optional(v.record(v.string(), v.fallback(Component, unknownComponent))), null),
});

function warnOfHealth(health: v.InferOutput<typeof HealthResponse>): string[] {
  if (health.status === null || health.status === "healthy") return [];
  const components = Object.entries(health.components ?? {}).slice(0, maxComponents);
  const parts = components.map(
    ([name, { status, latencyMs }]) =>
      `${plainText(name, 40)} ${status ?? "unknown"}${latencyMs === null ? "" : ` (${latencyMs} ms)`}`,
  );
  return [`Alephant reports itself ${health.status}: ${parts.join(", ")}. Figures may be missing or late.`];
}
