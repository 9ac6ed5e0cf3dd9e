/**
 * The usage of a virtual key by period. Its API, the cockpit, has four periods, and all of them end now. So 7 and 30
 * complete days are added up from the daily rows of the longest one, as far back as those go.
 */

import { compareUsage, sumUsage, unknownChange } from "../analytics/usage.ts";
import type { VirtualKeyApi } from "../api/virtual-key/virtual-key-api.ts";
import { InputError } from "../domain/errors.ts";
import { isPeriodOfDays, Period, type PeriodOfDays, periodLengths } from "../domain/periods.ts";
import {
  addDays,
  countDays,
  dayOf,
  isInWindow,
  shiftBack,
  startOfDay,
  type TimeWindow,
  windowOfCompleteDays,
  windowOfDays,
} from "../domain/time.ts";
import type { DailyCosts } from "../domain/usage.ts";
import { type PeriodUsage, yesterdayNotice } from "./period-usage.ts";
import { type PeriodSummary, warnOfMissingDays } from "./usage-summary.ts";

export function createCockpitPeriodUsage(api: VirtualKeyApi, now: Date): PeriodUsage {
  return {
    async usageSummary(text) {
      const period = parseCockpitPeriod(text);
      if (!isPeriodOfDays(period)) {
        const summary = await api.usageSummary(period);
        return { ...summary, today: undefined, warnings: [...summary.warnings, ...warnOfRollingDay(period)] };
      }
      return summarizeRows(await readCompleteRows(api, now, period), period);
    },

    async dailyCosts(text) {
      const period = parseCockpitPeriod(text);
      if (period === "24h") return readYesterdayAndToday(api, now);
      if (!isPeriodOfDays(period)) return api.dailyCosts(period);
      const { daily, window, today, warnings } = await readCompleteRows(api, now, period);
      const days = daily.days.filter(({ day }) => isInWindow(day, window) || day === today);
      return { ...daily, window, days, warnings: [...daily.warnings, ...warnings] };
    },

    async costByModel(text) {
      const period = parseCockpitPeriod(text);
      const costs = await api.costByModel(period);
      if (!isPeriodOfDays(period))
        return { ...costs, warnings: [...costs.warnings, ...warnOfRollingDay(period)] };
      const warning = `With a virtual key, costs by model of ${period} include today, which is not over: they are not those of the ${periodLengths[period]} complete days in get_usage_summary and get_daily_costs.`;
      return { ...costs, warnings: [...costs.warnings, warning] };
    },
  };
}

/** @throws InputError for days that the cockpit cannot be asked for */
function parseCockpitPeriod(text: string): Period {
  const name = text.trim().toLowerCase();
  const period = Period.options.find((each) => each === name);
  if (period !== undefined) return period;
  throw new InputError(
    `With a virtual key period must be one of ${Period.options.join(", ")}: its API offers no other days. A month or any days need a personal access token (ALEPHANT_PAT). No request was sent.`,
  );
}

/** The cockpit's own 24h begins in the course of yesterday, whose row would then look like a whole day. */
async function readYesterdayAndToday(api: VirtualKeyApi, now: Date): Promise<DailyCosts> {
  const daily = await api.dailyCosts("30d");
  const window = windowOfDays(addDays(dayOf(now), -1), dayOf(now));
  const days = daily.days.filter(({ day }) => isInWindow(day, window));
  return { ...daily, window, days, warnings: [...daily.warnings, yesterdayNotice] };
}

const warnOfRollingDay = (period: Period): string[] =>
  period === "24h"
    ? [
        "With a virtual key 24h is the API's own, presumably the last 24 hours: of its first day only the end is in it. For today so far and the whole of yesterday use get_daily_costs.",
      ]
    : [];

interface CompleteRows {
  /** The 30 days that end today. */
  readonly daily: DailyCosts;
  /** The complete days that were asked for, as far as the rows reach back. */
  readonly window: TimeWindow;
  /** As many days before; null where the rows do not reach. */
  readonly before: TimeWindow | null;
  /** The rows reach back to the days before `7d`. */
  readonly hasWeekBefore: boolean;
  readonly today: string;
  readonly warnings: readonly string[];
}

async function readCompleteRows(api: VirtualKeyApi, now: Date, period: PeriodOfDays): Promise<CompleteRows> {
  const today = dayOf(now);
  const daily = await api.dailyCosts("30d");
  const first = daily.window === null ? addDays(today, -29) : dayOf(daily.window.start);
  const wanted = windowOfCompleteDays(periodLengths[period], today);
  const isWhole = startOfDay(first) <= wanted.start;
  // When the rows begin today, nothing is known of the days before.
  const isEmpty = first >= today;
  const window = isWhole || isEmpty ? wanted : { start: startOfDay(first), end: wanted.end };
  const before = shiftBack(window, countDays(window));
  const available = countDays(window);
  return {
    daily,
    window,
    before: startOfDay(first) <= before.start ? before : null,
    hasWeekBefore: startOfDay(first) <= shiftBack(windowOfCompleteDays(7, today), 7).start,
    today,
    warnings:
      available === periodLengths[period]
        ? []
        : [
            `With a virtual key the API's daily rows begin on ${dayOf(window.start)}, so ${period} is ${available} complete days here; today stands beside them.`,
          ],
  };
}

function summarizeRows(
  { daily, window, before, hasWeekBefore, today, warnings }: CompleteRows,
  period: PeriodOfDays,
): PeriodSummary {
  const totals = sumUsage(daily.days, window);
  return {
    ...totals,
    inputTokens: null, // the daily rows count tokens without direction
    outputTokens: null,
    window,
    today: daily.days.find(({ day }) => day === today) ?? null,
    change: before === null ? unknownChange : compareUsage(daily.days, window, daily.days, before),
    source: daily.source,
    warnings: [
      ...daily.warnings,
      ...warnings,
      "Input and output tokens are told apart with 24h and billing_cycle only.",
      ...(totals.cost === null && daily.days.length > 0
        ? ["The API sent no complete figures for this window, so its totals are unknown."]
        : []),
      ...(before === null
        ? [
            `With a virtual key there are no days before these ${period} to compare them with${hasWeekBefore ? ": try 7d" : ""}.`,
          ]
        : warnOfMissingDays(daily.days, window, daily.days, before)),
    ],
  };
}
