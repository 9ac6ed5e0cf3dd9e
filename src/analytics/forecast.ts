/** Where a billing cycle will end: what has been spent, and what the days to come will cost at the present level. */

import { asDerivedUsd, type Usd } from "../domain/money.ts";
import { addDays, daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { type Exhaustion, forecastExhaustion } from "./exhaustion.ts";
import type { RangeBasis } from "./forecast-range.ts";
import { toHistory } from "./history.ts";
import { forecastRest } from "./rest-of-cycle.ts";
import { sum } from "./statistics.ts";
import { mapCosts } from "./usage.ts";

/** Thirty weeks: the range of the forecast is measured on what forecasts of the past would have got wrong. */
const wantedHistoryDays = 210;
/** With fewer days than this the weekdays are not fully learnt, and only a few past forecasts do not overlap. */
const ampleHistoryDays = 84;
/** A shift of the level is reported when the forecast follows it more than not. */
const minTrustInShift = 0.5;

/** The days up to today that a forecast should be given. */
export const planHistory = (today: UtcDay): TimeWindow =>
  windowOfDays(addDays(today, -wantedHistoryDays), today);

export interface Forecast {
  readonly total: Usd;
  /** 80 % range. */
  readonly low: Usd;
  readonly high: Usd;
  readonly basis: ForecastBasis;
  /** When the budget is used up; null without a budget, or when the cycle ends first even at the high end of the range. */
  readonly exhaustion: Exhaustion | null;
  /** The first day of a new level, which is taken to go on; null while the level is that of the last four weeks. */
  readonly levelSince: UtcDay | null;
}

export interface ForecastBasis extends RangeBasis {
  readonly historyDays: number;
  readonly isLittleHistory: boolean;
}

/**
 * @param days daily costs up to today, today's so far included; a day without a row had no use
 * @returns null when the history is too short, or a day of it is unknown
 */
export function forecastCycle(
  days: readonly DayUsage[],
  cycle: TimeWindow,
  today: UtcDay,
  budget: Usd | null,
): Forecast | null {
  const history = toHistory(days, today);
  if (history === null) return null;
  const costByDay = mapCosts(days);
  const cycleDays = daysOf(cycle);
  const spent = sum(cycleDays.filter((day) => day < today).map((day) => costByDay.get(day) ?? 0));
  const remaining = cycleDays.filter((day) => day >= today);
  const isUnderWay = remaining.length < cycleDays.length;
  const rest = forecastRest(history, remaining.length, costByDay.get(today) ?? 0, isUnderWay);
  const { shift } = history.levelAt(history.costs.length);
  return {
    total: asDerivedUsd(spent + rest.middle),
    low: asDerivedUsd(spent + rest.low),
    high: asDerivedUsd(spent + rest.high),
    basis: {
      ...rest.basis,
      historyDays: history.costs.length,
      isLittleHistory: history.costs.length < ampleHistoryDays,
    },
    exhaustion: budget === null ? null : forecastExhaustion(rest, remaining, budget - spent),
    levelSince: shift === null || rest.trustInShift < minTrustInShift ? null : addDays(today, -shift.length),
  };
}
