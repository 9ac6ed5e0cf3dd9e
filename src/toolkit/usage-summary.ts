/** What a period cost, and how it changed against the days before: of a workspace, or of one entity in it. */

import { compareUsage, sumUsage, unknownChange } from "../analytics/usage.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Entity } from "../domain/entities.ts";
import { ApiError } from "../domain/errors.ts";
import { isMonth, resolvePeriod } from "../domain/periods.ts";
import {
  addDays,
  countDays,
  cutWindowAt,
  dayOf,
  endsYesterday,
  isInWindow,
  shiftBack,
  shiftBackMonth,
  startOfDay,
  type TimeWindow,
  type UtcDay,
} from "../domain/time.ts";
import type { DailyCosts, DayUsage, UsageSummary } from "../domain/usage.ts";

export interface PeriodSummary extends UsageSummary {
  /** Today, beside complete days that end yesterday: null while it has no row. undefined beside any other window. */
  readonly today: DayUsage | null | undefined;
}

/** `days` are those of the window, and today where the window ends yesterday. */
export async function summarizeUsage(
  api: WorkspaceApi,
  now: Date,
  period: string,
  entity?: Entity,
): Promise<PeriodSummary & DailyCosts> {
  const today = dayOf(now);
  // null for the billing cycle, whose window only the API knows.
  const { window: fixed, warnings: periodWarnings } = resolvePeriod(period, now);
  const usage = await api.dailyCosts(fixed && widenWindow(fixed, today), entity);
  const window = fixed ?? usage.window;
  const compared = window && findComparedWindows(window, today, fixed === null);
  const daysBefore = compared && (fixed ? usage.days : await readDays(api, compared.before, entity));
  const days = window ? usage.days.filter(({ day }) => startOfDay(day) >= window.start) : usage.days;
  const totals = window ? sumUsage(days, window) : { cost: null, requests: null, tokens: null };
  const change =
    compared && daysBefore
      ? compareUsage(days, compared.complete, daysBefore, compared.before)
      : unknownChange;
  return {
    ...totals,
    inputTokens: null, // the usage route counts tokens without direction
    outputTokens: null,
    window,
    days,
    today: fixed && endsYesterday(fixed, today) ? (days.find(({ day }) => day === today) ?? null) : undefined,
    change,
    source: usage.source,
    warnings: [
      ...(totals.cost === null && usage.days.length > 0
        ? ["The API sent no complete figures for this window, so its totals are unknown."]
        : usage.warnings),
      ...(compared && daysBefore && change.cost !== null
        ? warnOfMissingDays(days, compared.complete, daysBefore, compared.before)
        : []),
      ...(compared && daysBefore === null
        ? ["The days before could not be read, so there is no comparison."]
        : []),
      ...(compared && isMonth(period) ? warnOfMonth(compared.before) : []),
      ...periodWarnings,
    ],
  };
}

/** The complete days of a window, and as many days before; for a billing cycle the same days of the month before. null where no day is complete. */
function findComparedWindows(window: TimeWindow, today: UtcDay, isCycle: boolean) {
  const complete = cutWindowAt(window, today);
  if (complete === null) return null;
  const before = isCycle ? shiftBackMonth(complete) : shiftBack(complete, countDays(complete));
  return { complete, before };
}

/** A month is compared with as many days before: they are the month before only where it is as long. */
function warnOfMonth(before: TimeWindow): string[] {
  const isMonthBefore = dayOf(before.start).endsWith("-01");
  return isMonthBefore
    ? []
    : [
        "The change is against as many days before, not against the month before: for that use compare_entity_periods with compare_with.",
      ];
}

/** Widened so that one request covers the days before, with which the window is compared, and today where it follows. */
const widenWindow = (window: TimeWindow, today: UtcDay): TimeWindow => ({
  start: shiftBack(window, countDays(window)).start,
  end: endsYesterday(window, today) ? startOfDay(addDays(today, 1)) : window.end,
});

/** null when they cannot be read: the totals beside them are still worth having. */
async function readDays(
  api: WorkspaceApi,
  window: TimeWindow,
  entity?: Entity,
): Promise<readonly DayUsage[] | null> {
  try {
    return (await api.dailyCosts(window, entity)).days;
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** Days without a row make a comparison doubtful: whether they had no use or were left out is not known. */
export function warnOfMissingDays(
  days: readonly DayUsage[],
  window: TimeWindow,
  daysBefore: readonly DayUsage[],
  before: TimeWindow,
): string[] {
  const countMissing = (rows: readonly DayUsage[], wanted: TimeWindow): number =>
    countDays(wanted) - rows.filter(({ day }) => isInWindow(day, wanted)).length;
  const [now, then] = [countMissing(days, window), countMissing(daysBefore, before)];
  return now + then === 0
    ? []
    : [
        `The API sent no row for ${now} of the days compared and ${then} of the days before; they count as days without use.`,
      ];
}
