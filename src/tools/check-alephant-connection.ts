import * as v from "valibot";
import { defineTool } from "../toolkit/define-tool.ts";
import { Warnings } from "../toolkit/outputs.ts";

export const checkAlephantConnection = defineTool({
  name: "check_alephant_connection",
  title: "Check the connection",
  description:
    "Tests whether Alephant can be reached and accepts the configured credential. Call it first when another tool fails. Returns ok, API version and status, latency, and what to fix.",
  modes: ["vk", "manager"],
  effect: "read",
  input: v.strictObject({}),
  output: v.object({
    ok: v.boolean(),
    mode: v.string(),
    credential: v.pipe(v.string(), v.description("accepted, refused or unknown")),
    base_url: v.string(),
    api_version: v.nullable(v.string()),
    api_status: v.nullable(v.string()),
    probes: v.array(v.object({ route: v.string(), ok: v.boolean(), latency_ms: v.number() })),
    problems: v.pipe(
      v.array(v.object({ what: v.string(), fix: v.string() })),
      v.description("Empty when ok"),
    ),
    warnings: Warnings,
  }),
  async handler({ api }) {
    const connection = await api.connection();
    return {
      ok: connection.problems.length === 0,
      mode: connection.mode,
      credential: connection.credential,
      base_url: connection.baseUrl,
      api_version: connection.apiVersion,
      api_status: connection.apiStatus,
      probes: connection.probes.map(({ route, latencyMs, error }) => ({
        route,
        ok: error === null,
        latency_ms: latencyMs,
      })),
      problems: connection.problems,
      warnings: connection.warnings,
    };
  },
});
