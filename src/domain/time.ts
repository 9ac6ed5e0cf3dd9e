/** Time: UTC days and half-open windows. */

/** A calendar day in UTC, `YYYY-MM-DD`. */
export type UtcDay = string;

/** Half-open: `start` belongs to the window, `end` does not. */
export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

export const dayMs = 86_400_000;

export const dayOf = (time: Date): UtcDay => time.toISOString().slice(0, 10);

export const startOfDay = (day: UtcDay): Date => new Date(`${day}T00:00:00Z`);

export const addDays = (day: UtcDay, days: number): UtcDay =>
  dayOf(new Date(startOfDay(day).getTime() + days * dayMs));

/** The window from the first to the last of two days, both included, as the API states its periods. */
export const windowOfDays = (first: UtcDay, last: UtcDay): TimeWindow => ({
  start: startOfDay(first),
  end: startOfDay(addDays(last, 1)),
});

/** The last day that a window touches. */
export const lastDayOf = (window: TimeWindow): UtcDay => dayOf(new Date(window.end.getTime() - 1));

/** Every UTC day that a window touches, oldest first. */
export function daysOf(window: TimeWindow): UtcDay[] {
  const first = startOfDay(dayOf(window.start)).getTime();
  return Array.from({ length: countDays(window) }, (_, index) => dayOf(new Date(first + index * dayMs)));
}

/** How many UTC days a window touches. */
export const countDays = ({ start, end }: TimeWindow): number =>
  Math.max(0, Math.ceil(end.getTime() / dayMs) - Math.floor(start.getTime() / dayMs));

/** The last `days` days that are over. */
export const windowOfCompleteDays = (days: number, today: UtcDay): TimeWindow =>
  windowOfDays(addDays(today, -days), addDays(today, -1));

/** The part of a window that lies before `day`; null when nothing does. */
export function cutWindowAt(window: TimeWindow, day: UtcDay): TimeWindow | null {
  const end = startOfDay(day);
  if (window.start >= end) return null;
  return window.end <= end ? window : { start: window.start, end };
}

/**
 * The window without its days after today, because the API may state a billing cycle that ends in the future while its
 * figures end today. A window that lies wholly in the future stays as it is.
 */
export const cutAfterToday = (window: TimeWindow | null, today: UtcDay): TimeWindow | null =>
  window && (cutWindowAt(window, addDays(today, 1)) ?? window);

/** The same days, `days` earlier. */
export const shiftBack = (window: TimeWindow, days: number): TimeWindow =>
  windowOfDays(addDays(dayOf(window.start), -days), addDays(lastDayOf(window), -days));

/** The same days of the month before; a day that month lacks becomes its last. */
export function shiftBackMonth(window: TimeWindow): TimeWindow {
  return windowOfDays(addMonths(dayOf(window.start), -1), addMonths(lastDayOf(window), -1));
}

/** The calendar month that a day is in. */
export function monthOf(day: UtcDay): TimeWindow {
  const first = `${day.slice(0, 8)}01`;
  // Four days after the 28th it is the next month, however long this one is.
  const next = addDays(`${day.slice(0, 8)}28`, 4);
  return windowOfDays(first, addDays(`${next.slice(0, 8)}01`, -1));
}

/** The same day, months later; a day that the month lacks becomes its last. */
export function addMonths(day: UtcDay, months: number): UtcDay {
  const date = startOfDay(day);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth))));
}

export const isInWindow = (day: UtcDay, window: TimeWindow): boolean =>
  startOfDay(day) >= window.start && startOfDay(day) < window.end;

/** Whether today is the day after the window, and so is worth showing beside it. */
export const endsYesterday = (window: TimeWindow, today: UtcDay): boolean =>
  lastDayOf(window) === addDays(today, -1);

/** Whether the text is a day that exists: Date would read 30 February as 2 March. */
export function isDay(text: string): boolean {
  const start = startOfDay(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(start.getTime()) && dayOf(start) === text;
}

/** The later of two times; where one is unknown (null), the other. */
export const laterOf = <T extends Date | null>(a: T, b: Date | null): T | Date =>
  b !== null && (a === null || b > a) ? b : a;

/** ISO-8601 UTC without milliseconds: what a reader needs of a time stamp. */
export const toTimestamp = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** The end of a period as the API states it: a bare date does not say whether it still belongs to the period. */
export interface StatedEnd {
  readonly day: UtcDay;
  readonly form: "date" | "midnight" | "time";
}
