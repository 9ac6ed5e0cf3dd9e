import { describe, expect, test } from "bun:test";
import { resolveCompletePeriod, resolvePeriod } from "../../src/domain/periods.ts";
import { dayOf, lastDayOf } from "../../src/domain/time.ts";

const now = new Date("2026-11-22T09:30:00Z");
const daysOf = (period: string, at = now): string | null => {
  const { window } = resolvePeriod(period, at);
  return window && `${dayOf(window.start)}..${lastDayOf(window)}`;
};

test.each([
  ["24h", "2026-11-22..2026-11-22"],
  ["7d", "2026-11-15..2026-11-21"],
  ["30d", "2026-10-23..2026-11-21"],
  ["billing_cycle", null],
  ["2026-10", "2026-10-01..2026-10-31"],
  ["2026-02", "2026-02-01..2026-02-28"],
  ["2026-11", "2026-11-01..2026-11-21"],
  ["2026-10-03..2026-10-09", "2026-10-03..2026-10-09"],
  ["2026-11-20..2026-11-22", "2026-11-20..2026-11-21"],
  ["2026-10-03", "2026-10-03..2026-10-03"],
  [" 7D ", "2026-11-15..2026-11-21"],
])("%s is %p", (period, days) => {
  expect(daysOf(period)).toBe(days);
});

test("what is not over is cut at yesterday, and says so", () => {
  for (const period of ["2026-11", "2026-11-01..2026-11-22"]) {
    expect(resolvePeriod(period, now).warnings).toEqual([
      `${period} is not over: these are its complete days up to yesterday, 2026-11-01..2026-11-21.`,
    ]);
  }
  expect(resolvePeriod("2026-11-01..2026-11-21", now).warnings).toEqual([]);
});

test("just after midnight the day before is complete", () => {
  expect(daysOf("7d", new Date("2026-11-22T00:00:00Z"))).toBe("2026-11-15..2026-11-21");
  expect(daysOf("7d", new Date("2026-11-21T23:59:59Z"))).toBe("2026-11-14..2026-11-20");
});

describe("refused", () => {
  test.each([
    ["90d", "period must be 24h, 7d, 30d, billing_cycle, a month such as 2026-10"],
    ["", "period must be 24h"],
    ["2026-13", "period must be 24h"],
    ["2026-02-30..2026-03-02", "period must be 24h"],
    ["2026-10-01..2026-10-02..2026-10-03", "period must be 24h"],
    ["2026-10-01..", "period must be 24h"],
    ["2026-10-09..2026-10-03", "ends before it begins"],
    ["2026-12", "lies in the future: today is 2026-11-22 (UTC)"],
    ["2026-11-23..2026-11-24", "lies in the future"],
    ["2026-11-20..2026-11-24", "ends in the future"],
    ["2025-10-17..2025-10-20", "begins more than 400 days ago"],
    ["0001-01", "begins more than 400 days ago"],
    ["2026-11-22", "has no complete day yet: for today so far ask with 24h"],
  ])("%j: %s", (period, reason) => {
    expect(() => resolvePeriod(period, now)).toThrow(reason);
    expect(() => resolvePeriod(period, now)).toThrow("No request was sent.");
  });

  test("400 days ago is not too old", () => {
    expect(daysOf("2025-10-18..2025-10-20")).toBe("2025-10-18..2025-10-20");
  });

  test.each(["24h", "billing_cycle"])("%s, where complete days are compared", (period) => {
    expect(() => resolveCompletePeriod(period, now, "A diagnosis compares")).toThrow(
      `A diagnosis compares complete days, and ${period} runs up to now`,
    );
  });

  test("a month on its first day", () => {
    expect(() => resolvePeriod("2026-11", new Date("2026-11-01T08:00:00Z"))).toThrow(
      "has no complete day yet",
    );
  });
});
