/** What the API says of its own state. The route needs no credential. */

import * as v from "valibot";
import { toPlainText } from "../domain/text.ts";
import { fields } from "./http/fields.ts";
import { path } from "./http/path.ts";
import type { SendRequest } from "./http/requests.ts";
import { Numeric, optional, Text } from "./http/wire.ts";

export interface Health {
  readonly status: string | null;
  readonly version: string | null;
  /** What the API says of its own state, when it is not well. */
  readonly warnings: readonly string[];
}

export const healthRoute = path`/api/v1/cockpit/health`;

export async function readHealth(request: SendRequest): Promise<Health> {
  const health = await request(healthRoute, HealthResponse, { isAnonymous: true });
  return { status: health.status, version: health.version, warnings: warnOfHealth(health) };
}

/** The API has five. */
const maxComponents = 10;

const Component = fields({ status: optional(Text), latencyMs: optional(Numeric) });
const unknownComponent = { status: null, latencyMs: null };

const HealthResponse = fields({
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
      `${toPlainText(name, 40)} ${status ?? "unknown"}${latencyMs === null ? "" : ` (${latencyMs} ms)`}`,
  );
  return [`Alephant reports itself ${health.status}: ${parts.join(", ")}. Figures may be missing or late.`];
}
