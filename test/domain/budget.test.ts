import { expect, test } from "bun:test";
import { formatActionChange, formatBudgetAction, isBlocking, isUsedUp } from "../../src/domain/budget.ts";

test.each([
  ["block_requests", "block (block_requests)", true],
  ["PAUSE-ALL", "block (PAUSE-ALL)", true],
  ["block", "block", true],
  ["alert-only", "alert_only", false],
  ["alert", "alert_only (alert)", false],
  ["soft_throttle", "soft_throttle (effect not documented)", false],
  ["block_some_day", "block_some_day (effect not documented)", false],
  [null, null, false],
] as const)("%p at the limit", (word, text, blocks) => {
  expect(formatBudgetAction(word)).toBe(text);
  expect(isBlocking(word)).toBe(blocks);
});

test.each([
  ["block", "block_requests", ""],
  ["pause_all", "block_requests", ""],
  ["alert", "alert_only", ""],
  [null, "block_requests", "; at the limit block (block_requests)"],
  ["alert_only", "block_requests", "; at the limit block (block_requests) instead of alert_only"],
  [
    "soft_throttle",
    "alert_only",
    "; at the limit alert_only instead of soft_throttle (effect not documented)",
  ],
] as const)("from %p to %p", (before, after, text) => {
  expect(formatActionChange(before, after)).toBe(text);
});

test.each([
  [1472, 1472, true],
  [1471.95, 1472, false],
  [1, 0, true],
  [0, 0, false],
  [null, 5, false],
  [5, null, false],
])("%p of a budget of %p", (spent, budget, used) => {
  expect(isUsedUp(spent, budget)).toBe(used);
});
