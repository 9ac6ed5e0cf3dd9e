/** The usage of a workspace by period. Its API can be asked for any window. */

import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { addDays, dayOf, endsYesterday, startOfDay, windowOfDays } from "../domain/time.ts";
import { type PeriodUsage, yesterdayNotice } from "./period-usage.ts";
import { summarizeUsage } from "./usage-summary.ts";

export function createWorkspacePeriodUsage(api: WorkspaceApi, now: Date): PeriodUsage {
  return {
    usageSummary: (period) => summarizeUsage(api, now, period),

    /** "24h" alone is today so far: the whole of yesterday is read with it, and the notice says so. */
    async dailyCosts(period) {
      const today = dayOf(now);
      const { name, window, warnings } = resolvePeriod(period, now);
      if (name === "24h") {
        const daily = await api.dailyCosts(windowOfDays(addDays(today, -1), today));
        return { ...daily, warnings: [...daily.warnings, yesterdayNotice] };
      }
      if (window === null || !endsYesterday(window, today)) return api.dailyCosts(window);
      const daily = await api.dailyCosts({ start: window.start, end: startOfDay(addDays(today, 1)) });
      return { ...daily, window, warnings: [...daily.warnings, ...warnings] };
    },

    async costByModel(period) {
      const { window, warnings } = resolvePeriod(period, now);
      const costs = await api.costByModel(window);
      return { ...costs, warnings: [...costs.warnings, ...warnings] };
    },
  };
}
