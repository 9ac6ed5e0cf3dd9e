/** The reports of a workspace, whose API can be asked for any window. */

import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { resolvePeriod } from "../domain/periods.ts";
import { addDays, dayOf, endsYesterday, startOfDay, windowOfDays } from "../domain/time.ts";
import { type Reports, yesterdayNotice } from "./reports.ts";
import { summarizeUsage } from "./usage-summary.ts";

export function createWorkspaceReports(api: WorkspaceApi, now: Date): Reports {
  return {
    usageSummary: (period) => summarizeUsage(api, now, period),

    /** "24h" is today so far; yesterday beside it makes it readable. */
    async dailyCosts(period) {
      const today = dayOf(now);
      const { name, window, warnings } = resolvePeriod(period, now);
      if (name === "24h") {
        const report = await api.usage(windowOfDays(addDays(today, -1), today));
        return { ...report, warnings: [...report.warnings, yesterdayNotice] };
      }
      if (window === null || !endsYesterday(window, today)) return api.usage(window);
      const report = await api.usage({ start: window.start, end: startOfDay(addDays(today, 1)) });
      return { ...report, window, warnings: [...report.warnings, ...warnings] };
    },

    async costByModel(period) {
      const { window, warnings } = resolvePeriod(period, now);
      const report = await api.modelCosts(window);
      return { ...report, warnings: [...report.warnings, ...warnings] };
    },
  };
}
