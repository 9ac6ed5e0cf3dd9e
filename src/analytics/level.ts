/**
 * The level of daily costs at one moment of the history: the mean of the last week, fortnight and four weeks, how the
 * weekdays differ, whether the level has just shifted, and how much and how persistently days stray from it.
 *
 * Days are indexes of a list without gaps, so that `index % 7` tells weekdays apart.
 */
import { findShift, type Shift, usualDays } from "./shift.ts";
import { median, quantile, sum } from "./statistics.ts";

/** The mean cost of a day over the last 7, 14 and 28 days. */
export type Levels = readonly [week: number, fortnight: number, month: number];

export interface Level {
  /** What a weekday costs, as a multiple of a mean day. */
  readonly weekdays: readonly number[];
  /** Cost of a mean day. */
  readonly levels: Levels;
  readonly shift: Shift | null;
  /** `levels` with the days before the shift put on the new level; null without a shift. */
  readonly shiftedLevels: Levels | null;
  /** How far a day strays from the level, as a part of it. */
  readonly spread: number;
  /** How much of a day's distance from the level the next day keeps, 0 to 1. */
  readonly persistence: number;
  /** How far the last day strayed; negative below the level. */
  readonly lastDay: {
    /** In spreads of the other days. */
    readonly score: number;
    /** As a part of the level. */
    readonly distance: number;
  };
}

/**
 * Weekdays are learnt from this many weeks, and from one imagined week in which all days are alike: without it a weekday that
 * had no cost yet would be expected to have none.
 */
const weekdayWeeks = 12;
const alikeWeeks = 1;
/** A day that is farther outside the quartiles than this many times their distance is clipped to that. */
const fence = 2;
/** When a larger share of the days has no cost, the days with cost are no outliers and are not clipped. */
const maxIdleShare = 0.3;
/** Persistence is learnt from at most this many days, and from a first value with the weight of `days` of them. */
const persistenceDays = 56;
const firstPersistence = { value: 0.4, days: 5 } as const;
/** No workspace is taken to be steadier than this. */
const minSpread = 0.03;

/** The level on each day of the history from the day `from` on, as the days before it show it. */
export function learnLevels(costs: readonly number[], from: number): (end: number) => Level {
  const ratios = computeWeekdayRatios(costs);
  const levels = Array.from({ length: costs.length + 1 - from }, (_, index) =>
    learnLevel(costs, ratios, from + index),
  );
  return (end) => {
    const level = levels[end - from];
    if (level === undefined) throw new RangeError(`no level is known of day ${end}`);
    return level;
  };
}

function learnLevel(costs: readonly number[], ratios: readonly (number | null)[], end: number): Level {
  const weekdays = learnWeekdays(ratios, end);
  const flattenDay = (index: number): number => (costs[index] ?? 0) / (weekdays[index % 7] ?? 1);
  const latest = Array.from({ length: Math.min(usualDays, end) }, (_, ago) => flattenDay(end - 1 - ago));
  const shift = findShift(costs, end);
  const moveToNewLevel = (cost: number, ago: number): number =>
    shift !== null && ago >= shift.length ? cost * shift.factor : cost;
  const shifted = latest.map(moveToNewLevel);
  const levels = averageLevels(latest);
  const shiftedLevels = shift === null ? null : averageLevels(shifted);
  const [, , monthLevel] = shiftedLevels ?? levels;
  const distances = shifted.map((cost) => measureDistance(cost, monthLevel));
  const squares = sum(distances.map((each) => each ** 2));
  const longerDistances = Array.from({ length: Math.min(persistenceDays, end) }, (_, ago) =>
    measureDistance(moveToNewLevel(flattenDay(end - 1 - ago), ago), monthLevel),
  );
  const [last = 0] = distances;
  const others = Math.sqrt((squares - last ** 2) / Math.max(1, distances.length - 1));
  return {
    weekdays,
    levels,
    shift,
    shiftedLevels,
    spread: Math.max(minSpread, Math.sqrt(squares / distances.length)),
    persistence: estimatePersistence(longerDistances),
    lastDay: { score: last / Math.max(minSpread, others), distance: last },
  };
}

/** Near the level almost the relative difference, and never beyond 2: a day without cost is −2. */
const measureDistance = (cost: number, level: number): number =>
  level + cost > 0 ? (2 * (cost - level)) / (cost + level) : 0;

/** Each day against the mean of the seven days around it; null at the ends and where there is no cost. */
function computeWeekdayRatios(costs: readonly number[]): (number | null)[] {
  return costs.map((cost, index) => {
    if (index < 3 || index + 3 >= costs.length) return null;
    const around = sum(costs.slice(index - 3, index + 4));
    return around > 0 ? (7 * cost) / around : null;
  });
}

function learnWeekdays(ratios: readonly (number | null)[], end: number): number[] {
  const byWeekday: number[][] = [[], [], [], [], [], [], []];
  for (let index = Math.max(0, end - 7 * weekdayWeeks); index < end - 3; index++) {
    const ratio = ratios[index] ?? null;
    if (ratio !== null) byWeekday[index % 7]?.push(ratio);
  }
  const raw = byWeekday.map((same) => (sumUsual(same) + alikeWeeks) / (same.length + alikeWeeks));
  const mean = sum(raw) / 7;
  return raw.map((each) => each / mean);
}

/** The sum of ratios as if each were their median; where that is 0, their real sum. */
function sumUsual(same: readonly number[]): number {
  if (same.length === 0) return 0;
  const middle = median(same);
  return middle > 0 ? middle * same.length : sum(same);
}

/** Means of the days, the latest first, without the excess of the outliers among them. */
function averageLevels(latest: readonly number[]): Levels {
  const isSparse = latest.filter((cost) => cost <= 0).length > maxIdleShare * latest.length;
  const [lower, upper] = [quantile(latest, 0.25), quantile(latest, 0.75)];
  const reach = isSparse ? Number.POSITIVE_INFINITY : fence * (upper - lower);
  const clipped = latest.map((cost) => Math.min(Math.max(cost, lower - reach), upper + reach));
  const average = (days: number): number => {
    const some = clipped.slice(0, days);
    return sum(some) / some.length;
  };
  return [average(7), average(14), average(28)];
}

function estimatePersistence(distances: readonly number[]): number {
  const squares = sum(distances.map((each) => each ** 2));
  if (squares === 0) return firstPersistence.value;
  const products = sum(distances.slice(1).map((each, index) => each * (distances[index] ?? 0)));
  const known = (distances.length * products) / squares;
  const { value, days } = firstPersistence;
  return Math.max(0, (known + value * days) / (distances.length + days));
}
