/** What the days from today to the end of a cycle will cost; a part of today's cost is known already. */
import { forecastRange, type RangeBasis, type SumRange } from "./forecast-range.ts";
import type { History } from "./history.ts";
import { countMeanDays } from "./past-forecasts.ts";

export interface RestOfCycle {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly basis: RangeBasis;
  readonly trustInShift: number;
  /** The range for the first `days` of these days only, today among them. */
  readonly upTo: (days: number) => Range;
}

type Range = Pick<SumRange, "low" | "middle" | "high">;

/** @param isUnderWay whether yesterday belongs to the cycle, so that it had a forecast then */
export function forecastRest(
  history: History,
  days: number,
  todaySoFar: number,
  isUnderWay: boolean,
): RestOfCycle {
  const range = forecastRange(history, days);
  const middle = isUnderWay ? holdToYesterday(history, range.middle, days) : range.middle;
  const correction = range.middle === 0 ? 1 : middle / range.middle;
  const upTo = (count: number): Range => {
    const raw = count === days ? range : forecastRange(history, count);
    const held = raw.middle * correction;
    const around = { low: Math.min(raw.low, held), middle: held, high: Math.max(raw.high, held) };
    return addTodaysExcess(around, todaySoFar, shareOfToday(history, count));
  };
  return { ...upTo(days), basis: range.basis, trustInShift: range.trustInShift, upTo };
}

/**
 * The middle, kept inside the range that was forecast yesterday where yesterday's own cost was within its range: such a day
 * may shift the weights of the levels, but must not move the forecast out of the range that was shown.
 */
function holdToYesterday(history: History, middle: number, days: number): number {
  const { costs, sumsBefore, firstForecast } = history;
  const [yesterday, yesterdayIndex] = [costs.at(-1) ?? 0, costs.length - 1];
  if (yesterdayIndex <= firstForecast) return middle;
  const then: History = {
    ...history,
    costs: costs.slice(0, yesterdayIndex),
    sumsBefore: sumsBefore.slice(0, costs.length),
  };
  const day = forecastRange(then, 1);
  if (yesterday < day.low || yesterday > day.high) return middle;
  const { low, high } = forecastRange(then, days + 1);
  return Math.min(Math.max(middle, low - yesterday), high - yesterday);
}

/** Today is expected to cost what its weekday usually does, unless it already has cost more. */
function addTodaysExcess({ low, middle, high }: Range, soFar: number, share: number): Range {
  const excess = Math.max(0, soFar - middle * share);
  return {
    low: Math.max(soFar, low + excess),
    middle: Math.max(soFar, middle + excess),
    high: Math.max(soFar, high + excess),
  };
}

/** The part of the days to come that today is expected to cost. */
function shareOfToday(history: History, days: number): number {
  const today = history.costs.length;
  const level = history.levelAt(today);
  return countMeanDays(level, today, 1) / countMeanDays(level, today, days);
}
