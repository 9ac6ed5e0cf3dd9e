import { expect, test } from "bun:test";
import { projectTrend } from "../../src/analytics/trend.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";

test.each<[string, (number | null)[], number | null]>([
  ["a fifth more in every window", [172.8, 144, 120, 100], 207.36],
  ["a fifth more, and one window unknown", [172.8, null, 120, 100], 207.36],
  ["a half less in every window", [10, 20, 40, 80], 5],
  ["up, then down", [144, 172.8, 120, 100], null],
  ["down, then up", [120, 100, 120, 144], null],
  ["once as much as before", [144, 120, 120, 100], null],
  ["out of nothing", [144, 120, 100, 0], null],
])("%s: the latest first, %p lead to %p", (_, windows, next) => {
  const trend = projectTrend(windows.map((cost) => (cost === null ? null : asDerivedUsd(cost))));
  if (next === null) expect(trend).toBeNull();
  else expect(trend).toBeCloseTo(next, 9);
});
