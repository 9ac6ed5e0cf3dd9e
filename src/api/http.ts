/** One request to the API: credential, limiter, deadline, retry, size, parsing, checking, and the kind of what failed. */
import { ofetch } from "ofetch";
import * as v from "valibot";
import { ApiError, type ApiErrorFacts, type ApiErrorKind } from "../errors.ts";
import { plainText } from "../text.ts";
import { forbiddenReason, kindOfStatus, networkCause, retryAfterSeconds } from "./failures.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { errorWords, failureCode, unwrap } from "./wire.ts";

/** A path whose parameters are encoded; only the `path` template makes one. */
export interface Path {
  readonly text: string;
}

/** `` path`/api/v1/agents/${id}/analytics` ``: every value becomes exactly one path segment. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): Path {
  const encoded = values.map((value) => {
    // URL parsing resolves dot segments, encoded or not: they would name another resource.
    if (value === "" || value === "." || value === "..") throw new Error("an id may not be empty, . or ..");
    return encodeURIComponent(value);
  });
  return { text: String.raw({ raw: parts }, ...encoded) };
}

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The payload is a document that will be written back: nothing of the envelope may get into it. */
  readonly isDocument?: boolean;
  /** Sends no credential, for the routes that want none. */
  readonly anonymous?: boolean;
  /** A 2xx without a body is an answer too: what a change answers is not documented. */
  readonly acceptsEmptyAnswer?: boolean;
  /** Of a change: the tool that shows whether it took effect, should its answer get lost. */
  readonly shownBy?: string;
}

/** Sends a request, and checks and normalises its payload by `schema`. @throws ApiError */
export type Request = <S extends v.GenericSchema>(
  path: Path,
  schema: S,
  options?: RequestOptions,
) => Promise<v.InferOutput<S>>;

export interface HttpSettings {
  readonly baseUrl: string;
  /** Headers that carry the credential and name the workspace. */
  readonly credentialHeaders: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly limiter: RateLimiter;
  /** Told of each answer, whatever it says. */
  readonly observe?: Observe | undefined;
}

/** `date`: the clock of whoever answered, from the header of that name. */
export type Observe = (answer: { readonly date: Date | null }) => void;

