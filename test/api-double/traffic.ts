import type { Day } from "./days.ts";
import type { ModelShare } from "./models.ts";

/** How a key is used: the recipe its charges are made from. */
export interface Traffic {
  /** On an average day. */
  readonly requestsPerDay: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly mix: readonly ModelShare[];
  /** Standard deviation of a day's volume, as a part of it. */
  readonly noise: number;
  readonly from?: Day;
  /** Last day with use. */
  readonly to?: Day;
  readonly change?: TrafficChange;
}

/** A stretch of days on which something is different. */
export interface TrafficChange {
  readonly from: Day;
  readonly to: Day;
  readonly volume?: number;
  readonly mix?: readonly ModelShare[];
}
