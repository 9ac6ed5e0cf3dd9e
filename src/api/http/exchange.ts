/** One exchange with the API: admission (leave from the rate limiter to send), sending, and reading. */
import { ofetch } from "ofetch";
import * as v from "valibot";
import { ApiError } from "../../domain/errors.ts";
import { type PlainObject, parseJson } from "../../domain/json.ts";
import { toPlainText } from "../../domain/text.ts";
import { delayCancellation } from "./delay-cancellation.ts";
import { findStatedFailure, readErrorWords, unwrapEnvelope } from "./envelope.ts";
import { ExchangeErrors, type ExchangeLimits } from "./exchange-errors.ts";
import { readLeniently } from "./fields.ts";
import { isJsonObject } from "./json-object.ts";
import type { Path } from "./path.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { mayPass } from "./retries.ts";

/** /models may be thousands of rows of about 2 kB; anything beyond this is not an answer of this API. */
const maxBodyBytes = 16 * 1024 * 1024;

/** No wait for admission or for a retry may leave less time than this for the answer itself. */
export const minAnswerMs = 1_000;

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: PlainObject;
  /** The payload is a document that will be written back: nothing of the envelope may get into it. */
  readonly isDocument?: boolean;
  /** Sends no credential, for the routes that want none. */
  readonly isAnonymous?: boolean;
  /** A 2xx without a body is an answer too: what a change answers is not documented. */
  readonly acceptsEmptyAnswer?: boolean;
  /** Aborts when this answer is not needed any more, although the call goes on. */
  readonly signal?: AbortSignal;
  /** The tool that shows whether a change took effect, should its answer get lost. */
  readonly shownBy?: string;
}

export interface HttpSettings {
  readonly baseUrl: string;
  /** Headers that carry the credential and name the workspace. */
  readonly credentialHeaders: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly limiter: RateLimiter;
  /** Called with each answer, whatever it says. */
  readonly observe?: Observe | undefined;
}

/** `date`: the clock of whoever answered, by the header of that name. */
export type Observe = (answer: { readonly date: Date | null }) => void;

/** What a tool call gives to each of its exchanges. */
export interface ExchangeContext extends ExchangeLimits {
  readonly warn: Warn;
}

/** Takes a sentence for the reader of the figures: what is odd about an answer that can be used nevertheless. */
export type Warn = (sentence: string) => void;

/** One request: each `send` sends it once. Whatever fails becomes an ApiError. */
export class Exchange {
  readonly #settings: HttpSettings;
  readonly #path: Path;
  readonly #options: RequestOptions;
  readonly #context: ExchangeContext;
  /** Aborts on cancellation or out of time, whichever comes first. */
  readonly #signal: AbortSignal;
  readonly #isWrite: boolean;
  readonly #errors: ExchangeErrors;