/** The time that one tool call may take, all its requests and retries included: hosts give up at 60 s, some far earlier. */
export const callBudgetMs = 24_000;
/** Reads only. A write is sent once. */
const maxRetries = 2;
const firstBackoffMs = 300;
/** /models may be thousands of rows of about 2 kB; anything beyond this is not an answer of this API. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The requests of one tool call: they share its cancellation and its budget of time. */
export function openHttp(
  settings: HttpSettings,
  cancellation: AbortSignal,
  budgetMs: number = callBudgetMs,
): Request {
  const deadline = performance.now() + budgetMs;
  const leftMs = (): number => deadline - performance.now();

  return async (path, schema, options = {}) => {
    // AbortSignal.timeout would keep everything that waits on it until then, long after the answer.
    const outOfTime = new AbortController();
    const timer = setTimeout(() => outOfTime.abort(), leftMs());
    const signal = AbortSignal.any([cancellation, outOfTime.signal]);
    const exchange = new Exchange(settings, path, options, signal, cancellation, budgetMs);
    try {
      for (let attempt = 0; ; attempt++) {
        try {
          await exchange.waitForAdmission(leftMs());
          return exchange.check(schema, await exchange.send());
        } catch (error) {
          if (!(error instanceof ApiError) || attempt === maxRetries || !exchange.isRetryable(error))
            throw error;
          const delayMs = retryDelayMs(error, attempt);
          if (delayMs > leftMs() - 1_000) throw error;
          await exchange.pause(delayMs);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

function retryDelayMs(error: ApiError, attempt: number): number {
  const backoff = firstBackoffMs * 3 ** attempt * (0.5 + Math.random());
  return Math.max(backoff, (error.facts.retryAfterSeconds ?? 0) * 1000);
}

const retryableKinds: ReadonlySet<ApiErrorKind> = new Set(["too_many_requests", "unavailable", "network"]);

/** One request with its retries; every failure leaves it as an ApiError. */
class Exchange {
  readonly #settings: HttpSettings;
  readonly #path: Path;
  readonly #options: RequestOptions;
  readonly #signal: AbortSignal;
  readonly #cancellation: AbortSignal;
  readonly #budgetMs: number;
  readonly #name: string;

  constructor(
    settings: HttpSettings,
    path: Path,
    options: RequestOptions,
    signal: AbortSignal,
    cancellation: AbortSignal,
    budgetMs: number,
  ) {
    this.#settings = settings;
    this.#path = path;
    this.#options = options;
    this.#signal = signal;
    this.#cancellation = cancellation;
    this.#budgetMs = budgetMs;
    this.#name = `${options.method ?? "GET"} ${path.text}`;
  }

  get #isWrite(): boolean {
    return (this.#options.method ?? "GET") !== "GET";
  }

  isRetryable(error: ApiError): boolean {
    return (
      !this.#isWrite && !this.#signal.aborted && !error.facts.isLocalLimit && retryableKinds.has(error.kind)
    );
  }

  async waitForAdmission(leftMs: number): Promise<void> {
    try {
      // A second is left for the answer itself.
      const waitSeconds = await this.#settings.limiter.admit(this.#signal, leftMs - 1_000);
      if (waitSeconds === undefined) return;
      throw this.#error("too_many_requests", { retryAfterSeconds: waitSeconds, isLocalLimit: true });
    } catch (error) {
      throw error instanceof ApiError ? error : this.#transportError(error, false);
    }
  }

  async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer);
        reject(this.#transportError(this.#signal.reason, false));
      };
      const timer = setTimeout(() => {
        this.#signal.removeEventListener("abort", abort);
        resolve();
      }, ms);
      this.#signal.addEventListener("abort", abort, { once: true });
    });
  }

  /** The parsed body of a 2xx answer. */
  async send(): Promise<unknown> {
    const { baseUrl, credentialHeaders, userAgent } = this.#settings;
    try {
      const response = await ofetch.raw(`${baseUrl}${this.#path.text}`, {
        method: this.#options.method ?? "GET",
        ...(this.#options.query === undefined ? {} : { query: this.#options.query }),
        ...(this.#options.body === undefined ? {} : { body: this.#options.body }),
        headers: {
          accept: "application/json",
          "user-agent": userAgent,
          ...(this.#options.anonymous ? {} : credentialHeaders),
        },
        signal: this.#signal,
        redirect: "manual",
        // On a reused connection that dies, Bun sends a PUT a second time by itself.
        ...(this.#isWrite ? { keepalive: false } : {}),
        retry: false,
        ignoreResponseError: true,
        responseType: "stream",
      });
      this.#settings.observe?.({ date: dateOf(response.headers) });
      return this.#read(response, await this.#bodyText(response._data));
    } catch (error) {
      throw error instanceof ApiError ? error : this.#transportError(error, true);
    }
  }

  check<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
    // The first issue is all that is told: collecting millions of them would take seconds and gigabytes.
    const result = v.safeParse(schema, unwrap(body, this.#options.isDocument !== true), { abortEarly: true });
    if (result.success) return result.output;
    const issue = result.issues[0];
    const place = v.getDotPath(issue);
    throw this.#unreadable({
      detail: plainText(`${place === null ? "The answer" : place}: ${issue.message}`, 300),
    });
  }

  async #bodyText(stream: ReadableStream<Uint8Array> | undefined): Promise<string> {
    if (stream === undefined || stream === null) return "";
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (bytes > maxBodyBytes) {
        throw this.#unreadable({ detail: "The body is larger than 16 MiB" });
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  }

  #read(response: Response, text: string): unknown {
    const { status } = response;
    if (status >= 300 && status < 400) throw this.#redirectError(response);
    const body = parsed(text);
    if (status >= 400) throw this.#statusError(response, body);
    if (text === "" && this.#options.acceptsEmptyAnswer) return null;
    if (body === undefined) {
      const isPage = /html/i.test(response.headers.get("content-type") ?? "") || /^\s*</.test(text);
      const detail =
        text === ""
          ? "The body is empty"
          : isPage
            ? "A web page came back instead of JSON: ALEPHANT_API_BASE_URL does not look like the API's address"
            : "The body is not valid JSON";
      throw this.#unreadable({ status, detail });
    }
    const code = failureCode(body);
    if (code !== undefined) {
      const { message } = errorWords(body);
      throw this.#error("unexpected_response", {
        status,
        code,
        detail: `The body reports failure ${code}${message === undefined ? "" : `: ${message}`}`,
      });
    }
    return body;
  }

  #statusError(response: Response, body: unknown): ApiError {
    const { status } = response;
    const words = errorWords(body);
    const retryAfter = retryAfterSeconds(response.headers);
    const kind = kindOfStatus(status);
    const reason = kind === "forbidden" ? forbiddenReason(words.code, words.message) : undefined;
    return this.#error(kind, {
      status,
      ...(words.code === undefined ? {} : { code: words.code }),
      ...(words.message === undefined ? {} : { detail: `The API says: ${words.message}` }),
      ...(reason === undefined ? {} : { forbiddenReason: reason }),
      ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
      ...(this.#isWrite && status >= 500 ? { isOutcomeUnknown: true } : {}),
    });
  }

  #redirectError(response: Response): ApiError {
    const location = URL.parse(response.headers.get("location") ?? "", this.#settings.baseUrl);
    const target = location === null ? "an unnamed place" : plainText(location.origin, 100);
    return this.#error("unexpected_response", {
      status: response.status,
      detail: `The API redirects to ${target}; credentials are not carried along. Set ALEPHANT_API_BASE_URL to the final address`,
    });
  }

  /** A fault below HTTP: cancelled, out of time, or the network. */
  #transportError(error: unknown, wasSent: boolean): ApiError {
    const isOutcomeUnknown = wasSent && this.#isWrite;
    if (this.#cancellation.aborted) return this.#error("network", { detail: "The call was cancelled" });
    if (this.#signal.aborted) {
      return this.#error("timeout", {
        detail: `No complete answer within ${Math.floor(this.#budgetMs / 1000)} seconds`,
        ...(isOutcomeUnknown ? { isOutcomeUnknown } : {}),
      });
    }
    const { code, message, neverArrived, isCertificate } = networkCause(error);
    return this.#error(isCertificate ? "certificate" : "network", {
      detail: message,
      ...(code === "" ? {} : { code }),
      ...(isOutcomeUnknown && !neverArrived ? { isOutcomeUnknown } : {}),
    });
  }

  /** A 2xx that does not say what it should: a write may have taken effect. */
  #unreadable(facts: Omit<ApiErrorFacts, "request">): ApiError {
    return this.#error("unexpected_response", {
      ...facts,
      ...(this.#isWrite ? { isOutcomeUnknown: true } : {}),
    });
  }

  #error(kind: ApiErrorKind, facts: Omit<ApiErrorFacts, "request">): ApiError {
    const { shownBy } = this.#options;
    return new ApiError(kind, {
      request: this.#name,
      ...facts,
      ...(facts.isOutcomeUnknown && shownBy !== undefined ? { shownBy } : {}),
    });
  }
}

function dateOf(headers: Headers): Date | null {
  const date = new Date(headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON, or nested too deeply to be an answer
  }
}
