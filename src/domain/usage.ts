/**
 * Usage as the API reports it to a virtual key or to a workspace (over days, over the last 24 hours, request by request),
 * free of wire spelling and wire units.
 */
import type { ModelCost } from "./costs.ts";
import type { ApiError } from "./errors.ts";
import type { Usd } from "./money.ts";
import type { Sourced, WindowFigures } from "./sourced.ts";
import type { TimeWindow, UtcDay } from "./time.ts";

export interface UsageSummary extends WindowFigures {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tokens: number | null;
  readonly change: UsageChange;
}

/** How usage differs from the window before. The windows are null where the API compares by itself and does not say how. */
export interface UsageChange {
  readonly window: TimeWindow | null;
  readonly before: TimeWindow | null;
  /** What the two windows cost. */
  readonly costNow: Usd | null;
  readonly costBefore: Usd | null;
  /** The difference. */
  readonly cost: Usd | null;
  readonly costPercent: number | null;
  readonly requestsPercent: number | null;
  readonly tokensPercent: number | null;
}

export interface DayUsage {
  readonly day: UtcDay;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

export interface DailyCosts extends WindowFigures {
  /** Oldest first. The API does not promise a row for a day without use. */
  readonly days: readonly DayUsage[];
}

export interface EntityUsage extends UsageSummary, DailyCosts {
  readonly name: string | null;
  /** What the entity's own analytics route says beyond the figures above, named as the API names it. */
  readonly reported: Scalars;
  /** The models behind the figures, over the route's own days up to now; null where it lists none. */
  readonly models: { readonly dayCount: number; readonly costs: readonly ModelCost[] } | null;
}

/** The answer of an entity's own analytics route. */
export interface EntityAnalytics {
  readonly figures: Scalars;
  /** null where the route lists no models. */
  readonly models: readonly ModelCost[] | null;
  /** The 404, when the route or the id is not there. */
  readonly notFoundError?: ApiError;
  /** Any other failure: what the route adds is then unknown, and the usage beside it is still good. */
  readonly otherError?: ApiError;
}

export interface Overview extends WindowFigures {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
  readonly successRatePercent: number | null;
  readonly counts: Readonly<
    Record<"agents" | "members" | "departments" | "virtualKeys" | "masterKeys", number | null>
  >;
}

export interface LiveRow {
  readonly name: string | null;
  readonly provider: string | null;
  readonly requests: number | null;
  /** Storage units of unknown factor: good for shares, not for money. */
  readonly rawCost: number | null;
}

export interface Live24h extends Sourced {
  readonly requests: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheHits: number | null;
  readonly cacheMisses: number | null;
  readonly lastEventAt: Date | null;
  readonly rawCost: number | null;
  readonly topModels: readonly LiveRow[];
  readonly topKeys: readonly LiveRow[];
}

export interface SeriesPoint {
  /** A day, or an hour as the API writes it. */
  readonly time: string;
  readonly value: number | null;
}

export interface Timeseries extends Sourced {
  /** Oldest first. */
  readonly points: readonly SeriesPoint[];
}

export interface Sparklines extends Sourced {
  readonly window: TimeWindow;
  readonly series: readonly Sparkline[];
}

export interface Sparkline {
  readonly metric: string;
  /**
   * A value a day, today last; possibly fewer than the window has days where the API's points have no dates. null: they
   * have dates, and none of them is of this day.
   */
  readonly values: readonly (number | null)[];
}

export interface RecentRequest {
  readonly id: string | null;
  readonly createdAt: Date | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly status: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: Usd | null;
  readonly latencyMs: number | null;
}

export interface RecentRequests extends Sourced {
  /** false: the API cannot say, which is not the same as no requests. */
  readonly isAvailable: boolean;
  /** Newest first. */
  readonly requests: readonly RecentRequest[];
  readonly total: number | null;
}

/** Plain values of an answer whose shape is not documented, to be shown under the API's own names. */
export type Scalars = Readonly<Record<string, string | number | boolean>>;
