/** Sums over daily usage: of a window, and compared with the window before. */

import { subtractUsd, sumUsd, type Usd } from "../domain/money.ts";
import { computeChangePercent } from "../domain/ratios.ts";
import { sumNumbers } from "../domain/sums.ts";
import { dayOf, lastDayOf, type TimeWindow, type UtcDay } from "../domain/time.ts";
import type { DayUsage, UsageChange } from "../domain/usage.ts";

export interface UsageTotals {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** Sums over the rows of a window; unknown when it has no row at all. */
export function sumUsage(days: readonly DayUsage[], window: TimeWindow): UsageTotals {
  const [first, last] = [dayOf(window.start), lastDayOf(window)];
  const rows = days.filter(({ day }) => first <= day && day <= last);
  if (rows.length === 0) return { cost: null, requests: null, tokens: null };
  return {
    cost: sumUsd(rows.map(({ cost }) => cost)),
    requests: sumNumbers(rows.map(({ requests }) => requests)),
    tokens: sumNumbers(rows.map(({ tokens }) => tokens)),
  };
}

/** The cost of each day that has a row, for arithmetic on days: an unknown cost counts as none. */
export const mapCosts = (days: readonly DayUsage[]): Map<UtcDay, number> =>
  new Map(days.map(({ day, cost }) => [day, cost ?? 0]));

/** The change where there is nothing to compare with. */
export const unknownChange: UsageChange = {
  window: null,
  before: null,
  costNow: null,
  costBefore: null,
  cost: null,
  costPercent: null,
  requestsPercent: null,
  tokensPercent: null,
};

export function compareUsage(
  days: readonly DayUsage[],
  window: TimeWindow,
  daysBefore: readonly DayUsage[],
  before: TimeWindow,
): UsageChange {
  const now = sumUsage(days, window);
  const then = sumUsage(daysBefore, before);
  return {
    window,
    before,
    costNow: now.cost,
    costBefore: then.cost,
    cost: subtractUsd(now.cost, then.cost),
    costPercent: computeChangePercent(then.cost, now.cost),
    requestsPercent: computeChangePercent(then.requests, now.requests),
    tokensPercent: computeChangePercent(then.tokens, now.tokens),
  };
}
