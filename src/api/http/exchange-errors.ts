/** The errors of an exchange that failed. Above all they say whether a change may have taken effect nevertheless. */
import { ApiError, type ApiErrorFacts, type ApiErrorKind } from "../../domain/errors.ts";
import { toPlainText } from "../../domain/text.ts";
import { readErrorWords } from "./envelope.ts";
import { findForbiddenReason, findNetworkCause, kindOfStatus } from "./failures.ts";
import { readRetryAfterSeconds } from "./retries.ts";

/** What the errors of a request say of it. */
export interface RequestFacts {
  /** Method and path, never the query. */
  readonly name: string;
  readonly baseUrl: string;
  readonly isWrite: boolean;
  /** Neither path nor query names an id, so a 404 can only mean the route. */
  readonly isReadWithoutId: boolean;
  /** The tool that shows whether a change took effect. */
  readonly shownBy: string | undefined;
}

/** What can end an exchange before its answer has come: its cancellation, or its time. */
export interface ExchangeLimits {
  /** Aborts when nobody waits for the answer any more. */
  readonly cancellation: AbortSignal;
  readonly outOfTime: AbortSignal;
  /** The time after which `outOfTime` aborts, for the reader. */
  readonly timeLimitMs: number;
}

type Facts = Omit<ApiErrorFacts, "request">;

export class ExchangeErrors {
  readonly #request: RequestFacts;
  readonly #limits: ExchangeLimits;

  constructor(request: RequestFacts, limits: ExchangeLimits) {
    this.#request = request;
    this.#limits = limits;
  }

  createError(kind: ApiErrorKind, facts: Facts): ApiError {
    const { name, shownBy } = this.#request;
    return new ApiError(kind, {
      request: name,
      ...facts,
      ...(facts.isOutcomeUnknown && shownBy !== undefined ? { shownBy } : {}),
    });
  }

  createStatusError(response: Response, body: unknown): ApiError {
    const { isWrite, isReadWithoutId } = this.#request;
    const { status } = response;
    const words = readErrorWords(body);
    const retryAfter = readRetryAfterSeconds(response.headers);
    const kind = kindOfStatus(status);
    const reason = kind === "forbidden" ? findForbiddenReason(words.code, words.message) : undefined;
    return this.createError(kind, {
      status,
      ...(words.code === undefined ? {} : { code: words.code }),
      ...(words.message === undefined ? {} : { detail: `The API says: ${words.message}` }),
      ...(reason === undefined ? {} : { forbiddenReason: reason }),
      ...(kind === "not_found" && isReadWithoutId ? { isRouteMissing: true } : {}),
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      // A server that gave up waiting may have begun the change.
      ...(isWrite && (status >= 500 || status === 408) ? { isOutcomeUnknown: true } : {}),
    });
  }

  createRedirectError(response: Response): ApiError {
    const location = URL.parse(response.headers.get("location") ?? "", this.#request.baseUrl);
    const target = location === null ? "an unnamed place" : toPlainText(location.origin, 100);
    return this.createError("unexpected_response", {
      status: response.status,
      detail: `The API redirects to ${target}; credentials are not carried along. Set ALEPHANT_API_BASE_URL to the final address`,
      // 303 See Other: the change was made, and the answer is elsewhere.
      ...(this.#request.isWrite && response.status === 303 ? { isOutcomeUnknown: true } : {}),
    });
  }

  /** The error of a fault below HTTP: cancelled, out of time, or the network. */
  createTransportError(error: unknown, wasSent: boolean): ApiError {
    const isOutcomeUnknown = wasSent && this.#request.isWrite;
    if (this.#limits.cancellation.aborted) {
      return this.createError("network", {
        detail: "The call was cancelled",
        ...(isOutcomeUnknown ? { isOutcomeUnknown } : {}),
      });
    }
    if (this.#limits.outOfTime.aborted) {
      return this.createError("timeout", {
        detail: `No complete answer within ${Math.floor(this.#limits.timeLimitMs / 1000)} seconds`,
        ...(isOutcomeUnknown ? { isOutcomeUnknown } : {}),
      });
    }
    const { code, message, neverArrived, isCertificate, isDamaged } = findNetworkCause(error);
    if (isDamaged) {
      return this.createUnreadableError({
        detail: `The answer arrived damaged: it could not be unpacked (${code})`,
      });
    }
    return this.createError(isCertificate ? "certificate" : "network", {
      detail: message,
      ...(code === "" ? {} : { code }),
      ...(isOutcomeUnknown && !neverArrived ? { isOutcomeUnknown } : {}),
    });
  }

  /** The error of an answer that cannot be read, or does not say what it should: a write may have taken effect. */
  createUnreadableError(facts: Facts): ApiError {
    return this.createError("unexpected_response", {
      ...facts,
      ...(this.#request.isWrite ? { isOutcomeUnknown: true } : {}),
    });
  }
}
