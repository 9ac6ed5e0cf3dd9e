/** What both APIs answer, whichever credential asked: one set of domain types, free of wire spelling and wire units. */
import type { ApiError } from "./errors.ts";
import type { Mode } from "./mode.ts";
import type { Usd } from "./money.ts";
import type { Period, TimeWindow, UtcDay } from "./time.ts";

/** Facts about the figures beside them. */
export interface Report {
  /** Where the figures come from: the route, and the data source if the API names one. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** Figures over a window; null when the API did not say which days it covers. */
export interface WindowReport extends Report {
  readonly window: TimeWindow | null;
}

/** Whom the credential speaks for. */
export interface Subject {
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface UsageSummary extends WindowReport {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tokens: number | null;
  readonly change: UsageChange;
}

/** Against the window before. The windows are null where the API compares by itself and does not say how. */
export interface UsageChange {
  readonly window: TimeWindow | null;
  readonly before: TimeWindow | null;
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

export interface DailyCosts extends WindowReport {
  /** Oldest first. The API does not promise a row for a day without use. */
  readonly days: readonly DayUsage[];
}

export interface ModelCost {
  readonly model: string;
  readonly provider: string | null;
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

export interface CostByModel extends WindowReport {
  /** The cost of all models together; null when unknown. */
  readonly total: Usd | null;
  readonly models: readonly ModelCost[];
}

export interface CatalogueModel {
  readonly provider: string | null;
  readonly id: string;
  readonly name: string | null;
  readonly isEnabled: boolean | null;
  readonly maxContextTokens: number | null;
  /** USD for one input token. */
  readonly inputPrice: Usd | null;
  /** USD for one output token. */
  readonly outputPrice: Usd | null;
}

export interface ModelCatalogue extends Report {
  readonly models: readonly CatalogueModel[];
}

export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** One route that was tried to see whether the connection works. */
export interface Probe {
  readonly route: string;
  readonly latencyMs: number;
  /** null: it was answered. */
  readonly error: ApiError | null;
}

export interface Health {
  readonly status: string | null;
  readonly version: string | null;
  /** What the API says of its own state, when it is not well. */
  readonly warnings: readonly string[];
}

export interface Connection {
  readonly mode: Mode;
  readonly baseUrl: string;
  /** As the API reports them of itself; null when it does not. */
  readonly apiStatus: string | null;
  readonly apiVersion: string | null;
  readonly credential: "accepted" | "refused" | "unknown";
  readonly speaksFor: string | null;
  /** Of a route that wants no credential, and of one that does. */
  readonly probes: readonly [health: Probe, authorized: Probe];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What either credential can ask for. */
export interface SharedApi {
  subject(): Promise<Subject>;
  /** Says nothing about the credential, of which it needs none. */
  health(): Promise<Health>;
  connection(): Promise<Connection>;
  usageSummary(period: Period): Promise<UsageSummary>;
  dailyCosts(period: Period): Promise<DailyCosts>;
  costByModel(period: Period): Promise<CostByModel>;
  models(): Promise<ModelCatalogue>;
}

/** A route as a source is named: without the part that all routes share. */
export const routeSource = ({ text }: { readonly text: string }): string => text.replace("/api/v1/", "");
