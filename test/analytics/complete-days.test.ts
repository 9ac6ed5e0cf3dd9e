import { expect, test } from "bun:test";
import * as v from "valibot";
import { sumCompleteDays } from "../../src/analytics/complete-days.ts";
import { asUsd } from "../../src/domain/money.ts";
import { windowOfDays } from "../../src/domain/time.ts";
import type { DayUsage } from "../../src/domain/usage.ts";

const Usd = v.pipe(v.number(), asUsd);
const day = (date: string, cost: number | null, requests: number | null = 10): DayUsage => ({
  day: date,
  cost: cost === null ? null : v.parse(Usd, cost),
  requests,
  tokens: requests === null ? null : requests * 100,
});

const today = "2026-11-22";
const threeDays = windowOfDays("2026-11-20", today);

test("today is left out of totals, mean and highest day", () => {
  const days = [day("2026-11-20", 2), day("2026-11-21", 4), day("2026-11-22", 100)];
  expect<unknown>(sumCompleteDays(days, threeDays, today)).toEqual({
    completeDays: 2,
    cost: 6,
    requests: 20,
    tokens: 2_000,
    meanCost: 3,
    highestDay: "2026-11-21",
    warnings: [],
  });
});

test("a day without a row counts in the mean, and is named", () => {
  const totals = sumCompleteDays([day("2026-11-20", 6)], threeDays, today);
  expect<unknown>(totals).toMatchObject({ completeDays: 2, cost: 6, meanCost: 3 });
  expect(totals.warnings).toEqual([
    "The API sent no row for 1 complete day(s): 2026-11-21. The totals and the mean count them as days without use.",
  ]);
});

test("no row for any complete day: unknown", () => {
  const totals = sumCompleteDays([day(today, 5)], threeDays, today);
  expect(totals).toMatchObject({
    completeDays: 2,
    cost: null,
    requests: null,
    meanCost: null,
    highestDay: null,
  });
});

test("a row without a figure makes the total unknown, and no other figure", () => {
  const totals = sumCompleteDays([day("2026-11-20", null), day("2026-11-21", 4)], threeDays, today);
  expect<unknown>(totals).toMatchObject({
    cost: null,
    requests: 20,
    meanCost: null,
    highestDay: "2026-11-21",
  });
});

test("only today: there is no complete day to sum", () => {
  const totals = sumCompleteDays([day(today, 5)], windowOfDays(today, today), today);
  expect(totals).toMatchObject({ completeDays: 0, meanCost: null, highestDay: null, warnings: [] });
});

test("without a window, the rows are all there is to go by", () => {
  const totals = sumCompleteDays([day("2026-11-18", 2), day("2026-11-21", 4), day(today, 9)], null, today);
  expect<unknown>(totals).toMatchObject({ completeDays: 2, cost: 6, meanCost: 3, warnings: [] });
});

test("days without cost have no highest among them", () => {
  const totals = sumCompleteDays([day("2026-11-20", 0), day("2026-11-21", 0)], threeDays, today);
  expect<unknown>(totals).toMatchObject({ cost: 0, meanCost: 0, highestDay: null });
});

test("of many missing days the first five are named", () => {
  const week = windowOfDays("2026-11-14", "2026-11-20");
  const { warnings } = sumCompleteDays([day("2026-11-20", 6)], week, today);
  expect(warnings).toEqual([
    "The API sent no row for 6 complete day(s): 2026-11-14, 2026-11-15, 2026-11-16, 2026-11-17, 2026-11-18, …. The totals and the mean count them as days without use.",
  ]);
  const [five] = sumCompleteDays([day("2026-11-19", 2), day("2026-11-20", 6)], week, today).warnings;
  expect(five).toContain("2026-11-18. The totals");
});
