/** The daily usage of a workspace or of one entity: totals, days, and the change against the days before. */
import { changeOfUsage, noChange, usageTotals } from "../../analytics/usage.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import {
  addDays,
  dayOf,
  daysOf,
  isInWindow,
  monthBefore,
  type Period,
  shiftedBack,
  startOfDay,
  type TimeWindow,
  windowBefore,
  windowOfDays,
  windowOfPeriod,
} from "../../domain/time.ts";
import { type DailyCosts, type DayUsage, routeSource, type UsageSummary } from "../../domain/usage.ts";
import { type Path, path } from "../http/path.ts";
import type { Request } from "../http/requests.ts";
import { type Scalars, ScalarsResponse, UsageResponse } from "./analytics-responses.ts";
import { dateRange, upToToday } from "./day-range.ts";

export type EntityKind = "agent" | "member" | "department";

export interface Entity {
  readonly kind: EntityKind;
  readonly id: string;
}

export interface EntityUsage extends UsageSummary, DailyCosts {
  readonly name: string | null;
  /** What the entity's own analytics route says beyond the figures above, named as the API names it. */
  readonly reported: Scalars;
}

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

/** `days` of an entity's analytics route; a department's 30 days are its default and are not sent. */
const routeDays = (kind: EntityKind, period: Period): number | undefined =>
  period === "24h" ? 1 : period === "7d" ? 7 : kind === "department" ? undefined : 30;

export type WorkspaceUsage = ReturnType<typeof workspaceUsage>;

export function workspaceUsage(request: Request, now: Date) {
  const today = dayOf(now);

  /** Daily usage of the workspace, or of one entity; without a window, of the current billing cycle. */
  async function usage(window: TimeWindow | null, entity?: Entity): Promise<DailyCosts> {
    const filter = entity === undefined ? {} : { [entityFilter[entity.kind]]: entity.id };
    const answer = await request(usageRoute, UsageResponse, { query: { ...dateRange(window), ...filter } });
    const days = answer.series
      .map(({ date, ...figures }) => ({ day: date, ...figures }))
      .sort((a, b) => a.day.localeCompare(b.day));
    const inWindow = window === null ? days : days.filter(({ day }) => isInWindow(day, window));
    const [first, last] = [days[0], days.at(-1)];
    const seen = first === undefined || last === undefined ? null : windowOfDays(first.day, last.day);
    return {
      window: window ?? upToToday(answer.period, today) ?? seen,
      days: inWindow,
      source: routeSource(usageRoute),
      warnings: [
        ...(inWindow.length === 0
          ? ["The API sent no usage rows for this window, so its figures are unknown."]
          : []),
        ...(inWindow.length < days.length
          ? [`The API sent ${days.length - inWindow.length} days outside the window; they are left out.`]
          : []),
      ],
    };
  }

  async function summaryOf(period: Period, entity?: Entity): Promise<UsageSummary & DailyCosts> {
    const fixed = windowOfPeriod(period, now);
    // One request covers a period of known days and the days before it that it is compared with.
    const known = fixed && { start: shiftedBack(fixed, daysOf(fixed).length).start, end: fixed.end };
    const report = await usage(known, entity);
    const window = fixed ?? report.window;
    const complete = window && windowBefore(window, today);
    const before =
      complete && window && (fixed ? shiftedBack(complete, daysOf(fixed).length) : monthBefore(complete));
    const daysBefore = before && (fixed ? report.days : await daysToCompare(before, entity));
    const days = window ? report.days.filter(({ day }) => startOfDay(day) >= window.start) : report.days;
    const totals = window ? usageTotals(days, window) : { cost: null, requests: null, tokens: null };
    const change =
      complete && before && daysBefore ? changeOfUsage(days, complete, daysBefore, before) : noChange;
    return {
      ...totals,
      inputTokens: null, // the usage route counts tokens without direction
      outputTokens: null,
      window,
      days,
      change,
      source: report.source,
      warnings: [
        ...(totals.cost === null && report.days.length > 0
          ? ["The API sent no complete figures for this window, so its totals are unknown."]
          : report.warnings),
        ...(complete && before && daysBefore && change.cost !== null
          ? missingFrom(days, complete, daysBefore, before)
          : []),
        ...(before && daysBefore === null
          ? ["The days before could not be read, so there is no comparison."]
          : []),
        ...(period === "24h" ? ["24h is today so far (UTC), not a rolling day."] : []),
      ],
    };
  }

  /** null when they cannot be read: the totals beside them are still worth having. */
  async function daysToCompare(window: TimeWindow, entity?: Entity): Promise<readonly DayUsage[] | null> {
    try {
      return (await usage(window, entity)).days;
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  }

  return {
    usage,

    usageSummary: (period: Period): Promise<UsageSummary> => summaryOf(period),

    async dailyCosts(period: Period): Promise<DailyCosts> {
      // "24h" is today so far; yesterday beside it makes it readable.
      return usage(period === "24h" ? windowOfDays(addDays(today, -1), today) : windowOfPeriod(period, now));
    },

    async entityUsage(entity: Entity, period: Period): Promise<EntityUsage> {
      const [summary, reported] = await Promise.all([
        summaryOf(period, entity),
        reportedBy(request, entity, routeDays(entity.kind, period)),
      ]);
      const { missing, failed, figures } = reported;
      if (missing === undefined) {
        const warnings =
          failed === undefined
            ? []
            : [`Name and further figures could not be read. ${explainApiError(failed, "manager").sentence}`];
        return {
          ...summary,
          name: nameIn(figures),
          reported: beyondUsage(figures),
          warnings: [...summary.warnings, ...warnings],
        };
      }
      // The route and the id answer 404 alike. Usage tells them apart: it exists for an id that exists.
      if (summary.requests === null || summary.requests === 0) throw missing;
      return {
        ...summary,
        name: null,
        reported: {},
        warnings: [
          ...summary.warnings,
          `This deployment does not offer ${missing.facts.request}; the figures come from ${summary.source}.`,
        ],
      };
    },
  };
}

/** A comparison of windows with days that have no row compares use with silence. */
function missingFrom(
  days: readonly DayUsage[],
  window: TimeWindow,
  daysBefore: readonly DayUsage[],
  before: TimeWindow,
): string[] {
  const missing = (rows: readonly DayUsage[], wanted: TimeWindow): number =>
    daysOf(wanted).length - rows.filter(({ day }) => isInWindow(day, wanted)).length;
  const [now, then] = [missing(days, window), missing(daysBefore, before)];
  return now + then === 0
    ? []
    : [
        `The API sent no row for ${now} of the days compared and ${then} of the days before; they count as days without use.`,
      ];
}

/** Members of an entity's route that say again what usage says, or what the caller said. */
const usageMembers = /^(?:.*id|name|(?:total)?_?(?:cost|requests|tokens)|period.*|window.*|days)$/i;

const beyondUsage = (figures: Scalars): Scalars =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !usageMembers.test(name)));

const nameIn = ({ name }: Scalars): string | null => (typeof name === "string" ? name : null);

interface Reported {
  readonly figures: Scalars;
  /** The 404, when the route or the id is not there. */
  readonly missing?: ApiError;
  /** Any other failure: what the route adds is then unknown, and the usage beside it is still good. */
  readonly failed?: ApiError;
}

async function reportedBy(
  request: Request,
  { kind, id }: Entity,
  days: number | undefined,
): Promise<Reported> {
  try {
    return { figures: await request(entityRoute[kind](id), ScalarsResponse, { query: { days } }) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.kind === "not_found" ? { figures: {}, missing: error } : { figures: {}, failed: error };
  }
}
