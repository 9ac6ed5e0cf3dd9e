/** The rows of the matrix: what goes wrong, and what is expected of a read and of a change that meet it. */
import { createJsonReply, jsonHeaders } from "../../api-double/reply.ts";
import type { FaultEffect, RecordedRequest } from "../../api-double/server.ts";

export interface FaultCase {
  readonly name: string;
  /** What the API does; or a place where there is none. `self` and `other` are the origins of two doubles. */
  readonly effect: ((origins: { readonly self: string; readonly other: string }) => FaultEffect) | NoApi;
  /** What happens to a tool that reads. */
  readonly read: "fails" | "succeeds";
  /** Tools that have an answer all the same: part of it, or nothing, and a warning that says so. */
  readonly answeredBy?: readonly string[];
  /** What a change that was sent comes to, when only its own answer is struck. */
  readonly write: WriteOutcome;
  readonly writeBy?: Readonly<Record<string, WriteOutcome>>;
  /** Changes sent by the four that write; one each where nothing is said. */
  readonly sends?: number;
  /** The cause, and what to do, in the words of an error. */
  readonly says: RegExp;
  readonly remedy: RegExp;
  /** Takes the whole budget of a call. */
  readonly isSlow?: true;
}

export type WriteOutcome = "unknown" | "refused" | "done";
export type NoApi = "nobody listens" | "no such host";

const unreachable = /Alephant could not be reached: .*\/api\/v1\//;
const checkNetwork = /Check ALEPHANT_API_BASE_URL, the network and any proxy/;
const tryAgain = /Try again/;
const foreign = /The answer is not what the Alephant API sends.*\/api\/v1\//;
const checkAddress = /Check that ALEPHANT_API_BASE_URL is the API's address .*no figure was guessed\./;

/** Some services repeat the credential that they refuse. */
function createRefusal(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  words = "Refused",
): FaultEffect {
  return {
    kind: "custom",
    respond: (request: RecordedRequest) =>
      createJsonReply(
        status,
        { code: status * 100, message: `${words}: ${request.headers["authorization"] ?? "no credential"}` },
        { "x-echo": request.headers["authorization"] ?? "", ...headers },
      ),
  };
}

const createStatusRow = (status: number, says: RegExp, remedy: RegExp): FaultCase => ({
  name: `HTTP ${status}`,
  effect: () => createRefusal(status),
  read: "fails",
  write: status >= 500 ? "unknown" : "refused",
  says,
  remedy,
});

const createForbiddenRow = (
  reason: "plan" | "scope" | "workspace",
  says: RegExp,
  remedy: RegExp,
): FaultCase => ({
  name: `HTTP 403, ${reason}`,
  effect: () => ({ kind: "forbidden", reason }),
  read: "fails",
  write: "refused",
  says,
  remedy,
});

const createLimitRow = (name: string, retryAfter: (() => string) | undefined, remedy: RegExp): FaultCase => ({
  name: `HTTP 429, ${name}`,
  effect: () => createRefusal(429, retryAfter === undefined ? {} : { "retry-after": retryAfter() }),
  read: "fails",
  write: "refused",
  says: /The rate limit is used up \(HTTP 429\): .*\/api\/v1\//,
  remedy,
});

const createBodyRow = (
  name: string,
  effect: FaultEffect,
  write: FaultCase["write"],
  says: RegExp,
): FaultCase => ({
  name,
  effect: () => effect,
  read: "fails",
  write,
  says,
  remedy: checkAddress,
});

const createRedirectRow = (name: string, to: "self" | "other"): FaultCase => ({
  name,
  effect: (origins) => ({ kind: "redirect", to: `${origins[to]}/api/v1/elsewhere` }),
  read: "fails",
  write: "refused",
  says: /The API redirects to http:\/\/127\.0\.0\.1:\d+; credentials are not carried along/,
  remedy: /Set ALEPHANT_API_BASE_URL to the final address/,
});

const tenYears = 315_360_000;
const huge = Buffer.from(JSON.stringify({ data: { padding: "x".repeat(50 * 1024 * 1024) } }));
const createNesting = (depth: number): FaultEffect => ({ kind: "nested", depth });
/** An object of another shape is to these an answer that holds nothing of what they look for. */
const answeredByFew = ["get_executive_dashboard", "get_sparklines", "get_workspace_budget_status"];

