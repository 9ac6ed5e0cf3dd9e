/**
 * The local rate limit: at most `rpm` requests leave in any minute, counted over a rolling window rather than by a
 * token bucket, whose burst after a pause would let almost twice the limit through in one minute.
 * Waiting requests leave in the order in which they came.
 */

/** A minute and a little more: even where requests arrive at uneven delays, no minute of the API's clock is too full. */
const windowMs = 60_100;

export interface RateLimiter {
  /**
   * Resolves with undefined as soon as the request may leave. When that would be later than `waitAtMostMs` from now, it
   * resolves at once with the seconds to wait, and nothing is counted. Rejects with the signal's reason when it aborts.
   */
  admit(signal: AbortSignal, waitAtMostMs: number): Promise<number | undefined>;
}

/** @param rpm requests per minute; 0: no limit */
export const createRateLimiter = (
  rpm: number,
  clockMs: () => number = () => performance.now(),
): RateLimiter => (rpm === 0 ? { admit: async () => undefined } : new RollingLimiter(rpm, clockMs));

interface Waiter {
  readonly leave: () => void;
}

class RollingLimiter implements RateLimiter {
  readonly #rpm: number;
  readonly #clockMs: () => number;
  /** When the requests of the last minute left, oldest first. */
  readonly #departures: number[] = [];
  readonly #waiters: Waiter[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rpm: number, clockMs: () => number) {
    this.#rpm = rpm;
    this.#clockMs = clockMs;
  }

  async admit(signal: AbortSignal, waitAtMostMs: number): Promise<number | undefined> {
    signal.throwIfAborted();
    const waitMs = this.#computeWaitMs();
    if (waitMs > 0 && waitMs > waitAtMostMs) return Math.ceil(waitMs / 1000);
    await this.#waitInLine(signal);
    return undefined;
  }

  /** Milliseconds until a request that came now, behind all who wait, could leave. */
  #computeWaitMs(): number {
    this.#forgetOldDepartures();
    const position = this.#departures.length + this.#waiters.length - this.#rpm;
    if (position < 0) return 0;
    const now = this.#clockMs();
    // Each departure frees a place one window later, the oldest first; the same place is freed again every window after.
    const rounds = Math.floor(position / this.#rpm);
    const departure = this.#departures[position % this.#rpm] ?? now;
    return departure + (rounds + 1) * windowMs - now;
  }

  #waitInLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        leave() {
          signal.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      const giveUp = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiters.push(waiter);
      this.#letWaitersLeave();
    });
  }

  #letWaitersLeave(): void {
    this.#forgetOldDepartures();
    while (this.#departures.length < this.#rpm) {
      const next = this.#waiters.shift();
      if (next === undefined) return;
      this.#departures.push(this.#clockMs());
      next.leave();
    }
    this.#scheduleNextDeparture();
  }

  #scheduleNextDeparture(): void {
    if (this.#timer !== undefined || this.#waiters.length === 0) return;
    const delayMs = Math.max(1, (this.#departures[0] ?? 0) + windowMs - this.#clockMs());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#letWaitersLeave();
    }, delayMs);
  }

  #forgetOldDepartures(): void {
    const now = this.#clockMs();
    const departures = this.#departures;
    while (departures[0] !== undefined && departures[0] + windowMs <= now) departures.shift();
  }
}
