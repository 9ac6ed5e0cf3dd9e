/** Asking the user through the client: one form with one box to tick. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ElicitResultSchema } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import type { UserAnswer } from "./confirmation.ts";

/** An accepted form counts as agreement only when its box is ticked. */
const confirmationForm = {
  type: "object",
  properties: {
    confirm: { type: "boolean", title: "Yes, make this change", default: false },
  },
  required: ["confirm"],
} as const;
const TickedConfirmation = v.object({ confirm: v.literal(true) });
/** Five minutes, longer than hosts wait for a call; when a host gives up, nothing is changed. */
const askTimeoutMs = 300_000;

/** A client that declares elicitation without saying how can show a form; one that names only URLs cannot (MCP 2025-11-25). */
export const canShowForm = (elicitation: Readonly<Record<string, unknown>> | undefined): boolean =>
  elicitation !== undefined && ("form" in elicitation || Object.keys(elicitation).length === 0);

export async function askUser(server: Server, message: string, signal: AbortSignal): Promise<UserAnswer> {
  // Not the SDK's elicitInput: it checks the answer by a JSON Schema validator, which we do without.
  const outOfTime = AbortSignal.timeout(askTimeoutMs);
  const question = {
    method: "elicitation/create",
    params: { message, requestedSchema: confirmationForm },
  } as const;
  // The SDK's own limit comes a little later, so that running out of time can be told apart from a client that cannot ask.
  const options = { signal: AbortSignal.any([signal, outOfTime]), timeout: askTimeoutMs + 1_000 };
  const answer = await server.request(question, ElicitResultSchema, options).catch((error: unknown) => {
    if (outOfTime.aborted || signal.aborted) return undefined;
    throw error;
  });
  if (answer === undefined) return "none";
  const { action, content } = answer;
  return action === "accept" && !v.is(TickedConfirmation, content) ? "decline" : action;
}
