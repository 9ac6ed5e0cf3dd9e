/** Shares and changes in percent, one decimal. Without a known base there is no percent. */

export const roundPercent = (percent: number | null): number | null =>
  percent === null ? null : Math.round(percent * 10) / 10 || 0;

export const sharePercent = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : roundPercent((part / whole) * 100);

export const changePercent = (before: number | null, now: number | null): number | null =>
  before === null || now === null || before === 0 ? null : roundPercent(((now - before) / before) * 100);

/** The sum of known numbers; null as soon as one is unknown. */
export function sumKnown(values: Iterable<number | null>): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