  constructor(settings: HttpSettings, path: Path, options: RequestOptions, context: ExchangeContext) {
    this.#settings = settings;
    this.#path = path;
    this.#options = options;
    this.#context = context;
    this.#signal = AbortSignal.any([context.cancellation, context.outOfTime]);
    const method = options.method ?? "GET";
    this.#isWrite = method !== "GET";
    const names = Object.keys(options.query ?? {});
    this.#errors = new ExchangeErrors(
      {
        name: `${method} ${path.text}`,
        baseUrl: settings.baseUrl,
        isWrite: this.#isWrite,
        isReadWithoutId: !this.#isWrite && !path.hasId && !names.some((name) => /id$/i.test(name)),
        shownBy: options.shownBy,
      },
      context,
    );
  }

  isRetryable(error: ApiError): boolean {
    return !this.#isWrite && !this.#signal.aborted && mayPass(error);
  }

  async waitForAdmission(leftMs: number): Promise<void> {
    try {
      const waitSeconds = await this.#settings.limiter.admit(this.#signal, leftMs - minAnswerMs);
      if (waitSeconds === undefined) return;
      throw this.#errors.createError("too_many_requests", {
        retryAfterSeconds: waitSeconds,
        isLocalLimit: true,
      });
    } catch (error) {
      throw error instanceof ApiError ? error : this.#errors.createTransportError(error, false);
    }
  }

  async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer);
        reject(this.#errors.createTransportError(this.#signal.reason, false));
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
    const { cancellation, outOfTime } = this.#context;
    if (this.#signal.aborted) throw this.#errors.createTransportError(this.#signal.reason, false);
    const delayed = this.#isWrite ? delayCancellation(cancellation) : undefined;
    try {
      const response = await ofetch.raw(`${baseUrl}${this.#path.text}`, {
        method: this.#options.method ?? "GET",
        ...(this.#options.query === undefined ? {} : { query: this.#options.query }),
        ...(this.#options.body === undefined ? {} : { body: this.#options.body }),
        headers: {
          accept: "application/json",
          "user-agent": userAgent,
          ...(this.#options.isAnonymous ? {} : credentialHeaders),
        },
        signal: delayed === undefined ? this.#signal : AbortSignal.any([delayed.signal, outOfTime]),
        redirect: "manual",
        // On a reused connection that dies, Bun sends a PUT a second time by itself.
        ...(this.#isWrite ? { keepalive: false } : {}),
        retry: false,
        ignoreResponseError: true,
        responseType: "stream",
      });
      this.#settings.observe?.({ date: dateOf(response.headers) });
      return this.#readAnswer(response, await this.#readBody(response._data));
    } catch (error) {
      throw error instanceof ApiError ? error : this.#errors.createTransportError(error, true);
    } finally {
      delayed?.end();
    }
  }

  /** The payload of a body, checked and normalised. An optional member in an undocumented form is dropped, and nothing else. */
  checkPayload<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
    const payload = unwrapEnvelope(body, this.#options.isDocument !== true);
    // Only the first issue is shown: collecting millions of them would take seconds and gigabytes.
    const parse = () => v.safeParse(schema, payload, { abortEarly: true });
    const strict = parse();
    if (strict.success) {
      this.#noteDegraded(payload, strict.output);
      return strict.output;
    }
    const { result, unreadable } = readLeniently(parse);
    if (result.success) {
      this.#context.warn(
        `The answer of ${this.#path.text} holds ${unreadable.slice(0, 5).join(", ")} in a form that is not documented: unknown.`,
      );
      this.#noteDegraded(payload, result.output);
      return result.output;
    }
    const issue = strict.issues[0];
    const place = v.getDotPath(issue);
    throw this.#errors.createUnreadableError({
      detail: toPlainText(`${place === null ? "The answer" : place}: ${issue.message}`, 300),
    });
  }

  /** A schema that has `degraded` as a member leaves the warning to whoever reads it. */
  #noteDegraded(payload: unknown, output: unknown): void {
    const isMarked = isJsonObject(payload) && payload["degraded"] === true;
    if (!isMarked || (isJsonObject(output) && "degraded" in output)) return;
    const { message } = readErrorWords(payload);
    this.#context.warn(
      `Alephant marked the answer of ${this.#path.text} as degraded${message === undefined ? "" : ` ("${message}")`}: its data source was not available, and its figures may be too low or missing.`,
    );
  }

  async #readBody(stream: ReadableStream<Uint8Array> | undefined): Promise<string> {
    if (stream === undefined || stream === null) return "";
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.byteLength;
      if (bytes > maxBodyBytes) {
        throw this.#errors.createUnreadableError({ detail: "The body is larger than 16 MiB" });
      }
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  }

  #readAnswer(response: Response, text: string): unknown {
    const { status } = response;
    if (status >= 300 && status < 400) throw this.#errors.createRedirectError(response);
    const body = parseJson(text);
    if (status >= 400) throw this.#errors.createStatusError(response, body);
    if (text === "" && this.#options.acceptsEmptyAnswer) return null;
    if (body === undefined) {
      throw this.#errors.createUnreadableError({
        status,
        detail: explainUnreadableBody(response.headers, text),
      });
    }
    const failure = findStatedFailure(body);
    if (failure !== undefined) {
      const { code, message } = failure;
      throw this.#errors.createError("unexpected_response", {
        status,
        ...(code === undefined ? {} : { code }),
        detail: `The body reports failure${code === undefined ? "" : ` ${code}`}${message === undefined ? "" : `: ${message}`}`,
      });
    }
    return body;
  }
}

function explainUnreadableBody(headers: Headers, text: string): string {
  if (text === "") return "The body is empty";
  const isPage = /html/i.test(headers.get("content-type") ?? "") || /^\s*</.test(text);
  return isPage
    ? "A web page came back instead of JSON: ALEPHANT_API_BASE_URL does not look like the API's address"
    : "The body is not valid JSON";
}

function dateOf(headers: Headers): Date | null {
  const date = new Date(headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}
