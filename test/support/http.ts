/** Requests through src/api/http/ alone, without tools and without a rate limit. */
import * as v from "valibot";
import type { HttpSettings, RequestOptions } from "../../src/api/http/exchange.ts";
import { path } from "../../src/api/http/path.ts";
import { createRateLimiter } from "../../src/api/http/rate-limiter.ts";
import { createSendRequest, type SendRequest } from "../../src/api/http/requests.ts";
import { ApiError } from "../../src/domain/errors.ts";

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly timeLimitMs?: number;
  readonly sharesReads?: boolean;
  readonly settings?: Partial<HttpSettings>;
}

export function openTo(baseUrl: string, { signal, settings, ...more }: OpenOptions = {}): SendRequest {
  return createSendRequest(
    {
      baseUrl,
      credentialHeaders: { authorization: "Bearer vk-of-the-test" },
      userAgent: "alephant-mcp/test",
      limiter: createRateLimiter(0),
      ...settings,
    },
    { ...more, cancellation: signal ?? new AbortController().signal },
  );
}

export const Thing = v.object({ thing: v.string() });
export const thing = { thing: "here" };
export const thingPath = path`/api/v1/thing`;

export const readThing = (
  request: SendRequest,
  options?: RequestOptions,
): Promise<v.InferOutput<typeof Thing>> => request(thingPath, Thing, options);

/** The error that a request ends with. */
export async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const outcome = await request.then(
    (value) => new Error(`It succeeded: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError) return outcome;
  throw outcome;
}
