/** The daily usage of a workspace or of one entity, and what the entity's own route reports. */

import type { Entity, EntityKind } from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import {
  cutAfterToday,
  dayOf,
  isInWindow,
  type TimeWindow,
  type UtcDay,
  windowOfDays,
} from "../../domain/time.ts";
import type { DailyCosts, EntityAnalytics } from "../../domain/usage.ts";
import { type Path, path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { mergeRows, warnOfMergedRows } from "../merged-rows.ts";
import { UsageResponse } from "./analytics-responses.ts";
import { toDayRange } from "./day-range.ts";
import { EntityAnalyticsResponse } from "./entity-analytics-response.ts";

const usageRoute = path`/api/v1/analytics/usage`;

const entityRoute: Readonly<Record<EntityKind, (id: string) => Path>> = {
  agent: (id) => path`/api/v1/agents/${id}/analytics`,
  member: (id) => path`/api/v1/analytics/members/${id}/analytics`,
  department: (id) => path`/api/v1/departments/${id}/analytics`,
};

const entityFilter: Readonly<Record<EntityKind, string>> = {
  agent: "agentId",
  member: "memberId",
  department: "departmentId",
};

const nothing = { figures: {}, models: null } as const;

/** What the departments' route takes when no days are sent, so that they need not be. */
const defaultDepartmentDays = 30;

export type WorkspaceUsage = ReturnType<typeof createWorkspaceUsage>;

export function createWorkspaceUsage(request: SendRequest, now: Date) {
  const today = dayOf(now);
  return {
    /** Daily usage of the workspace, or of one entity; without a window, of the current billing cycle. */
    dailyCosts: (window: TimeWindow | null, entity?: Entity): Promise<DailyCosts> =>
      readDailyCosts(request, window, entity, today),

    /** What the entity's own route reports of its last `days` days. A failure is a part of the answer, and not thrown. */
    async entityAnalytics({ kind, id }: Entity, days: number): Promise<EntityAnalytics> {
      const query = kind === "department" && days === defaultDepartmentDays ? {} : { days };
      try {
        return await request(entityRoute[kind](id), EntityAnalyticsResponse, { query });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return error.kind === "not_found"
          ? { ...nothing, notFoundError: error }
          : { ...nothing, otherError: error };
      }
    },
  };
}

async function readDailyCosts(
  request: SendRequest,
  window: TimeWindow | null,
  entity: Entity | undefined,
  today: UtcDay,
): Promise<DailyCosts> {
  const filter = entity === undefined ? {} : { [entityFilter[entity.kind]]: entity.id };
  const answer = await request(usageRoute, UsageResponse, { query: { ...toDayRange(window), ...filter } });
  const rows = answer.series.map(({ date, ...figures }) => ({ day: date, ...figures }));
  const days = mergeRows(rows, ({ day }) => day).sort((a, b) => a.day.localeCompare(b.day));
  const inWindow = window === null ? days : days.filter(({ day }) => isInWindow(day, window));
  const [first, last] = [days[0], days.at(-1)];
  const seen = first === undefined || last === undefined ? null : windowOfDays(first.day, last.day);
  return {
    window: window ?? cutAfterToday(answer.period, today) ?? seen,
    days: inWindow,
    source: sourceOf(usageRoute),
    warnings: [
      ...(inWindow.length === 0
        ? ["The API sent no usage rows for this window, so its figures are unknown."]
        : []),
      ...(inWindow.length < days.length
        ? [`The API sent ${days.length - inWindow.length} days outside the window; they are left out.`]
        : []),
      ...warnOfMergedRows(rows.length, days.length, "day"),
    ],
  };
}
