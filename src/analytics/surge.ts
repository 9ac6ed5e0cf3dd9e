/**
 * Surges and slumps: days in a row whose cost differs from the usual, upwards or downwards, by more than is ordinary for
 * this entity. What is ordinary is learnt from its own earlier weeks, each compared with the weeks before it just as the
 * days in question are.
 */
import { median, sum, sumRuns } from "./statistics.ts";
import { estimateUsualLimit } from "./tail.ts";

export type Direction = "rise" | "drop";

/** Days in a row, and how far their sum lies from the usual: above it in a rise, below it in a drop. */
export interface DayRun {
  /** Positive in the direction in question; negative when all days go the other way. */
  readonly excess: number;
  /** The largest excess that this many days may have and still be usual. */
  readonly limit: number;
  /** Index of the first of them. */
  readonly first: number;
  readonly length: number;
}

const weekDays = 7;
/** The usual cost of a day is the median of the same weekday in this many weeks before. */
const usualWeeks = 4;
/** In days: a spike, a few days, a level that stays. */
const lengths = [1, 2, 3, 5, 7] as const;
/** How likely a usual week is to exceed its limit. A window of several weeks has more chances, so each is smaller. */
const chance = { oneWeek: 0.005, longerWindow: 0.005 / 4 } as const;
/** The least that days in a row are taken to vary: this many mean days, times the root of their number. */
const minTailDays = 0.2;
/** The least limit, in mean days: for the first day, and more for every further one. */
const minDays = { first: 1, further: 0.2 } as const;

/**
 * The days in a row that stand out most; null where there is no earlier cost to compare with.
 * @param costs of every day, oldest first
 * @param start index of the first day in question; the others follow it
 * @param tide the factor by which everybody differs from the usual on each day; 1 is as usual
 */
export function findDayRun(
  costs: readonly number[],
  start: number,
  direction: Direction,
  tide: readonly number[] = [],
): DayRun | null {
  const firstUse = costs.findIndex((cost) => cost > 0);
  if (firstUse < 0) return null;
  const measureWeekFrom = (first: number): Week => measureWeek(costs, first, direction, tide);
  const earlier = listStarts(start - weekDays, firstUse + usualWeeks * weekDays, -weekDays).map(
    measureWeekFrom,
  );
  const now = listStarts(start, costs.length - weekDays, 1).map(measureWeekFrom);
  const runs = lengths.flatMap((length) => {
    const past = earlier.map((each) => ({ mean: each.mean, excess: findFarthest(each, length).excess }));
    return now.map((each) => ({
      ...findFarthest(each, length),
      length,
      limit: learnLimit(past, each.mean, length, now.length > 1 ? chance.longerWindow : chance.oneWeek),
    }));
  });
  const clear = runs.filter(({ limit }) => limit > 0);
  return clear.reduce<DayRun | null>(
    (top, each) => (top === null || each.excess / each.limit > top.excess / top.limit ? each : top),
    null,
  );
}

interface PastWeek {
  readonly mean: number;
  readonly excess: number;
}

/** Past excesses count both in dollars and in mean days, because the mean day of a spender may have grown since. */
function learnLimit(past: readonly PastWeek[], mean: number, length: number, chanceOfWeek: number): number {
  const floor = Math.sqrt(length) * minTailDays;
  const inMeanDays = past.map((each) => (each.mean > 0 ? each.excess / each.mean : 0));
  return Math.max(
    estimateUsualLimit(
      past.map(({ excess }) => excess),
      floor * mean,
      chanceOfWeek,
    ),
    mean * estimateUsualLimit(inMeanDays, floor, chanceOfWeek),
    mean * (minDays.first + minDays.further * (length - 1)),
  );
}

interface Week {
  readonly first: number;
  /** The mean cost of a day in the weeks before; an outage among them does not lower it. */
  readonly mean: number;
  /** What each day of the week cost beyond its usual, in the direction in question. */
  readonly excesses: readonly number[];
}

function measureWeek(
  costs: readonly number[],
  first: number,
  direction: Direction,
  tide: readonly number[],
): Week {
  const sign = direction === "rise" ? 1 : -1;
  const costOn = (index: number): number => costs[index] ?? 0;
  const usuals = Array.from({ length: weekDays }, (_, offset) =>
    median(Array.from({ length: usualWeeks }, (_, back) => costOn(first + offset - (back + 1) * weekDays))),
  );
  const excesses = usuals.map((usual, offset) => {
    const day = first + offset;
    return sign * (costOn(day) - usual * (tide[day] ?? 1));
  });
  const before = costs.slice(Math.max(0, first - usualWeeks * weekDays), first);
  return { first, mean: Math.max(sum(before) / (usualWeeks * weekDays), sum(usuals) / weekDays), excesses };
}

/** The run of `length` days within the week that differs most. */
function findFarthest({ first, excesses }: Week, length: number): { excess: number; first: number } {
  const sums = sumRuns(excesses, length);
  const excess = Math.max(...sums);
  return { excess, first: first + sums.indexOf(excess) };
}

function listStarts(from: number, to: number, step: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, index) => from + index * step);
}
