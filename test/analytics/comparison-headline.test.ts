import { expect, test } from "bun:test";
import { compareWindows, planComparison } from "../../src/analytics/comparison.ts";
import { tellComparison } from "../../src/analytics/comparison-headline.ts";
import { windowOfCompleteDays } from "../../src/domain/time.ts";
import { makeDays } from "../support/daily-costs.ts";

const words = {
  who: "The workspace",
  window: "the week",
  before: "the week before",
  costPerRequestPercent: null,
  tokensPerRequestPercent: null,
  costPerTokenPercent: null,
};

test.each([
  { more: 0.0048, told: "The workspace cost $10.00 in the week, as much as in the week before." },
  { more: 0.0052, told: "The workspace cost $10.01 in the week, $0.01 more than in the week before" },
])("a change of $more is told from half a cent on, where it is shown as a cent", ({ more, told }) => {
  const plan = planComparison(windowOfCompleteDays(7, "2026-11-22"));
  const days = makeDays(plan.span, (daysAgo) => (daysAgo === 3 ? 10 + more : daysAgo === 10 ? 10 : 0));
  const headline = tellComparison(compareWindows(days, plan), null, words);
  expect(headline).toStartWith(told);
});

test.each([
  { tokens: 1_000, cause: "the price of a token (or mix of models)" },
  { tokens: null, cause: "the cost of a request" },
])("tokens a day: $tokens, dearer requests come from $cause", ({ tokens, cause }) => {
  const plan = planComparison(windowOfCompleteDays(7, "2026-11-22"));
  const days = makeDays(plan.span, (daysAgo) => (daysAgo <= 7 ? 20 : 10)).map((day) => ({
    ...day,
    requests: 100,
    tokens,
  }));
  const headline = tellComparison(compareWindows(days, plan), null, words);
  expect(headline).toContain(`comes from ${cause}`);
});
