/** What results have in common. `speaks_for` and `as_of` are added to every one at the server boundary. */

import * as v from "valibot";
import { warnOfLongCycle } from "../domain/billing-cycle.ts";
import { roundUsd, type Usd } from "../domain/money.ts";
import { roundPercent } from "../domain/ratios.ts";
import { countDays, dayOf, lastDayOf, type TimeWindow } from "../domain/time.ts";
import type { DayUsage, UsageChange } from "../domain/usage.ts";

/** The instructions tell the model to repeat them; said again in every tool they would cost tokens for nothing. */
export const Warnings = v.array(v.string());

export const Source = v.string();

export const FiguresWindow = v.object({
  period: v.string(),
  /** First and last UTC day, both included; null when the API does not say. */
  from: v.nullable(v.string()),
  to: v.nullable(v.string()),
  /** Days with today, which is not over. */
  days: v.nullable(v.number()),
  includes_incomplete_today: v.nullable(v.boolean()),
});

/** The window as shown: its name, its days, and whether the last of them is still going on. */
export function describeWindow(
  period: string,
  window: TimeWindow | null,
  now: Date,
): v.InferOutput<typeof FiguresWindow> {
  if (window === null) return { period, from: null, to: null, days: null, includes_incomplete_today: null };
  const last = lastDayOf(window);
  return {
    period,
    from: dayOf(window.start),
    to: last,
    days: countDays(window),
    includes_incomplete_today: last >= dayOf(now),
  };
}

/** Never part of the totals beside it. */
export const TodaySoFar = v.nullable(
  v.object({
    cost_usd: v.nullable(v.number()),
    requests: v.nullable(v.number()),
    tokens: v.nullable(v.number()),
  }),
);

/** Today as shown; null where the API sent no row for it yet. */
export const describeDay = (today: DayUsage | null): v.InferOutput<typeof TodaySoFar> =>
  today && { cost_usd: roundUsd(today.cost), requests: today.requests, tokens: today.tokens };

/** Today beside a window of complete days; absent where it does not stand there. */
export const describeToday = (
  today: DayUsage | null | undefined,
): { readonly today_so_far?: v.InferOutput<typeof TodaySoFar> } =>
  today === undefined ? {} : { today_so_far: describeDay(today) };

/** Days of a window in one word, both included; null when unknown. */
export const formatDays = (window: TimeWindow | null): string | null =>
  window === null ? null : `${dayOf(window.start)}..${lastDayOf(window)}`;

const Figure = v.nullable(v.number());

export const UsageChangeOutput = v.pipe(
  v.object({
    days: v.nullable(v.string()),
    compared_with: v.nullable(v.string()),
    cost_now_usd: v.optional(
      v.pipe(v.number(), v.description("Of these days, where they are not the window")),
    ),
    cost_before_usd: Figure,
    cost_change_usd: Figure,
    cost_percent: Figure,
    requests_percent: Figure,
    tokens_percent: Figure,
  }),
  v.description("Against the period before"),
);

/** @param total what the window itself cost, beside which the same figure would say nothing */
export const describeUsageChange = (
  change: UsageChange,
  total: Usd | null,
): v.InferOutput<typeof UsageChangeOutput> => ({
  days: formatDays(change.window),
  compared_with: formatDays(change.before),
  ...(change.costNow === null || roundUsd(change.costNow) === roundUsd(total)
    ? {}
    : { cost_now_usd: roundUsd(change.costNow) ?? 0 }),
  cost_before_usd: roundUsd(change.costBefore),
  cost_change_usd: roundUsd(change.cost),
  cost_percent: roundPercent(change.costPercent),
  requests_percent: roundPercent(change.requestsPercent),
  tokens_percent: roundPercent(change.tokensPercent),
});

/** What to warn of when a comparison came without its dates. */
export const warnOfUndatedChange = ({ window, before, ...change }: UsageChange): string[] =>
  (window === null || before === null) && Object.values(change).some((figure) => figure !== null)
    ? ["The change is the API's own comparison; it does not say which days it compares."]
    : [];

/** What to warn of when figures came without their dates, or with dates that their period's name does not promise. */
export const warnOfWindow = (period: string, window: TimeWindow | null): string[] =>
  window === null
    ? ["The API did not say which dates these figures cover."]
    : warnOfLongCycle(period, window);

/** What to call next, at most three. */
export const NextCalls = v.array(
  v.object({ tool: v.string(), arguments: v.record(v.string(), v.unknown()), why: v.string() }),
);
export type NextCall = v.InferOutput<typeof NextCalls>[number];
