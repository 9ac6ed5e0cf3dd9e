/**
 * What a day costs at present, by weekday: as in the last four weeks, or where their steady growth leads, or as in the days
 * since the cost moved to another level.
 */

import { median, sum, sumRuns } from "../../../src/analytics/statistics.ts";
import { startOfDay, type UtcDay } from "../../../src/domain/time.ts";

export interface Level {
  readonly usualOn: (day: UtcDay) => number;
  /** Standard deviation of a day from its usual. */
  readonly spread: number;
  /** How many days the level rests on. */
  readonly days: number;
  /** First day of another level than before; null when there is none. */
  readonly since: UtcDay | null;
  /** Standard deviation of the change of level from one week to the next, beyond what the days explain; USD a day. */
  readonly weeklyDrift: number;
}

/** Four weeks: each weekday four times. */
const usualDays = 28;
/** A move that is younger or older than this is a spike, or has become the usual. */
const shiftDays = { least: 2, most: 14 } as const;
/** A shift stands out by so many standard deviations of its estimate, and by this share: many lengths are tried. */
const minShift = { score: 4, share: 0.1 } as const;
/** So many changes from week to week in one direction are no chance. */
const growthWeeks = 6;
/** A day is never taken to vary by less than this share of a usual one. */
const minSpreadShare = 0.05;
/** Residuals against a median of four that includes the day itself are too small by about this factor. */
const smallSample = Math.sqrt(4 / 3);
/** A median varies more than a mean. */
const ofMedian = Math.sqrt(Math.PI / 2);

/** @param history every day from the first use to yesterday */
export function levelOf(history: readonly UtcDay[], costOf: ReadonlyMap<UtcDay, number>): Level {
  const weeks = weeksOf(history, costOf);
  const growth = steadyGrowth(weeks);
  if (growth !== null) return createGrowingLevel(history, costOf, growth);
  const usual = usualOf(history.slice(-usualDays), costOf);
  const shift = shiftIn(history, costOf);
  const weeklyDrift = driftOf(weeks, usual.spread);
  if (shift === null) {
    return { ...usual, days: Math.min(usualDays, history.length), since: null, weeklyDrift };
  }
  const { before, factor, length } = shift;
  const since = history.at(-length) ?? null;
  return {
    usualOn: (day) => factor * before.usualOn(day),
    spread: Math.max(1, factor) * before.spread,
    days: length,
    since,
    weeklyDrift,
  };
}

interface Usual {
  readonly usualOn: (day: UtcDay) => number;
  readonly spread: number;
}

function usualOf(days: readonly UtcDay[], costOf: ReadonlyMap<UtcDay, number>): Usual {
  const usual = new Map<number, number>();
  for (const [each, same] of Map.groupBy(days, weekdayOf))
    usual.set(each, median(same.map((day) => costOf.get(day) ?? 0)));
  const usualOn = (day: UtcDay): number => usual.get(weekdayOf(day)) ?? 0;
  const residuals = days.map((day) => (costOf.get(day) ?? 0) - usualOn(day));
  // Not the robust spread: a range that leaves out the odd expensive day would promise too much.
  const deviation = Math.sqrt(sum(residuals.map((residual) => residual ** 2)) / days.length);
  const mean = sum(days.map(usualOn)) / days.length;
  return { usualOn, spread: Math.max(smallSample * deviation, minSpreadShare * mean) };
}

interface Shift {
  readonly before: Usual;
  readonly factor: number;
  readonly length: number;
  readonly score: number;
}

