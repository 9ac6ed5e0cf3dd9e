/** A UTC calendar day, `YYYY-MM-DD`. The API counts in whole UTC days. */
export type Day = string;

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function toDay(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

/** Days since 1970-01-01, for arithmetic and as a seed. */
export function toDayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function asDay(number: number): Day {
  return toDay(new Date(number * DAY_MS));
}

export function addDays(day: Day, count: number): Day {
  return asDay(toDayNumber(day) + count);
}

/** Every day from `from` to `to`, both included. */
export function listDays(from: Day, to: Day): Day[] {
  const first = toDayNumber(from);
  const count = Math.max(0, toDayNumber(to) - first + 1);
  return Array.from({ length: count }, (_, index) => asDay(first + index));
}

export function monthStartOf(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export function monthEndOf(day: Day): Day {
  const start = new Date(`${monthStartOf(day)}T00:00:00Z`);
  return toDay(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)));
}

/** A real calendar day in the API's form; `2026-02-30` is not one. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isSameDay(text);
}

function isSameDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && toDay(new Date(time)) === text;
}

/** ISO 8601 UTC to the second, as the API writes timestamps. */
export function toTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
