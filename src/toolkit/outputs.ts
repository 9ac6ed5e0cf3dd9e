/** What results have in common. */

import * as v from "valibot";
import { warnOfLongCycle } from "../domain/billing-cycle.ts";
import { roundUnitCost, roundUsd, type Usd } from "../domain/money.ts";
import { divideUsd, roundPercent } from "../domain/ratios.ts";
import { countDays, dayOf, lastDayOf, type TimeWindow } from "../domain/time.ts";
import type { DayUsage, UsageChange } from "../domain/usage.ts";

/** Added to every result at the server boundary: whom the credential speaks for, and when the tool was asked. */
export const Provenance = v.object({ speaks_for: v.string(), as_of: v.string() });

/** What limits the figures. The instructions explain them once: a description in every tool would cost tokens for nothing. */
export const Warnings = v.array(v.string());

/** Where the figures come from: API routes, and the data source if the API names one. */
export const Source = v.string();

/** A number; null when it is unknown. */
export const Figure = v.nullable(v.number());

export const FiguresWindow = v.object({
  period: v.string(),
  /** First and last UTC day, both included; null when the API does not say. */
  from: v.nullable(v.string()),
  to: v.nullable(v.string()),
  /** The number of days, an incomplete today included. */
  days: Figure,
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
    cost_usd: Figure,
    requests: Figure,
    tokens: Figure,
  }),
);

/** null where the API has sent no row for today yet. */
export const toTodaySoFar = (today: DayUsage | null): v.InferOutput<typeof TodaySoFar> =>
  today && { cost_usd: roundUsd(today.cost), requests: today.requests, tokens: today.tokens };

/** Today beside a window of complete days; left out beside any other window. */
export const describeToday = (
  today: DayUsage | null | undefined,
): { readonly today_so_far?: v.InferOutput<typeof TodaySoFar> } =>
  today === undefined ? {} : { today_so_far: toTodaySoFar(today) };

/** First and last day of a window, both included, as `2026-10-03..2026-10-09`; null for an unknown window. */
export const formatDays = (window: TimeWindow | null): string | null =>
  window === null ? null : `${dayOf(window.start)}..${lastDayOf(window)}`;

export const UsageChangeOutput = v.pipe(
  v.object({
    days: v.nullable(v.string()),
    compared_with: v.nullable(v.string()),
    cost_now_usd: v.optional(v.pipe(v.number(), v.description("Of `days`, where they are not the window"))),
    cost_before_usd: Figure,
    cost_change_usd: Figure,
    cost_percent: Figure,
    requests_percent: Figure,
    tokens_percent: Figure,
  }),
  v.description("Against the period before"),
);

/** @param total what the window cost: a `cost_now_usd` that is the same is left out */
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

/** What a request costs, with four decimals; null when that is unknown, or there was none. */
export const roundCostPerRequest = ({ cost, requests }: Pick<DayUsage, "cost" | "requests">): number | null =>
  roundUnitCost(divideUsd(cost, requests));

/** What a million tokens cost, with four decimals; null when that is unknown, or there were none. */
export const roundCostPerMillionTokens = ({
  cost,
  tokens,
}: Pick<DayUsage, "cost" | "tokens">): number | null =>
  roundUnitCost(divideUsd(cost, tokens === null ? null : tokens / 1e6));

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
