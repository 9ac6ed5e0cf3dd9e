/** The requests of one tool call: their common deadline, and when one is repeated. */
import type * as v from "valibot";
import { ApiError } from "../../domain/errors.ts";
import { Exchange, type HttpSettings, type Note, type RequestOptions } from "./exchange.ts";
import type { Path } from "./path.ts";
import { maxRetries, retryDelayMs } from "./retries.ts";

/** Sends a request, and checks and normalises its payload by `schema`. @throws ApiError */
export type Request = <S extends v.GenericSchema>(
  path: Path,
  schema: S,
  options?: RequestOptions,
) => Promise<v.InferOutput<S>>;

/** The time that one tool call may take, all its requests and retries included: hosts give up at 60 s, some far earlier. */
export const callBudgetMs = 24_000;

/** The requests of one tool call: they share its cancellation and its budget of time. */
export function openHttp(
  settings: HttpSettings,
  cancellation: AbortSignal,
  budgetMs: number = callBudgetMs,
  note: Note = () => undefined,
): Request {
  const deadline = performance.now() + budgetMs;
  const leftMs = (): number => deadline - performance.now();

  return async (path, schema, options = {}) => {
    // AbortSignal.timeout would keep everything that waits on it until then, long after the answer.
    const outOfTime = new AbortController();
    const timer = setTimeout(() => outOfTime.abort(), leftMs());
    const exchange = new Exchange(settings, path, options, {
      cancellation:
        options.signal === undefined ? cancellation : AbortSignal.any([cancellation, options.signal]),
      outOfTime: outOfTime.signal,
      budgetMs,
      note,
    });
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
