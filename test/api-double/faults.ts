import { gzipSync } from "node:zlib";
import { createHtmlReply, createJsonReply, jsonHeaders, type Outcome, type Reply } from "./reply.ts";
import { isObject } from "./state.ts";

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or undefined. */
  readonly body: unknown;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  /** Milliseconds of a monotonic clock. */
  readonly at: number;
}

/** Something that goes wrong with matching requests. */
export interface Fault {
  readonly method?: string;
  /** The start of the whole path, `/api/v1/cockpit/scope`, or a question to the request. Left out: every request. */
  readonly path?: string | ((request: RecordedRequest) => boolean);
  /** How often; left out: always. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

export type FaultEffect =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Seconds, a date, any text, or no header at all. */
  | { readonly kind: "too_many_requests"; readonly retryAfter?: number | Date | string }
  | { readonly kind: "forbidden"; readonly reason: "plan" | "scope" | "workspace" }
  | { readonly kind: "reset" }
  | { readonly kind: "reset_mid_body" }
  | { readonly kind: "silence" }
  /** The usual answer, late. */
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number }
  | { readonly kind: "html" }
  | { readonly kind: "truncated_json" }
  /** Numbers become words and lists become objects, all through the usual answer. */
  | { readonly kind: "wrong_types" }
  | { readonly kind: "missing_fields"; readonly names: readonly string[] }
  | { readonly kind: "null_data" }
  /** HTTP 200 around an error. */
  | { readonly kind: "nonzero_code"; readonly code?: number; readonly message?: string }
  /** The usual answer, padded to this size. */
  | { readonly kind: "huge"; readonly bytes: number }
  | { readonly kind: "nested"; readonly depth: number }
  | { readonly kind: "gzip" }
  | { readonly kind: "redirect"; readonly to: string; readonly status?: number }
  | {
      readonly kind: "custom";
      readonly respond: (request: RecordedRequest, usual: () => Reply) => Outcome | Promise<Outcome>;
    };

export function isHit({ method, path }: Fault, request: RecordedRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? request.path.startsWith(path) : path(request);
}

export async function spoilReply(
  effect: FaultEffect,
  request: RecordedRequest,
  usual: () => Reply,
): Promise<Outcome> {
  switch (effect.kind) {
    case "status":
      return createJsonReply(effect.status, effect.body ?? writeStatusBody(effect.status), effect.headers);
    case "too_many_requests":
      return createJsonReply(429, writeStatusBody(429), writeRetryHeader(effect.retryAfter));
    case "forbidden":
      return createJsonReply(403, forbiddenBodies[effect.reason]);
    case "reset":
    case "silence":
      return effect.kind;
    case "reset_mid_body":
      return { ...usual(), resetAfterBytes: 20 };
    case "slow":
      await Bun.sleep(effect.ms);
      return usual();
    case "drip":
      return { ...usual(), drip: effect };
    case "html":
      return createHtmlReply();
    case "truncated_json":
      return { ...usual(), body: textOf(usual()).slice(0, -10) };
    case "wrong_types":
      return reshapeReply(usual(), withWrongTypes);
    case "missing_fields":
      return reshapeReply(usual(), (value) => without(value, new Set(effect.names)));
    case "null_data":
      return createJsonReply(200, { data: null });
    case "nonzero_code":
      return createJsonReply(200, {
        code: effect.code ?? 50001,
        message: effect.message ?? "collector failed",
        data: null,
      });
    case "huge":
      return reshapeReply(usual(), (value) => ({
        ...(isObject(value) ? value : {}),
        padding: "x".repeat(effect.bytes),
      }));
    case "nested":
      return { status: 200, headers: jsonHeaders, body: writeNested(effect.depth) };
    case "gzip":
      return zipReply(usual());
    case "redirect":
      return { status: effect.status ?? 302, headers: { location: effect.to }, body: "" };
    case "custom":
      return effect.respond(request, usual);
  }
}

const forbiddenBodies = {
  plan: { code: "TIER_FEATURE_DISABLED", message: "This feature is not included in your plan" },
  scope: { code: 40300, message: "This token lacks the required scope: write" },
  workspace: { code: 40301, message: "This token belongs to another workspace" },
} as const;

function writeStatusBody(status: number) {
  return { code: status * 100, message: `Injected ${status}` };
}

function writeRetryHeader(retryAfter: number | Date | string | undefined): Record<string, string> {
  if (retryAfter === undefined) return {};
  return { "retry-after": retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter) };
}

function textOf({ body }: Reply): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

function reshapeReply(reply: Reply, change: (value: unknown) => unknown): Reply {
  return { ...reply, body: JSON.stringify(change(JSON.parse(textOf(reply)))) };
}

function withWrongTypes(value: unknown): unknown {
  if (typeof value === "number") return "not a number";
  if (typeof value === "string") return { text: value };
  if (Array.isArray(value)) return { rows: value.map(withWrongTypes) };
  return isObject(value) ? mapMembers(value, withWrongTypes) : value;
}

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((part) => without(part, names));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !names.has(name));
  return mapMembers(Object.fromEntries(kept), (part) => without(part, names));
}

function mapMembers(value: Readonly<Record<string, unknown>>, change: (part: unknown) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}

function writeNested(depth: number): string {
  return `${'{"data":'.repeat(depth)}null${"}".repeat(depth)}`;
}

function zipReply(reply: Reply): Reply {
  const body = gzipSync(textOf(reply));
  return { ...reply, headers: { ...reply.headers, "content-encoding": "gzip" }, body };
}
