import { expect, test } from "bun:test";
import { findFirstDayNeeded, isCompleteAt, summarizeSeries, toTimeKey } from "../../src/analytics/series.ts";
import { addDays, daysOf, windowOfDays } from "../../src/domain/time.ts";

const twoWeeks = windowOfDays("2026-11-08", "2026-11-21");

test.each([
  ["a day", ""],
  ["a time stamp", "T00:00:00Z"],
  ["a time stamp with a space", " 00:00:00"],
])("points whose time is %s are summed by their days, over the window and over both weeks", (_, suffix) => {
  const points = daysOf(twoWeeks).map((day) => ({
    time: `${day}${suffix}`,
    value: day < "2026-11-15" ? 1 : 2,
  }));
  const summary = summarizeSeries({ points, window: twoWeeks, kind: "sum", weightOf: null });
  expect(summary).toMatchObject({
    value: 7 + 14,
    pointCount: 14,
    missingDays: 0,
    lastWeek: 14,
    weekBefore: 7,
    lastWeekDays: ["2026-11-15", "2026-11-21"],
    weekBeforeDays: ["2026-11-08", "2026-11-14"],
  });
  const [, ...thirteen] = points;
  const withHole = summarizeSeries({ points: thirteen, window: twoWeeks, kind: "sum", weightOf: null });
  expect(withHole).toMatchObject({ missingDays: 1, lastWeek: 14, weekBefore: null });
});

test.each([
  ["2026-11-21 09:30:00", "day", "2026-11-21"],
  ["2026-11-21T09:30:00Z", "day", "2026-11-21"],
  ["2026-11-21 09:30:00", "hour", "2026-11-21T09"],
  ["2026-11-21T09:30:00Z", "hour", "2026-11-21T09"],
] as const)("%s is, by the %s, %s", (time, granularity, key) => {
  expect(toTimeKey(time, granularity)).toBe(key);
});

test.each([
  ["2026-11-21", "day", true],
  ["2026-11-21T23:00:00Z", "day", true],
  ["2026-11-22", "day", false],
  ["2026-11-22T00:00:00Z", "day", false],
  ["2026-11-22 08:00:00", "hour", true],
  ["2026-11-22 09:00:00", "hour", false],
  ["2026-11-22", "hour", false],
] as const)("at half past nine %s, by the %s, is over: %p", (time, granularity, isOver) => {
  expect(isCompleteAt(new Date("2026-11-22T09:30:00Z"), granularity)({ time, value: 1 })).toBe(isOver);
});

test.each([
  [7, "2026-11-08"],
  [14, "2026-11-08"],
  [15, "2026-11-07"],
])("a summary of %i days and of the last two weeks needs points from %s on", (days, first) => {
  expect(findFirstDayNeeded(windowOfDays(addDays("2026-11-21", 1 - days), "2026-11-21"))).toBe(first);
});
