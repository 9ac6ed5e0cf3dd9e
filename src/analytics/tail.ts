/**
 * How far something may go that has only been seen some twenty times: its farthest times tell how heavy its tail is
 * (Hill's estimate), and the tail is followed to a chance that the times themselves are too few to show (Weissman's).
 */
import { sum } from "./statistics.ts";

/** So many of the farthest times make the tail. */
const tailTimes = 4;
/** With fewer times behind them than this no tail can be told. */
const minTailTimes = 3;
/** Without a tail, the next time may go beyond the farthest by this factor. */
const fewTimesFactor = 2;
/** One incident is forgotten when it went so many times as far as everything else. */
const incidentFactor = 2;

/**
 * What the next time exceeds with the given chance only.
 * @param times oldest first or latest first; neighbours may be one incident
 * @param floor no time counts for less
 */
export function estimateUsualLimit(times: readonly number[], floor: number, chance: number): number {
  const sorted = dropIncident(times, floor)
    .map((value) => Math.max(value, floor, Number.MIN_VALUE))
    .sort((a, b) => b - a);
  const [farthest] = sorted;
  if (farthest === undefined) return floor;
  const count = Math.min(tailTimes, sorted.length - 1);
  if (count < minTailTimes) return fewTimesFactor * farthest;
  const base = sorted[count] ?? farthest;
  const heaviness = sum(sorted.slice(0, count).map((value) => Math.log(value / base))) / count;
  return base * Math.exp(heaviness * Math.max(0, Math.log(count / sorted.length / chance)));
}

function dropIncident(times: readonly number[], floor: number): readonly number[] {
  const at = times.indexOf(Math.max(...times));
  const rest = times.filter((_, index) => Math.abs(index - at) > 1);
  return (times[at] ?? 0) > incidentFactor * Math.max(floor, ...rest) ? rest : times;
}