export const faultCases: readonly FaultCase[] = [
  {
    name: "50 MB body",
    effect: () => ({ kind: "custom", respond: () => ({ status: 200, headers: jsonHeaders, body: huge }) }),
    read: "fails",
    write: "unknown",
    says: /The body is larger than 16 MiB/,
    remedy: checkAddress,
  },
  {
    name: "connection refused",
    effect: "nobody listens",
    read: "fails",
    write: "refused",
    says: unreachable,
    remedy: checkNetwork,
  },
  {
    name: "DNS failure",
    effect: "no such host",
    read: "fails",
    write: "refused",
    says: unreachable,
    remedy: checkNetwork,
  },
  ...(["reset", "reset_mid_body"] as const).map((kind) => ({
    name: kind === "reset" ? "reset before the answer" : "reset in mid body",
    effect: () => ({ kind }),
    read: "fails" as const,
    write: "unknown" as const,
    says: unreachable,
    remedy: checkNetwork,
  })),
  createStatusRow(400, /rejected the request's content \(HTTP 400\)/, /Correct the arguments/),
  createStatusRow(
    401,
    /did not accept the credential \(HTTP 401\)/,
    /Check ALEPHANT_(?:VIRTUAL_KEY|PAT) .*restart it/,
  ),
  createForbiddenRow("plan", /plan does not include this feature \(HTTP 403\)/, /It needs a higher plan/),
  createForbiddenRow("scope", /token's scope is too low \(HTTP 403\)/, /Create a token with that scope/),
  createForbiddenRow(
    "workspace",
    /belongs to another workspace \(HTTP 403\)/,
    /Set ALEPHANT_WORKSPACE_ID to/,
  ),
  createStatusRow(
    404,
    /\(HTTP 404\): .*\/api\/v1\//,
    /take ids from a list tool|Use \w+ (?:with period 24h )?instead|ALEPHANT_API_BASE_URL is probably wrong/,
  ),
  {
    ...createStatusRow(
      409,
      /changed the same thing at the same time \(HTTP 409\)/,
      /Read the current state again/,
    ),
    // The policy is written once more when it is still what was read: a conflict means that nothing was stored.
    sends: 5,
  },
  createStatusRow(422, /rejected the request's content \(HTTP 422\)/, /Correct the arguments/),
  createLimitRow("no Retry-After", undefined, /Wait before the next call/),
  createLimitRow("seconds", () => "1", /Call again in 1 seconds\. Wait before/),
  createLimitRow(
    "a date",
    () => new Date(Date.now() + 90_000).toUTCString(),
    /Call again in (?:89|9[01]) seconds\./,
  ),
  createLimitRow("ten years", () => String(tenYears), /Call again in 315360000 seconds\./),
  createStatusRow(500, /Alephant failed internally \(HTTP 500\)/, /Try again in a minute/),
  ...[502, 503, 504].map((status) =>
    createStatusRow(status, new RegExp(`not available at the moment \\(HTTP ${status}\\)`), tryAgain),
  ),
  createBodyRow(
    "200 with a code",
    { kind: "nonzero_code", code: 50001, message: "collector failed" },
    "refused",
    /The body reports failure 50001: collector failed/,
  ),
  createBodyRow("HTML", { kind: "html" }, "unknown", /A web page came back instead of JSON/),
  createBodyRow("truncated JSON", { kind: "truncated_json" }, "unknown", /The body is not valid JSON/),
  {
    ...createBodyRow("wrong types", { kind: "wrong_types" }, "done", foreign),
    answeredBy: [...answeredByFew, "find_idle_resources", "get_subscription_info", "set_budget_policy"],
  },
  {
    ...createBodyRow("no known member", { kind: "status", status: 200, body: { data: {} } }, "done", foreign),
    answeredBy: answeredByFew,
  },
  {
    ...createBodyRow("null data", { kind: "null_data" }, "done", foreign),
    // The one change whose answer is needed.
    writeBy: { create_virtual_key: "unknown" },
  },
  ...[1_000, 100_000].map((depth) => ({
    ...createBodyRow(`nested ${depth} deep`, createNesting(depth), "done", foreign),
    answeredBy: answeredByFew,
  })),
  { ...createBodyRow("gzip", { kind: "gzip" }, "done", /^/), read: "succeeds", remedy: /^/ },
  createRedirectRow("redirect, same origin", "self"),
  createRedirectRow("redirect, other origin", "other"),
  ...(["silence", "drip"] as const).map((kind) => ({
    name: kind,
    effect: (): FaultEffect => (kind === "drip" ? { kind, bytes: 1, everyMs: 1_000 } : { kind }),
    read: "fails" as const,
    write: "unknown" as const,
    says: /did not answer in time: .*\/api\/v1\/.* No complete answer within 24 seconds/,
    remedy: tryAgain,
    isSlow: true as const,
  })),
];
