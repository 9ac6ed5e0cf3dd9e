/** Forecasts of a billing cycle from one day of it, held against how the cycle ended. */
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { type UtcDay, windowOfDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";
import { earlierForecast } from "./earlier/forecast.ts";

/** The first day of a cycle, today and the last day, as indexes in a list of days. */
export interface CycleOrigin {
  readonly first: number;
  readonly today: number;
  readonly last: number;
}

/** How a forecast compares with what came. */
export interface Outcome {
  /** What came lies within the range of the forecast. */
  readonly within: boolean;
  /** The distance of the forecast from the truth, as a part of what was still to come. */
  readonly error: number;
  /** The width of the range, as a part of what was still to come. */
  readonly width: number;
}

export interface OriginResult {
  /** Days still to come, today among them. */
  readonly horizon: number;
  readonly now: Outcome;
  readonly earlier: Outcome;
  /** The same error of a run rate: every day to come costs as much as a day so far. */
  readonly runRateError: number;
}

/** How many days of history the dashboard reads, and the earlier version of it. */
export const historyDays = { now: 210, earlier: 63 } as const;
const shareOfToday = 0.4;

/** @returns null when there is too little history for a forecast, or nothing still to come */
export function forecastAt(
  days: readonly UtcDay[],
  values: readonly number[],
  { first, today, last }: CycleOrigin,
): OriginResult | null {
  const [start, now, end] = [days[first] ?? "", days[today] ?? "", days[last] ?? ""];
  const cycle = windowOfDays(start, end);
  const spent = sumBetween(values, first, today);
  const rest = sumBetween(values, today, last + 1);
  const ours = forecastCycle(listKnownDays(days, values, today, historyDays.now), cycle, now, null);
  const earlier = earlierForecast(listKnownDays(days, values, today, historyDays.earlier), cycle, now);
  if (ours === null || earlier === null || rest <= 0) return null;
  const horizon = last - today + 1;
  const runRate = (spent / (today - first)) * horizon;
  const outcome = ({ low, total, high }: { low: number; total: number; high: number }): Outcome => ({
    within: low <= spent + rest && spent + rest <= high,
    error: Math.abs(total - spent - rest) / rest,
    width: (high - low) / rest,
  });
  return {
    horizon,
    now: outcome(ours),
    earlier: outcome(earlier),
    runRateError: Math.abs(runRate - rest) / rest,
  };
}

function listKnownDays(
  days: readonly UtcDay[],
  values: readonly number[],
  today: number,
  count: number,
): DayUsage[] {
  const from = Math.max(0, today - count);
  return days.slice(from, today + 1).map((day, index): DayUsage => {
    const cost = (values[from + index] ?? 0) * (from + index === today ? shareOfToday : 1);
    return { day, cost: asDerivedUsd(cost), requests: null, tokens: null };
  });
}

const sumBetween = (values: readonly number[], from: number, end: number): number =>
  values.slice(from, end).reduce((total, value) => total + value, 0);

export interface CycleScore {
  readonly name: string;
  readonly origins: number;
  readonly now: { readonly within: number; readonly error: number; readonly width: number };
  readonly earlier: { readonly within: number; readonly error: number; readonly width: number };
  readonly runRateError: number;
}

/** Shares of origins, and medians over them. */
export function scoreResults(name: string, results: readonly OriginResult[]): CycleScore {
  const score = (outcomes: readonly Outcome[]) => ({
    within: outcomes.filter(({ within }) => within).length / outcomes.length,
    error: findMiddle(outcomes.map(({ error }) => error)),
    width: findMiddle(outcomes.map(({ width }) => width)),
  });
  return {
    name,
    origins: results.length,
    now: score(results.map(({ now }) => now)),
    earlier: score(results.map(({ earlier }) => earlier)),
    runRateError: findMiddle(results.map(({ runRateError }) => runRateError)),
  };
}

function findMiddle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
