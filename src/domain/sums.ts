/** Sums of what may be unknown: with a hole in it, no sum is a total. */

/** The sum of the numbers; null as soon as one is unknown. */
export function sumNumbers(values: Iterable<number | null>): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
