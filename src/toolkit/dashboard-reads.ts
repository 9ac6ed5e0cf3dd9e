/** What the executive dashboard reads: the workspace as a whole, and who and what spends in it. */
import { planHistory } from "../analytics/forecast.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { shiftBack, type UtcDay, windowOfCompleteDays } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { type PartialReads, readAll, trackPartialReads } from "./partial-reads.ts";

export const planDashboard = (today: UtcDay) => {
  const [week, halfMonth] = [windowOfCompleteDays(7, today), windowOfCompleteDays(15, today)];
  return {
    history: planHistory(today),
    week,
    weekBefore: shiftBack(week, 7),
    /** Between these two, unit costs are compared. */
    halfMonths: [halfMonth, shiftBack(halfMonth, 15)] as const,
  };
};

export type DashboardWindows = ReturnType<typeof planDashboard>;

function readWorkspace(
  api: WorkspaceApi,
  parts: PartialReads,
  { history }: DashboardWindows,
  sparklineMetrics: string,
) {
  return readAll({
    usage: parts.read("Daily usage", api.dailyCosts(history)),
    subscription: parts.read("The subscription", api.subscription()),
    policy: parts.read("The budget policy", api.budgetPolicy()),
    overview: parts.read("The overview", api.overview()),
    sparklines: parts.read("The sparklines", api.sparklines(sparklineMetrics)),
  });
}

function readSpenders(api: WorkspaceApi, parts: PartialReads, { week, weekBefore }: DashboardWindows) {
  return readAll({
    costsNow: parts.read("The costs of the last week", api.costsWithModels(week)),
    costsBefore: parts.read("The costs of the week before", api.costsWithModels(weekBefore)),
    cycleCosts: parts.read("The costs of the billing cycle", api.costs(null)),
    keys: parts.read("The virtual keys", api.virtualKeys()),
    departments: parts.readIfOffered("The departments", api.departments()),
  });
}

export async function readDashboard(
  { api, progress }: Context<"manager">,
  windows: DashboardWindows,
  sparklineMetrics: string,
) {
  const parts = trackPartialReads(progress);
  const { workspace, spenders } = await readAll({
    workspace: readWorkspace(api, parts, windows, sparklineMetrics),
    spenders: readSpenders(api, parts, windows),
  });
  parts.throwIfAllFailed();
  return { ...workspace, ...spenders, partWarnings: parts.warnings() };
}

export type DashboardReads = Awaited<ReturnType<typeof readDashboard>>;

/** What limits the figures read: parts that failed, and what the others warn of. */
export const warnOfReads = (read: DashboardReads): string[] => [
  ...read.partWarnings,
  ...[read.usage, read.costsNow, read.costsBefore, read.keys, read.sparklines, read.departments].flatMap(
    (figures) => figures?.warnings ?? [],
  ),
];
