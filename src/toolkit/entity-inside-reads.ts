/** What is read of the inside of one department, agent or member: a department's agents, or an owner's virtual keys. */
import { costIn, mapItemsByKey, mayBeTruncated } from "../analytics/breakdown-items.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { byCost, type Dimension } from "../domain/costs.ts";
import type { Entity } from "../domain/entities.ts";
import { subtractUsd, type Usd } from "../domain/money.ts";
import type { ResolvedCompletePeriod } from "../domain/periods.ts";
import { daysOf, type TimeWindow } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { type PartialReads, readAll, trackPartialReads } from "./partial-reads.ts";

export interface InsideQuery {
  readonly dimension: Dimension;
  readonly id: string;
  readonly period: ResolvedCompletePeriod;
  readonly before: TimeWindow;
  readonly limit: number;
}

export async function readInside(
  { api, progress }: Context<"manager">,
  entity: Entity,
  { before, period: { window } }: InsideQuery,
) {
  const parts = trackPartialReads(progress);
  const { kind, id } = entity;
  const analyticsDays = [1, 7, 30].find((days) => days >= daysOf(window).length) ?? 30;
  const read = await readAll({
    usage: parts.read(
      `The usage of the ${kind}`,
      api.dailyCosts({ start: before.start, end: window.end }, entity),
    ),
    inside:
      kind === "department" ? readAgents(api, parts, id, window, before) : readKeys(api, parts, kind, id),
    analytics: api.entityAnalytics(entity, analyticsDays),
  });
  parts.throwIfAllFailed();
  return { ...read, analyticsDays, warnings: parts.warnings() };
}

export type InsideReads = Awaited<ReturnType<typeof readInside>>;

export interface Inside {
  /** The entity's own name, where what was read says it. */
  readonly name: string | null;
  /** The number of rows with their noun, as `3 agents with use`. */
  readonly countText: string;
  readonly warnings: readonly string[];
  /** Whether the rows' cost is that of the window. */
  readonly isCostOfWindow: boolean;
  /** Whether every row that there is could be read. */
  readonly isWholeList: boolean;
  /** Costliest first. */
  readonly rows: readonly {
    readonly name: string;
    readonly id: string;
    readonly cost: Usd | null;
    /** Against the window before; null where the rows' cost is not that of the window, or it is unknown. */
    readonly change: Usd | null;
    readonly requests: number | null;
    readonly budget: Usd | null;
    readonly status: string | null;
  }[];
}

async function readAgents(
  api: WorkspaceApi,
  parts: PartialReads,
  departmentId: string,
  window: TimeWindow,
  before: TimeWindow,
): Promise<Inside | null> {
  const { agents, costs, costsBefore } = await readAll({
    agents: parts.read("The department's agents", api.agents({ departmentId })),
    costs: parts.read("The costs by agent", api.costs(window)),
    costsBefore: parts.read("The costs by agent of the window before", api.costs(before)),
  });
  const items = costs && mapItemsByKey(costs, "agent");
  const earlier = costsBefore && mapItemsByKey(costsBefore, "agent");
  if (agents === null || items === null) return null;
  const rows = agents.rows
    .filter((agent) => agent.departmentId === departmentId)
    .flatMap((agent) => {
      const item = items.get(agent.id);
      return item === undefined
        ? []
        : [
            {
              name: agent.name ?? agent.id,
              id: agent.id,
              cost: item.cost,
              change: subtractUsd(item.cost, costIn(earlier, agent.id)),
              requests: item.requests,
              budget: null,
              status: agent.status,
            },
          ];
    });
  return {
    name: costs?.dimensions.get("department")?.find((item) => item.id === departmentId)?.name ?? null,
    countText: `${rows.length} ${rows.length === 1 ? "agent" : "agents"} with use`,
    isCostOfWindow: true,
    isWholeList: !agents.isTruncated,
    rows: rows.sort(byCost),
    warnings: [
      ...agents.warnings,
      ...(mayBeTruncated(items)
        ? ["The API's list of costs may be cut at its length: then unattributed holds what it leaves out."]
        : []),
    ],
  };
}

async function readKeys(
  api: WorkspaceApi,
  parts: PartialReads,
  kind: "agent" | "member",
  id: string,
): Promise<Inside | null> {
  const keys = await parts.read("The virtual keys", api.virtualKeys({ entityType: kind }));
  if (keys === null) return null;
  const rows = keys.rows
    .filter(({ entityId }) => entityId === id)
    .map((key) => ({
      name: key.label ?? key.id,
      id: key.id,
      cost: key.spent,
      change: null,
      requests: null,
      budget: key.budget,
      status: key.status,
    }));
  return {
    name: keys.rows.find((key) => key.entityId === id)?.entityName ?? null,
    countText: `${rows.length} virtual ${rows.length === 1 ? "key" : "keys"}`,
    isCostOfWindow: false,
    isWholeList: !keys.isTruncated,
    rows: rows.sort(byCost),
    warnings: keys.warnings,
  };
}
