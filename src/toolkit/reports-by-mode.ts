/** Who makes the reports for a credential. */
import type { ApiByMode } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { createCockpitReports } from "./cockpit-reports.ts";
import type { Reports } from "./reports.ts";
import { createWorkspaceReports } from "./workspace-reports.ts";

export const reportsByMode: { readonly [M in Mode]: (api: ApiByMode[M], now: Date) => Reports } = {
  vk: createCockpitReports,
  manager: createWorkspaceReports,
};
