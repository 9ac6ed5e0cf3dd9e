/** The reports that both credentials can ask for by the name of a period: a virtual key's API knows the names, a workspace's takes windows. */
import type { ApiByMode } from "../api/index.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { CostByModel } from "../domain/costs.ts";
import type { Mode } from "../domain/mode.ts";
import { addDays, dayOf, type Period, todaySoFar, windowOfDays, windowOfPeriod } from "../domain/time.ts";
import type { DailyCosts, UsageSummary } from "../domain/usage.ts";
import { summarizeUsage } from "./usage-summary.ts";

export interface Reports {
  usageSummary(period: Period): Promise<UsageSummary>;
  dailyCosts(period: Period): Promise<DailyCosts>;
  costByModel(period: Period): Promise<CostByModel>;
}

export const reportsByMode: { readonly [M in Mode]: (api: ApiByMode[M], now: Date) => Reports } = {
  vk: (api) => api,
  manager: workspaceReports,
};

function workspaceReports(api: WorkspaceApi, now: Date): Reports {
  return {
    usageSummary: (period) => summarizeUsage(api, now, period),

    /** "24h" is today so far; yesterday beside it makes it readable. */
    dailyCosts(period) {
      const today = dayOf(now);
      return api.usage(
        period === "24h" ? windowOfDays(addDays(today, -1), today) : windowOfPeriod(period, now),
      );
    },

    async costByModel(period) {
      const report = await api.modelCosts(windowOfPeriod(period, now));
      return { ...report, warnings: [...report.warnings, ...todaySoFar(period)] };
    },
  };
}
