import { describe, expect, test } from "bun:test";
import {
  addDays,
  dayOf,
  daysOf,
  endsYesterday,
  isDay,
  lastDayOf,
  startOfDay,
  toTimestamp,
  windowOfDays,
} from "../../src/domain/time.ts";

const at = (text: string): Date => new Date(text);

// The figures below hold in every time zone of this machine: the whole suite also runs in another one.
test.each([
  ["2026-11-22T00:00:00Z", "2026-11-22"],
  ["2026-11-22T23:59:59.999Z", "2026-11-22"],
  ["2026-11-22T23:30:00-05:00", "2026-11-23"],
])("%s is in the UTC day %s", (time, day) => {
  expect(dayOf(at(time))).toBe(day);
});

test.each([
  ["2026-11-22", -22, "2026-10-31"],
  ["2026-12-31", 1, "2027-01-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2026-03-29", 1, "2026-03-30"], // summer time begins in Europe
  ["2026-10-25", -1, "2026-10-24"],
])("%s and %d days is %s", (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected);
});

test.each([
  ["2026-11-22", true],
  ["2028-02-29", true],
  ["2026-11-32", false],
  ["2026-13-01", false],
  ["2026-02-30", false],
  ["22.11.2026", false],
  ["2026-11-22T00:00:00Z", false],
  ["", false],
])("%j is a day: %p", (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

describe("windows", () => {
  test("two days, both included, are half-open inside", () => {
    expect(windowOfDays("2026-11-01", "2026-11-22")).toEqual({
      start: at("2026-11-01T00:00:00Z"),
      end: at("2026-11-23T00:00:00Z"),
    });
  });

  test.each([
    ["2026-11-22", "2026-11-22", ["2026-11-22"]],
    ["2026-02-27", "2026-03-01", ["2026-02-27", "2026-02-28", "2026-03-01"]],
  ])("from %s to %s", (first, last, days) => {
    const window = windowOfDays(first, last);
    expect(daysOf(window)).toEqual(days);
    expect(lastDayOf(window)).toBe(last);
  });

  test("a window in the middle of days touches both", () => {
    const window = { start: at("2026-11-21T09:30:00Z"), end: at("2026-11-22T09:30:00Z") };
    expect(daysOf(window)).toEqual(["2026-11-21", "2026-11-22"]);
    expect(lastDayOf(window)).toBe("2026-11-22");
  });
});

test("a day starts at midnight UTC, a time stamp has no milliseconds", () => {
  expect(toTimestamp(startOfDay("2026-11-22"))).toBe("2026-11-22T00:00:00Z");
  expect(toTimestamp(at("2026-11-22T09:30:00.987Z"))).toBe("2026-11-22T09:30:00Z");
});

test("today stands right behind a window that ends yesterday, and behind no other", () => {
  expect(endsYesterday(windowOfDays("2026-11-15", "2026-11-21"), "2026-11-22")).toBe(true);
  expect(endsYesterday(windowOfDays("2026-11-15", "2026-11-22"), "2026-11-22")).toBe(false);
  expect(endsYesterday(windowOfDays("2026-10-01", "2026-10-31"), "2026-11-22")).toBe(false);
});
