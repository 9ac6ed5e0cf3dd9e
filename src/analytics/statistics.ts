/** Arithmetic on lists of numbers: robust statistics, which one wild value cannot spoil; sums, means and whole cents. */

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Makes the median absolute deviation of normal data an estimate of its standard deviation. */
const madToSigma = 1.4826;

/** The spread of values around their median, in the unit of a standard deviation. */
export function robustSpread(values: readonly number[]): number {
  const middle = median(values);
  return madToSigma * median(values.map((value) => Math.abs(value - middle)));
}

/** The value below which this share of the values lies. NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/** The sum of every `length` values in a row; none when there are fewer. */
export function sumRuns(values: readonly number[], length: number): number[] {
  let running = 0;
  const sums: number[] = [];
  for (const [index, value] of values.entries()) {
    running += value - (index >= length ? (values[index - length] ?? 0) : 0);
    if (index >= length - 1) sums.push(running);
  }
  return sums;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Between geometric and arithmetic mean; what makes logarithmic shares of a difference add up exactly. */
export function logarithmicMean(a: number, b: number): number {
  if (a === b) return a;
  return (a - b) / Math.log(a / b);
}

/**
 * `parts`, in dollars, rounded to whole cents so that they add up exactly to `total`, rounded likewise: what rounding
 * leaves over goes to the parts that it has changed most.
 */
export function roundParts(parts: readonly number[], total: number): number[] {
  const cents = parts.map((part) => Math.floor(part * 100));
  const missing = Math.round(total * 100) - sum(cents);
  const byRest = parts
    .map((part, index) => ({ index, rest: part * 100 - Math.floor(part * 100) }))
    .sort((a, b) => b.rest - a.rest);
  for (const { index } of byRest.slice(0, Math.max(0, missing))) cents[index] = (cents[index] ?? 0) + 1;
  return cents.map((cent) => cent / 100);
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The value below which this share of the weight lies. NaN without values. */
export function weightedQuantile(values: readonly Weighted[], share: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const wanted = share * sum(sorted.map(({ weight }) => weight));
  let reached = 0;
  for (const { value, weight } of sorted) {
    reached += weight;
    if (reached >= wanted) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}
