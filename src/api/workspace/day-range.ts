/** Windows as the API takes them. */
import { dayOf, lastDayOf, type TimeWindow, type UtcDay } from "../../domain/time.ts";

/** Both or neither, first and last day included. */
export function toDayRange(window: TimeWindow | null): { dateFrom?: UtcDay; dateTo?: UtcDay } {
  return window === null ? {} : { dateFrom: dayOf(window.start), dateTo: lastDayOf(window) };
}