/** The last days against the four weeks before them, for every length; the clearest one that is clear enough. */
function shiftIn(history: readonly UtcDay[], costOf: ReadonlyMap<UtcDay, number>): Shift | null {
  let clearest: Shift | null = null;
  for (let length = shiftDays.least; length <= shiftDays.most; length++) {
    const days = history.slice(-usualDays - length, -length);
    if (days.length < usualDays) break;
    const before = usualOf(days, costOf);
    const mean = sum(days.map(before.usualOn)) / days.length;
    const factors = history
      .slice(-length)
      .flatMap((day) => (before.usualOn(day) > 0 ? (costOf.get(day) ?? 0) / before.usualOn(day) : []));
    if (factors.length < length || mean === 0) continue;
    // The one of two days that is nearer to the usual: the other may be a spike.
    const factor = length === 2 ? findNearestToOne(factors) : median(factors);
    const deviation = (ofMedian * before.spread * Math.sqrt(1 / length + 1 / usualDays)) / mean;
    const score = Math.abs(factor - 1) / deviation;
    // The first of the days is one of the shifted; else the shift is younger.
    const isFirst = ((factors[0] ?? 1) - 1) / (factor - 1) >= 0.5;
    const isClear = isFirst && score >= minShift.score && Math.abs(factor - 1) >= minShift.share;
    if (isClear && score > (clearest?.score ?? 0)) clearest = { before, factor, length, score };
  }
  return clearest;
}

function findNearestToOne(factors: readonly number[]): number {
  const [low, high] = [Math.min(...factors), Math.max(...factors)];
  if (low > 1) return low;
  return high < 1 ? high : 1;
}

/** Mean cost a day of each whole week that ends yesterday, the latest last. */
function weeksOf(history: readonly UtcDay[], costOf: ReadonlyMap<UtcDay, number>): number[] {
  const sums = sumRuns(
    history.map((day) => costOf.get(day) ?? 0),
    7,
  );
  return sums.filter((_, index) => (sums.length - 1 - index) % 7 === 0).map((cost) => cost / 7);
}

/** The factor from one week to the next; null when the weeks did not all go one way, each by a fair part of it. */
function steadyGrowth(weeks: readonly number[]): number | null {
  if (weeks.length <= growthWeeks || weeks.some((cost) => cost <= 0)) return null;
  const steps = weeks.slice(1).map((cost, index) => Math.log(cost / (weeks[index] ?? cost)));
  const last = steps.slice(-growthWeeks);
  const step = median(last);
  const isSteady = last.every((each) => each * step > 0 && Math.abs(each) >= Math.abs(step) / 4);
  return isSteady ? Math.exp(step) : null;
}

/** The usual of the last four weeks without their growth, and the growth put back. */
function createGrowingLevel(
  history: readonly UtcDay[],
  costOf: ReadonlyMap<UtcDay, number>,
  growth: number,
): Level {
  const [last = ""] = history.slice(-1);
  const grown = (day: UtcDay): number => growth ** (countDaysBetween(last, day) / 7);
  const flat = new Map(history.map((day) => [day, (costOf.get(day) ?? 0) / grown(day)]));
  const usual = usualOf(history.slice(-usualDays), flat);
  return {
    usualOn: (day) => usual.usualOn(day) * grown(day),
    spread: usual.spread,
    days: usualDays,
    since: null,
    // That the growth goes on just so is the least certain part of it.
    weeklyDrift: (Math.abs(growth - 1) / 2) * (weeksOf(history, costOf).at(-1) ?? 0),
  };
}

const weekdayOf = (day: UtcDay): number => startOfDay(day).getUTCDay();

const countDaysBetween = (from: UtcDay, to: UtcDay): number =>
  (startOfDay(to).getTime() - startOfDay(from).getTime()) / 86_400_000;

/** From the changes between weeks; the middle one, so that one odd week does not make every week drift. */
function driftOf(weeks: readonly number[], spread: number): number {
  const squares = weeks.slice(1).map((cost, index) => (cost - (weeks[index] ?? cost)) ** 2);
  if (squares.length < 3) return 0;
  const ofDays = (2 * spread ** 2) / 7;
  return Math.sqrt(Math.max(0, median(squares) / medianOfSquare - ofDays));
}

/** The median of the square of a normal variable with deviation 1. */
const medianOfSquare = 0.455;
