/** Windows as the API takes and gives them: inclusive days in, and billing cycles that may end in the future out. */
import { addDays, cutWindowAt, dayOf, lastDayOf, type TimeWindow, type UtcDay } from "../../domain/time.ts";

/** Both or neither, first and last day included. */
export function toDateRange(window: TimeWindow | null): { dateFrom?: UtcDay; dateTo?: UtcDay } {
  return window === null ? {} : { dateFrom: dayOf(window.start), dateTo: lastDayOf(window) };
}

/** A billing cycle may end in the future; its figures end today. */
export const upToToday = (window: TimeWindow | null, today: UtcDay): TimeWindow | null =>
  window && (cutWindowAt(window, addDays(today, 1)) ?? window);
