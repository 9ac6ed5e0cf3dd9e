/** What a comparison reads: the daily usage of the entity, and of the workspace around it. */
import type { ComparisonPlan } from "../analytics/comparison.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Entity } from "../domain/entities.ts";
import { ApiError } from "../domain/errors.ts";
import type { TimeWindow } from "../domain/time.ts";
import type { DailyCosts } from "../domain/usage.ts";
import type { Context } from "./context.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

/** `usage` is what is compared: the entity's, or without one the workspace's. @throws ApiError not_found for an unknown id */
export async function readComparison(
  { api, progress }: Context<"manager">,
  entity: Entity | null,
  plan: ComparisonPlan,
) {
  const parts = trackPartialReads(progress);
  const { own, workspace } = await readAll({
    own: entity && parts.read(`The usage of the ${entity.kind}`, catchNotFound(api.usage(plan.span, entity))),
    workspace: parts.read("The usage of the workspace", api.usage(entity ? spanOfWindows(plan) : plan.span)),
  });
  if (own instanceof ApiError) throw own;
  parts.throwIfAllFailed();
  const usage = entity === null ? workspace : own;
  const isUnused = usage?.days.every(({ requests, cost }) => !requests && !cost) === true;
  if (entity !== null && isUnused) await refuseUnknown(api, entity);
  return { usage, workspace, isUnused, warnings: [...parts.warnings(), ...(usage?.warnings ?? [])] };
}

/** From the earlier window to the later, without the days that only show what is usual. */
const spanOfWindows = ({ window, before }: ComparisonPlan): TimeWindow =>
  before.start < window.start
    ? { start: before.start, end: window.end }
    : { start: window.start, end: before.end };

/** A 404 is the answer to the question, not a part that is missing. */
async function catchNotFound(answer: Promise<DailyCosts>): Promise<DailyCosts | ApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return error;
    throw error;
  }
}

/** Usage answers an id that nobody has with an empty series; the entity's own route tells whether it exists. @throws ApiError not_found */
async function refuseUnknown(api: WorkspaceApi, entity: Entity): Promise<void> {
  const { missing: notFound } = await api.entityAnalytics(entity, 30);
  if (notFound !== undefined) throw notFound;
}
