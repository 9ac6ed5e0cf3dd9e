/** How often a request is repeated, and how long to wait before it is. Whether it may be is the exchange's to say. */
import type { ApiError } from "../../domain/errors.ts";

/** Reads only. A write is sent once. */
export const maxRetries = 2;
const firstBackoffMs = 300;

/** @param attempt how many have failed before this one */
export function retryDelayMs(error: ApiError, attempt: number): number {
  const backoff = firstBackoffMs * 3 ** attempt * (0.5 + Math.random());
  return Math.max(backoff, (error.facts.retryAfterSeconds ?? 0) * 1000);
}
