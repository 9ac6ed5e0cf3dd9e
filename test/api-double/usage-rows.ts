import { type Day, listDays } from "./days.ts";
import type { DayRange } from "./query-reader.ts";
import { type Sum, sumOf, type Usage } from "./sums.ts";

export interface DaySum {
  readonly date: Day;
  readonly sum: Sum;
}

/** One row per day, oldest first. Nothing documents whether days without use have one. */
export function listUsageRows(
  usage: readonly Usage[],
  { from, to }: DayRange,
  zeroFillDays: boolean,
): DaySum[] {
  const byDay = Map.groupBy(usage, ({ date }) => date);
  return listDays(from, to)
    .filter((date) => zeroFillDays || byDay.has(date))
    .map((date) => ({ date, sum: sumOf(byDay.get(date) ?? []) }));
}
