/** What a period cost, and how it changed against the days before: of a workspace, or of one entity in it. */
import { changeOfUsage, noChange, usageTotals } from "../analytics/usage.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Entity } from "../domain/entities.ts";
import { ApiError, explainApiError } from "../domain/errors.ts";
import {
  dayOf,
  daysOf,
  daysOfPeriod,
  isInWindow,
  monthBefore,
  type Period,
  shiftedBack,
  startOfDay,
  type TimeWindow,
  todaySoFar,
  windowBefore,
  windowOfPeriod,
} from "../domain/time.ts";
import type { DailyCosts, DayUsage, EntityUsage, Scalars, UsageSummary } from "../domain/usage.ts";

export async function summarizeUsage(
  api: WorkspaceApi,
  now: Date,
  period: Period,
  entity?: Entity,
): Promise<UsageSummary & DailyCosts> {
  const fixed = windowOfPeriod(period, now);
  // One request covers a period of known days and the days before it that it is compared with.
  const known = fixed && { start: shiftedBack(fixed, daysOf(fixed).length).start, end: fixed.end };
  const report = await api.usage(known, entity);
  const window = fixed ?? report.window;
  const complete = window && windowBefore(window, dayOf(now));
  const before =
    complete && window && (fixed ? shiftedBack(complete, daysOf(fixed).length) : monthBefore(complete));
  const daysBefore = before && (fixed ? report.days : await readDays(api, before, entity));
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
        ? warnOfMissingDays(days, complete, daysBefore, before)
        : []),
      ...(before && daysBefore === null
        ? ["The days before could not be read, so there is no comparison."]
        : []),
      ...todaySoFar(period),
    ],
  };
}

/** null when they cannot be read: the totals beside them are still worth having. */
async function readDays(
  api: WorkspaceApi,
  window: TimeWindow,
  entity?: Entity,
): Promise<readonly DayUsage[] | null> {
  try {
    return (await api.usage(window, entity)).days;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** A comparison of windows with days that have no row compares use with silence. */
function warnOfMissingDays(
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

/** @throws ApiError not_found when neither the entity's route nor the usage knows the id */
export async function readEntityUsage(
  api: WorkspaceApi,
  now: Date,
  entity: Entity,
  period: Exclude<Period, "billing_cycle">,
): Promise<EntityUsage> {
  const [summary, { missing, failed, figures }] = await Promise.all([
    summarizeUsage(api, now, period, entity),
    api.entityReport(entity, daysOfPeriod[period]),
  ]);
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
}

/** Members of an entity's route that say again what usage says, or what the caller said. */
const usageMembers = /^(?:.*id|name|(?:total)?_?(?:cost|requests|tokens)|period.*|window.*|days)$/i;

const beyondUsage = (figures: Scalars): Scalars =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !usageMembers.test(name)));

const nameIn = ({ name }: Scalars): string | null => (typeof name === "string" ? name : null);
