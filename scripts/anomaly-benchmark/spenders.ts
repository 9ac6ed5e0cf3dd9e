/** Made-up spenders: what one agent costs on every day of half a year. */

import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, startOfDay, type UtcDay } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import type { Random } from "./random.ts";

/** Half a year: the days that a diagnosis reads (minHistoryDays of src/analytics/diagnosis.ts). */
export const historyDays = 182;

/** By days before today; today is 0 and not over. */
export type Shape = (daysAgo: number) => number;

export interface Spender {
  readonly id: string;
  /** Oldest first, today last. */
  readonly days: readonly DayUsage[];
}

export interface Recipe {
  /** USD on an average day. */
  readonly level: number;
  /** Standard deviation of a day's requests, as a part of them. */
  readonly noise: number;
  readonly volume?: Shape;
  readonly tokensPerRequest?: Shape;
  readonly price?: Shape;
  /** Replaces the noise: the factor of one day. */
  readonly factor?: (random: Random) => number;
}

/** Sunday first. Offices rest at the weekend; machines do not care. */
const officeWeek = [0.35, 1.2, 1.25, 1.25, 1.2, 1.1, 0.65];
const machineWeek = [0.9, 1.03, 1.04, 1.04, 1.04, 1.03, 0.92];
/** The share of a day's requests that is there when somebody asks in the morning. */
const shareOfToday = 0.3;

const always: Shape = () => 1;

interface CalendarDay {
  readonly day: UtcDay;
  readonly weekday: number;
}

const calendars = new Map<UtcDay, readonly CalendarDay[]>();

function listCalendar(today: UtcDay): readonly CalendarDay[] {
  const known = calendars.get(today);
  if (known !== undefined) return known;
  const days = Array.from({ length: historyDays + 1 }, (_, index) => {
    const day = addDays(today, index - historyDays);
    return { day, weekday: startOfDay(day).getUTCDay() };
  });
  calendars.set(today, days);
  return days;
}

export function createSpender(random: Random, id: string, today: UtcDay, recipe: Recipe): Spender {
  const { level, noise, volume = always, tokensPerRequest = always, price = always } = recipe;
  const week = random.next() < 0.5 ? officeWeek : machineWeek;
  const usualTokens = random.between(2_000, 20_000);
  const requestsPerDay = random.between(50, 2_000);
  const costPerToken = level / (requestsPerDay * usualTokens);
  const factorOf = recipe.factor ?? ((own: Random) => Math.max(0, 1 + noise * own.normal()));
  const days = listCalendar(today).map(({ day, weekday }, index): DayUsage => {
    const daysAgo = historyDays - index;
    const season = week[weekday] ?? 1;
    const part = daysAgo === 0 ? shareOfToday : 1;
    const requests = Math.round(requestsPerDay * season * part * volume(daysAgo) * factorOf(random));
    const tokens = Math.round(
      requests * usualTokens * tokensPerRequest(daysAgo) * (1 + 0.02 * random.normal()),
    );
    const cost = Math.round(tokens * costPerToken * price(daysAgo) * 100) / 100;
    return { day, cost: asDerivedUsd(cost), requests, tokens };
  });
  return { id, days };
}

/** From one day of the past up to now. */
export const changeSince =
  (daysAgo: number, factor: number): Shape =>
  (day) =>
    day <= daysAgo ? factor : 1;

/** Between two days of the past, both included. */
export const changeDuring =
  (first: number, last: number, factor: number): Shape =>
  (day) =>
    day <= first && day >= last ? factor : 1;
