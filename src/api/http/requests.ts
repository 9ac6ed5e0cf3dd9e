/** The requests of one tool call: their common deadline, their repetition, and reads that they share. */
import type * as v from "valibot";
import { ApiError } from "../../domain/errors.ts";
import { Exchange, type HttpSettings, minAnswerMs, type RequestOptions, type Warn } from "./exchange.ts";
import type { Path } from "./path.ts";
import { computeRetryDelayMs, maxRetries } from "./retries.ts";

/** Sends a request, and checks and normalises its payload by `schema`. @throws ApiError */
export type SendRequest = <S extends v.GenericSchema>(
  path: Path,
  schema: S,
  options?: RequestOptions,
) => Promise<v.InferOutput<S>>;

/** The time that one tool call may take, all its requests and retries included: hosts give up at 60 s, some far earlier. */
const callLimitMs = 24_000;

export interface SendSettings {
  readonly cancellation: AbortSignal;
  readonly timeLimitMs?: number | undefined;
  /** A read that was sent once is not sent again: its answer is used for all who ask for the same. */
  readonly sharesReads?: boolean | undefined;
  readonly warn?: Warn;
}

/** For one tool call, whose requests share its cancellation and its time. */
export function createSendRequest(
  settings: HttpSettings,
  { cancellation, timeLimitMs = callLimitMs, sharesReads = false, warn = () => undefined }: SendSettings,
): SendRequest {
  const deadline = performance.now() + timeLimitMs;
  const leftMs = (): number => deadline - performance.now();
  const answers = new Map<string, Promise<unknown>>();

  async function sendWithRetries(exchange: Exchange, outOfTime: AbortController): Promise<unknown> {
    // AbortSignal.timeout would keep what listens to it in memory until the deadline, long after the answer.
    const timer = setTimeout(() => outOfTime.abort(), leftMs());
    try {
      for (let attempt = 0; ; attempt++) {
        try {
          await exchange.waitForAdmission(leftMs());
          return await exchange.send();
        } catch (error) {
          if (!(error instanceof ApiError) || attempt === maxRetries || !exchange.isRetryable(error))
            throw error;
          const delayMs = computeRetryDelayMs(error, attempt);
          if (delayMs > leftMs() - minAnswerMs) throw error;
          await exchange.pause(delayMs);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  return async (path, schema, options = {}) => {
    const { signal, ...sent } = options;
    const isShared = sharesReads && (options.method ?? "GET") === "GET";
    const outOfTime = new AbortController();
    const exchange = new Exchange(settings, path, options, {
      // One caller who no longer needs a shared answer must not cancel it: others wait for it.
      cancellation: signal === undefined || isShared ? cancellation : AbortSignal.any([cancellation, signal]),
      outOfTime: outOfTime.signal,
      timeLimitMs,
      warn,
    });
    if (!isShared) return exchange.checkPayload(schema, await sendWithRetries(exchange, outOfTime));
    const key = JSON.stringify([path.text, sent]);
    const answer = answers.get(key) ?? sendWithRetries(exchange, outOfTime);
    answers.set(key, answer);
    return exchange.checkPayload(schema, await answer);
  };
}
