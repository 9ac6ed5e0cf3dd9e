/**
 * The outer form of JSON-RPC messages: what a line holds, what is answered to a line that is no message, and the repair of
 * what clients are known to get wrong in messages.
 */
import {
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
} from "@modelcontextprotocol/sdk/types.js";
import { explainMalformedParams } from "./invalid-params.ts";

/** The error in a JSON-RPC answer. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export const explainTooLong = (maxBytes: number): Refusal => ({
  code: -32700,
  message: `Parse error: a line over ${maxBytes} bytes`,
});
const notJson: Refusal = { code: -32700, message: "Parse error: a line that is not JSON" };
const notMessage: Refusal = { code: -32600, message: "Invalid request: not a single JSON-RPC 2.0 message" };
export const notRequest: Refusal = {
  code: -32600,
  message:
    "Invalid request: id must be text or a whole number, params an object, and no unknown member present",
};

/** What the SDK calls an internal error, with a dump of issues for a message, is the caller's mistake. */
export function asInvalidParams(error: Refusal): Refusal {
  const message = error.code === -32603 ? explainMalformedParams(error.message) : undefined;
  return message === undefined ? error : { code: -32602, message };
}

/** undefined: an empty line, which means nothing. */
export function parseMessage(line: string): JSONRPCMessage | Refusal | undefined {
  if (line === "") return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isMessage(value) ? asReadable(value) : notMessage;
  } catch {
    return notJson;
  }
}

/** Members of `params` that serialisers of Go, Java and C# write as null where there is nothing, as they do with `params`. */
const nullable = ["arguments", "cursor", "context", "_meta"];

function asReadable(message: JSONRPCMessage): JSONRPCMessage {
  if (!("method" in message)) return isAnswer(message) ? message : asFailedAnswer(message);
  if (message.params === undefined) return message;
  const { params, ...rest } = message;
  if (params === null) return rest;
  if (!nullable.some((name) => params[name] === null)) return message;
  const given = Object.entries(params).filter(([name, value]) => value !== null || !nullable.includes(name));
  return { ...rest, params: Object.fromEntries(given) };
}

const isAnswer = (message: unknown): boolean =>
  isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);

/** The SDK would only log an answer of the wrong form, and the server's request would stay open for ever. */
function asFailedAnswer(message: JSONRPCMessage): JSONRPCMessage {
  if (!("id" in message) || message.id === undefined) return message;
  const error = { code: -32603, message: "the client's answer is no valid message" };
  return { jsonrpc: "2.0", id: message.id, error };
}

/** A member with a simple value, at the beginning of a message. */
const simpleMember = /\s*"(jsonrpc|method|id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*,/y;

/**
 * The id of a request of which only the beginning was kept; null when it does not stand before the params, or when what
 * stands there may be an answer.
 */
export function findIdAtBeginning(text: string): string | number | null {
  const members = new Map<string, unknown>();
  simpleMember.lastIndex = /^\s*\{/.exec(text)?.[0].length ?? text.length;
  for (let found = simpleMember.exec(text); found !== null; found = simpleMember.exec(text)) {
    const [, name = "", value = ""] = found;
    members.set(name, JSON.parse(value));
  }
  const id = members.get("id");
  return members.has("method") && (typeof id === "string" || typeof id === "number") ? id : null;
}

/**
 * A server without the capability for tasks must take a request that asks for one like any other (MCP 2025-11-25); the
 * SDK refuses it.
 */
export function dropTask(request: JSONRPCRequest): JSONRPCRequest {
  if (request.params === undefined || !("task" in request.params)) return request;
  const { task: _, ...params } = request.params;
  return { ...request, params };
}

/**
 * The id of the server's first own request on the wire. The SDK begins at 0, and a client that is built on it cannot have
 * a request with the id 0 called off.
 */
export const firstOwnId = 1;

/** A request of the server, its cancellation or its answer, with the id moved. */
export function shiftOwnId(message: JSONRPCMessage, by: number): JSONRPCMessage {
  if ("id" in message && typeof message.id === "number") return { ...message, id: message.id + by };
  const cancelled = cancelledIdOf(message);
  if (typeof cancelled !== "number" || !("params" in message)) return message;
  return { ...message, params: { ...message.params, requestId: cancelled + by } };
}

/** The request that a notification calls off. */
export function cancelledIdOf(message: JSONRPCMessage): string | number | undefined {
  if (!("method" in message) || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

/** The outer form only; the SDK checks what is inside. */
function isMessage(value: unknown): value is JSONRPCMessage {
  if (typeof value !== "object" || value === null || !("jsonrpc" in value) || value.jsonrpc !== "2.0")
    return false;
  const id = "id" in value ? value.id : undefined;
  if (id !== undefined && typeof id !== "string" && typeof id !== "number") return false;
  if ("method" in value) return typeof value.method === "string";
  return id !== undefined && ("result" in value || "error" in value);
}
