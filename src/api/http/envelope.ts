/** What the API wraps its answers in: the payload inside, and the failure that a body reports. */
import { toPlainText } from "../../domain/text.ts";
import { isJsonObject } from "./json-object.ts";

/** Members that stand beside `data` when the whole body, and not `data`, is the payload. */
const listSiblings = ["period", "degraded", "data_source", "pagination", "meta", "total"];
/** Members of the envelope that say something about the payload inside it. */
const carriedMembers = ["degraded", "data_source", "message", "total", "meta", "pagination"];

/**
 * The payload of a body, whichever of the API's envelopes it came in: `{ data: {…} }` (documented for policies and the
 * collector), fields at top level (documented for the cockpit), or a cockpit list whose rows are called `data`.
 */
export function unwrapEnvelope(body: unknown, carriesEnvelope = true): unknown {
  if (!isJsonObject(body) || !("data" in body)) return body;
  const { data } = body;
  if (isJsonObject(data)) {
    if (!carriesEnvelope) return data;
    // A message beside a code is the envelope's own ("success"); it would end up in what is stored or shown.
    const isMeant = (name: string): boolean => name !== "message" || "degraded" in body;
    const carried = carriedMembers.filter((name) => name in body && !(name in data) && isMeant(name));
    return { ...data, ...Object.fromEntries(carried.map((name) => [name, body[name]])) };
  }
  if (Array.isArray(data) && listSiblings.some((name) => name in body)) return body;
  return data;
}

/** What a body that came with 2xx says when it reports a failure nevertheless; undefined when it reports none. */
export function findStatedFailure(body: unknown): ErrorWords | undefined {
  if (!isJsonObject(body)) return undefined;
  const { code, error, success } = body;
  const number = typeof code === "string" && /^\d{1,9}$/.test(code) ? Number(code) : code;
  // 200 and its like repeat the status; they are no failure.
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
