/** How often a request is repeated, and how long to wait before that, which the API may state. */
import type { ApiError } from "../../domain/errors.ts";

/** How often a read is sent again; a write is sent once. */
export const maxRetries = 2;
const firstBackoffMs = 300;

/** @param attempt how many have failed before this one */
export function computeRetryDelayMs(error: ApiError, attempt: number): number {
  const backoff = firstBackoffMs * 3 ** attempt * (0.5 + Math.random());
  return Math.max(backoff, (error.facts.retryAfterSeconds ?? 0) * 1000);
}

/** After a shorter wait, a 429 would only be followed by another one. */
const minRetryAfterSeconds = 1;

/** Whole seconds, from a Retry-After in seconds, or from one that is a date, by the API's own clock. */
export function readRetryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(headers.get("date") ?? "")) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(minRetryAfterSeconds, seconds);
}
