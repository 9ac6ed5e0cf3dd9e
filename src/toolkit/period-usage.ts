/** The usage of a period, for either credential: the API of a virtual key knows four periods, that of a workspace any days. */
import type { CostByModel } from "../domain/costs.ts";
import type { DailyCosts } from "../domain/usage.ts";
import type { PeriodSummary } from "./usage-summary.ts";

/** What the daily costs of 24h are, with either credential. */
export const yesterdayNotice = "24h is the whole of yesterday here, with today so far beside it (UTC).";

export interface PeriodUsage {
  usageSummary(period: string): Promise<PeriodSummary>;
  /** With today's row, also where the window ends yesterday. */
  dailyCosts(period: string): Promise<DailyCosts>;
  costByModel(period: string): Promise<CostByModel>;
}
