import { expect, test } from "bun:test";
import { daysLeft, endAt, lastDayOfPeriod, type StatedEnd } from "../../src/domain/last-day.ts";

const today = "2026-11-22";
const at = (day: string, form: StatedEnd["form"] = "date"): StatedEnd => ({ day, form });

test.each([
  ["a midnight does not belong to it", "2026-11-10", at("2026-12-10", "midnight"), "2026-12-09", false],
  ["a moment of the day does", "2026-11-10", at("2026-12-10", "time"), "2026-12-10", false],
  ["a bare date, a month on", "2026-11-10", at("2026-12-10"), "2026-12-09", false],
  ["a bare date, the last of a month", "2026-11-10", at("2026-12-09"), "2026-12-09", false],
  ["a bare date, a year on", "2026-11-10", at("2027-11-10"), "2027-11-09", false],
  ["a bare date, the last of a year", "2026-01-01", at("2026-12-31"), "2026-12-31", false],
  ["a month that is shorter", "2026-01-31", at("2026-02-28"), "2026-02-27", false],
  ["a bare date of another length", "2026-11-10", at("2026-11-21"), "2026-11-21", true],
  ["a bare date, and no start", null, at("2026-12-10"), "2026-12-10", true],
] as const)("%s", (_, start, end, day, isAssumed) => {
  expect(lastDayOfPeriod(start, end)).toMatchObject({ day, isAssumed, basis: expect.any(String) });
});

test("a budget that starts anew at midnight has the day before as its last", () => {
  expect(lastDayOfPeriod(null, endAt(new Date("2026-12-10T00:00:00Z"))).day).toBe("2026-12-09");
  expect(lastDayOfPeriod(null, endAt(new Date("2026-12-10T08:00:00Z"))).day).toBe("2026-12-10");
});

test.each([
  ["2026-11-30", 9],
  [today, 1],
  ["2026-11-21", 0],
])("up to %s: %d days, with today", (last, days) => {
  expect(daysLeft(last, today)).toBe(days);
});
