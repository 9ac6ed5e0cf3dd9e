import { expect, test } from "bun:test";
import { forecastCycle } from "../../src/analytics/forecast.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { addDays, windowOfDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

const today = "2026-11-20";
const cycle = windowOfDays("2026-11-01", "2026-11-30");

/** Days that are all alike: what a cycle of thirty of them costs is certain, but for the floating point. */
const forecastAlike = (aDay: number, budget: number) =>
  forecastCycle(
    makeDays(windowOfDays(addDays(today, -90), addDays(today, -1)), () => aDay),
    cycle,
    today,
    asDerivedUsd(budget),
  );

test("a budget that the cycle costs to the cent is used up on its last day, although sums of dimes are inexact", () => {
  const forecast = forecastAlike(0.1, 3);
  expect(forecast?.total).toBeLessThan(3);
  expect(Number(forecast?.total)).toBeCloseTo(3, 9);
  expect(forecast?.exhaustion?.expected).toBe("2026-11-30");
});

test("a budget of a hundred thousand dollars that lacks nothing but a cent is not used up", () => {
  const aDay = 100_000 / 30;
  expect(forecastAlike(aDay, 100_000)?.exhaustion?.expected).toBe("2026-11-30");
  expect(forecastAlike(aDay, 100_000.01)?.exhaustion?.expected).toBeNull();
});
