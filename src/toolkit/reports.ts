/** The reports that both credentials can ask for by a period: a virtual key's API knows four names, a workspace's any window. */

import type { ApiByMode } from "../api/index.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Mode } from "../domain/mode.ts";
import { endsYesterday, resolvePeriod } from "../domain/periods.ts";
import { addDays, dayOf, startOfDay, windowOfDays } from "../domain/time.ts";
import { cockpitReports } from "./cockpit-reports.ts";
import { type Reports, summarizeUsage } from "./usage-summary.ts";

export const reportsByMode: { readonly [M in Mode]: (api: ApiByMode[M], now: Date) => Reports } = {
  vk: cockpitReports,
  manager: workspaceReports,
};

function workspaceReports(api: WorkspaceApi, now: Date): Reports {
  return {
    usageSummary: (period) => summarizeUsage(api, now, period),

    /** "24h" is today so far; yesterday beside it makes it readable. */
    async dailyCosts(period) {
      const today = dayOf(now);
      const { name, window, warnings } = resolvePeriod(period, now);
      if (name === "24h") return api.usage(windowOfDays(addDays(today, -1), today));
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
