import { expect, test } from "bun:test";
import { findNearest } from "../../src/domain/nearest.ts";

const names = ["get_usage_summary", "get_daily_costs", "limit", "offset"];

test.each([
  ["get_usage_sumary", "get_usage_summary"],
  ["GET_DAILY_COSTS", "get_daily_costs"],
  ["get_daily_cost", "get_daily_costs"],
  ["limt", "limit"],
  ["offsets", "offset"],
  ["period", undefined],
  ["", undefined],
  ["x".repeat(100_000), undefined],
])("%# means %s", (word, expected) => {
  expect(findNearest(word, names)).toBe(expected);
});

test("nothing is near nothing", () => {
  expect(findNearest("limit", [])).toBeUndefined();
});
