/** What both credentials can ask for by a period: a virtual key's API knows four names, a workspace's any window. */
import type { CostByModel } from "../domain/costs.ts";
import type { DailyCosts } from "../domain/usage.ts";
import type { PeriodSummary } from "./usage-summary.ts";

/** What the days of 24h are, in both modes. */
export const yesterdayNotice = "24h is the whole of yesterday here, with today so far beside it (UTC).";

export interface PeriodUsage {
  usageSummary(period: string): Promise<PeriodSummary>;
  /** With today's row, also where the window ends yesterday. */
  dailyCosts(period: string): Promise<DailyCosts>;
  costByModel(period: string): Promise<CostByModel>;
}
