/** What the handler of a tool has to work with, during one call. */
import type { ApiByMode, ApiConnection } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import type { PeriodUsage } from "./period-usage.ts";
import { periodUsageByMode } from "./period-usage-by-mode.ts";

/** Where a secret went, or why it could not be stored. */
export type StoredSecret = { readonly path: string } | { readonly path: null; readonly problem: string };
/** `name` becomes the file's name, as far as it is letters and digits. */
export type StoreSecret = (name: string, secret: string) => Promise<StoredSecret>;

export interface Context<M extends Mode> {
  readonly api: ApiByMode[M];
  /** The usage of a period, for tools of both credentials. */
  readonly periodUsage: PeriodUsage;
  /** The time of the call. */
  readonly now: Date;
  /** Aborts when the caller cancels. */
  readonly signal: AbortSignal;
  /** Tells the caller how far the call is: `done` of `total` steps, and which one. */
  readonly progress: (done: number, total: number, message: string) => void;
  readonly storeSecret: StoreSecret;
}

/** The time limit is that of all requests of the context together. `sharesReads`: a read that was sent once is not sent again. */
interface ContextSettings extends Pick<Context<Mode>, "now" | "signal" | "progress" | "storeSecret"> {
  readonly timeLimitMs?: number | undefined;
  readonly sharesReads?: boolean | undefined;
}

export function openContext<M extends Mode>(
  connection: ApiConnection<M>,
  { timeLimitMs, sharesReads, ...rest }: ContextSettings,
): Context<M> {
  const api = connection.open({ now: rest.now, signal: rest.signal, timeLimitMs, sharesReads });
  return { ...rest, api, periodUsage: periodUsageByMode[connection.mode](api, rest.now) };
}
