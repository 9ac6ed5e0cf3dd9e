/**
 * How far a value may go when only some twenty observations of it are known: the largest of them show how heavy the tail of
 * its distribution is (Hill's estimator), and the tail is followed to a chance that so few observations cannot show by
 * themselves (Weissman's estimator).
 */
import { sum } from "./statistics.ts";

/** This many of the largest observations make the tail. */
const tailLength = 4;
/** A shorter tail says nothing. */
const minTailLength = 3;
/** Without a tail, the next observation may exceed the largest by this factor. */
const noTailFactor = 2;
/** The largest observation is dropped with its neighbours, as one incident, when it is more than this many times all others. */
const incidentFactor = 2;

/**
 * The value that the next observation exceeds with the given chance only.
 * @param observations oldest first or latest first; neighbours may belong to one incident
 * @param floor the least value that an observation counts for
 */
export function estimateUsualLimit(observations: readonly number[], floor: number, chance: number): number {
  const sorted = dropIncident(observations, floor)
    .map((value) => Math.max(value, floor, Number.MIN_VALUE))
    .sort((a, b) => b - a);
  const [largest] = sorted;
  if (largest === undefined) return floor;
  const count = Math.min(tailLength, sorted.length - 1);
  if (count < minTailLength) return noTailFactor * largest;
  const base = sorted[count] ?? largest;
  const heaviness = sum(sorted.slice(0, count).map((value) => Math.log(value / base))) / count;
  return base * Math.exp(heaviness * Math.max(0, Math.log(count / sorted.length / chance)));
}

function dropIncident(observations: readonly number[], floor: number): readonly number[] {
  const at = observations.indexOf(Math.max(...observations));
  const rest = observations.filter((_, index) => Math.abs(index - at) > 1);
  return (observations[at] ?? 0) > incidentFactor * Math.max(floor, ...rest) ? rest : observations;
}
