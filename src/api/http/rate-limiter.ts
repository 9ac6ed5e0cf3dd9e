/**
 * The local rate limit: at most `rpm` requests leave in any minute, counted over a rolling window rather than by a
 * token bucket, whose burst after a pause would let almost twice the limit through in one minute.
 * Waiting requests leave in the order in which they came.
 */

/** A minute, and a little more, so that a far clock that sees requests arrive unevenly still counts no minute too full. */
const windowMs = 60_100;

export interface RateLimiter {
  /**
   * Resolves when the request may leave: `undefined`, or the seconds after which it could, when that is later than
   * `waitAtMostMs` from now; in that case nothing was counted. Rejects with the signal's reason when it aborts.
   */
  admit(signal: AbortSignal, waitAtMostMs: number): Promise<number | undefined>;
}

interface Waiter {
  readonly leave: () => void;
}

export function createRateLimiter(rpm: number, clockMs: () => number = () => performance.now()): RateLimiter {
  if (rpm === 0) return { admit: async () => undefined };

  /** When the requests of the last minute left, oldest first. */
  const departures: number[] = [];
  const waiters: Waiter[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forgetOld(): void {
    const now = clockMs();
    while (departures[0] !== undefined && departures[0] + windowMs <= now) departures.shift();
  }

  /** Milliseconds until a request that came now, behind all who wait, could leave. */
  function computeWaitMs(): number {
    forgetOld();
    const position = departures.length + waiters.length - rpm;
    if (position < 0) return 0;
    const minutes = Math.floor(position / rpm);
    const before = departures[position % rpm] ?? clockMs();
    return before + (minutes + 1) * windowMs - clockMs();
  }

  function depart(): void {
    forgetOld();
    while (departures.length < rpm) {
      const next = waiters.shift();
      if (next === undefined) return;
      departures.push(clockMs());
      next.leave();
    }
    schedule();
  }

  function schedule(): void {
    if (timer !== undefined || waiters.length === 0) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        depart();
      },
      Math.max(1, (departures[0] ?? 0) + windowMs - clockMs()),
    );
  }

  return {
    async admit(signal, waitAtMostMs) {
      signal.throwIfAborted();
      const wait = computeWaitMs();
      if (wait > 0 && wait > waitAtMostMs) return Math.ceil(wait / 1000);
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          leave() {
            signal.removeEventListener("abort", giveUp);
            resolve();
          },
        };
        function giveUp(): void {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal.reason);
        }
        signal.addEventListener("abort", giveUp, { once: true });
        waiters.push(waiter);
        depart();
      });
      return undefined;
    },
  };
}
