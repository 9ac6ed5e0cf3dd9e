/** What the API wraps its answers in: the payload inside, and the failure that a body reports. */
import { toPlainText } from "../../domain/text.ts";
import { isJsonObject } from "./json-object.ts";

/** Members beside a list called `data` which show that the whole body, and not that list, is the payload. */
const listSiblings = ["period", "degraded", "data_source", "pagination", "meta", "total"];
/** Members of the envelope that say something about the payload inside it. */
const describingMembers = ["degraded", "data_source", "message", "total", "meta", "pagination"];

/**
 * The payload of a body, whichever of the API's envelopes it came in: `{ data: {…} }` (documented for policies and for
 * the collector, the service that gathers usage), fields at top level (documented for the cockpit), or a cockpit list
 * whose rows are called `data`.
 * @param withMembers whether members of the envelope that describe the payload are copied into it
 */
export function unwrapEnvelope(body: unknown, withMembers = true): unknown {
  if (!isJsonObject(body) || !("data" in body)) return body;
  const { data } = body;
  if (isJsonObject(data)) {
    if (!withMembers) return data;
    // A message describes the payload only beside `degraded`; beside a code it is the envelope's own ("success").
    const isAboutPayload = (name: string): boolean => name !== "message" || "degraded" in body;
    const copied = describingMembers.filter(
      (name) => name in body && !(name in data) && isAboutPayload(name),
    );
    return { ...data, ...Object.fromEntries(copied.map((name) => [name, body[name]])) };
  }
  if (Array.isArray(data) && listSiblings.some((name) => name in body)) return body;
  return data;
}

/** The failure that a body reports although its status is 2xx; undefined when it reports none. */
export function findStatedFailure(body: unknown): ErrorWords | undefined {
  if (!isJsonObject(body)) return undefined;
  const { code, error, success } = body;
  const number = typeof code === "string" && /^\d{1,9}$/.test(code) ? Number(code) : code;
  // A code of 200 to 299 repeats the status, and is no failure.
  const hasFailed = typeof number === "number" && number !== 0 && !(number >= 200 && number < 300);
  const hasError = isJsonObject(error) || (typeof error === "string" && error !== "");
  return hasFailed || hasError || success === false ? readErrorWords(body) : undefined;
}

export interface ErrorWords {
  readonly code?: string;
  /** The API's own words, one cleaned line of at most 300 characters. */
  readonly message?: string;
}

/** Code and message of an error body, at the top level or under `error`. */
export function readErrorWords(body: unknown): ErrorWords {
  if (!isJsonObject(body)) return {};
  const inner = isJsonObject(body["error"]) ? body["error"] : body;
  const code = inner["code"] ?? body["code"];
  const message =
    inner["message"] ?? body["message"] ?? (typeof body["error"] === "string" ? body["error"] : undefined);
  return {
    ...(typeof code === "string" || typeof code === "number" ? { code: toPlainText(String(code), 60) } : {}),
    ...(typeof message === "string" && message.trim() !== "" ? { message: toPlainText(message, 300) } : {}),
  };
}
