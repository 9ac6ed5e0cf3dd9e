/** Where each credential's usage by period comes from. */
import type { ApiByMode } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { createCockpitPeriodUsage } from "./cockpit-period-usage.ts";
import type { PeriodUsage } from "./period-usage.ts";
import { createWorkspacePeriodUsage } from "./workspace-period-usage.ts";

export const periodUsageByMode: { readonly [M in Mode]: (api: ApiByMode[M], now: Date) => PeriodUsage } = {
  vk: createCockpitPeriodUsage,
  manager: createWorkspacePeriodUsage,
};
