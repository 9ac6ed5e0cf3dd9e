/** Where a period ends that the API states by its two ends. */
import { addDays, dayOf, daysOf, monthsLater, startOfDay, type UtcDay, windowOfDays } from "./time.ts";

/** An end as the API states it: a bare date says less than a time does. */
export interface StatedEnd {
  readonly day: UtcDay;
  readonly form: "date" | "midnight" | "time";
}

export interface LastDay {
  /** The last day that belongs to the period. */
  readonly day: UtcDay;
  /** How that is known, in words. */
  readonly basis: string;
  /** Nothing speaks for this reading but that the API's other dates are meant so. */
  readonly isAssumed: boolean;
}

/** A period of the subscription is a month or a year. */
const periodMonths = [1, 12];

/**
 * The last day of a period. A midnight is the first moment that does not belong to it. A bare date can be either, and is
 * held against the length that the period would have.
 */
export function lastDayOfPeriod(start: UtcDay | null, { day, form }: StatedEnd): LastDay {
  const before = addDays(day, -1);
  if (form === "midnight") {
    return { day: before, basis: `it ends at midnight as ${day} begins`, isAssumed: false };
  }
  if (form === "time") return { day, basis: `it ends in the course of ${day}`, isAssumed: false };
  const ends = start === null ? [] : periodMonths.map((months) => monthsLater(start, months));
  const fits = `the end is the bare date ${day}, which can be meant either way; from ${start} on, this makes a whole month or year`;
  if (ends.includes(day)) return { day: before, basis: fits, isAssumed: false };
  if (ends.includes(addDays(day, 1))) return { day, basis: fits, isAssumed: false };
  const basis = `the end is the bare date ${day}, which is taken to belong to the period; it may be the day after`;
  return { day, basis, isAssumed: true };
}

/** The end of a budget's window: it starts anew at this moment. */
export const endAt = (time: Date): StatedEnd => ({
  day: dayOf(time),
  form: startOfDay(dayOf(time)).getTime() === time.getTime() ? "midnight" : "time",
});

/** Days up to the last one, today included; none when it is over. */
export const daysLeft = (last: UtcDay, today: UtcDay): number =>
  last < today ? 0 : daysOf(windowOfDays(today, last)).length;
