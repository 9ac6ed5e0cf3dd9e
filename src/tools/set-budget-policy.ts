import * as v from "valibot";
import { sumUsage } from "../analytics/usage.ts";
import { type BudgetPolicy, policyAction } from "../api/workspace/writes.ts";
import {
  asCycleBudget,
  type BudgetAction,
  formatActionChange,
  formatBudgetAction,
} from "../domain/budget.ts";
import { asDerivedUsd, type Cents, centsToUsd, formatUsd, roundUsd } from "../domain/money.ts";
import type { DailyCosts } from "../domain/usage.ts";
import type { Context } from "../toolkit/context.ts";
import { defineWrite } from "../toolkit/define-tool.ts";
import { BudgetActionInput, BudgetCents, warnOfZeroBudget } from "../toolkit/inputs.ts";
import { formatDays, Source, Warnings } from "../toolkit/outputs.ts";
import { readAll, trackPartialReads } from "../toolkit/partial-reads.ts";

export const setBudgetPolicy = defineWrite({
  name: "set_budget_policy",
  title: "Set the workspace budget",
  description:
    "Sets the workspace's budget and what happens at the limit. Every other setting of the policy is kept, and what was stored is read back. Needs a token with scope admin.",
  modes: ["manager"],
  effect: "update",
  input: v.strictObject({
    budget_cents: v.pipe(BudgetCents, v.description("New limit in US cents")),
    action: BudgetActionInput,
  }),
  output: v.object({
    budget_usd: v.nullable(v.number()),
    at_limit: v.nullable(v.string()),
    thresholds_percent: v.nullable(v.array(v.number())),
    is_verified: v.pipe(v.boolean(), v.description("What was read back is what was asked for")),
    source: Source,
    warnings: Warnings,
  }),
  async preview({ api }, input) {
    // A call may make its preview twice, and must not report the same progress again.
    const parts = trackPartialReads(() => undefined);
    const { policy, usage } = await readAll({
      policy: api.budgetPolicy(),
      usage: parts.readWithin("The cost of the billing cycle", api.dailyCosts(null)),
    });
    const { warnings, ...change } = describeChange(policy, input);
    const spent = usage && warnOfSpent(usage, policy, input);
    return {
      ...change,
      warnings: [...warnings, ...(spent ?? []), ...parts.warnings()],
      commit: (ctx) => storePolicy(ctx, policy, input),
    };
  },
});

interface WantedBudget {
  readonly budget_cents: Cents;
  readonly action: BudgetAction;
}

async function storePolicy(
  { api }: Context<"manager">,
  policy: BudgetPolicy,
  { budget_cents, action }: WantedBudget,
) {
  const stored = await api.setBudgetPolicy(policy, { budgetCents: budget_cents, action });
  const wanted = roundUsd(centsToUsd(budget_cents));
  const isVerified = roundUsd(stored.budget) === wanted && stored.exceededAction === policyAction[action];
  const { budget, warnings } = asCycleBudget(stored);
  return {
    budget_usd: roundUsd(budget),
    at_limit: formatBudgetAction(stored.exceededAction),
    thresholds_percent: stored.thresholdsPercent,
    is_verified: isVerified,
    source: "policies/budget-control",
    warnings: [
      ...warnings,
      ...(isVerified
        ? []
        : [
            "What was read back differs from what was written: the API changed it, or somebody else did at the same time.",
          ]),
    ],
  };
}

function warnOfSpent(
  { days, window }: DailyCosts,
  policy: BudgetPolicy,
  { budget_cents, action }: WantedBudget,
): string[] {
  // The cost of a cycle, in dollars, says nothing about the budget of a week, or in another currency.
  const { warnings } = asCycleBudget(policy);
  if (warnings.length > 0) return [];
  const spent = window && sumUsage(days, window).cost;
  if (spent === null)
    return ["The cost of the billing cycle is unknown, so it may be above the new budget already."];
  if (spent <= centsToUsd(budget_cents)) return [];
  const atOnce = action === "block" ? ": requests may be paused at once" : "";
  return [
    `The billing cycle (${formatDays(window)}) has cost ${formatUsd(spent)} so far, more than the new budget${atOnce}.`,
  ];
}

function describeChange(policy: BudgetPolicy, { budget_cents, action }: WantedBudget) {
  const currency = policy.currency ?? "USD";
  const isDollars = currency.toUpperCase() === "USD";
  const [oldBudget, newBudget] = [roundUsd(policy.budget), roundUsd(centsToUsd(budget_cents)) ?? 0];
  const writeAmount = (number: number): string =>
    isDollars ? formatUsd(asDerivedUsd(number)) : `${number.toFixed(2)} ${currency}`;
  const nothing = policy.isBudgetReadable ? "none" : "an amount that could not be read";
  const from = oldBudget === null ? nothing : writeAmount(oldBudget);
  const [oldAction, newAction] = [
    formatBudgetAction(policy.exceededAction),
    formatBudgetAction(policyAction[action]),
  ];
  const describeBudget = (number: number | null) =>
    isDollars ? { budget_usd: number } : { budget: number, currency };
  return {
    summary: `Change the workspace budget from ${from} to ${writeAmount(newBudget)}${policy.period === null ? "" : ` (${policy.period})`}${formatActionChange(policy.exceededAction, policyAction[action])}.`,
    before: { ...describeBudget(oldBudget), at_limit: oldAction },
    after: { ...describeBudget(newBudget), at_limit: newAction },
    warnings: [
      ...warnOfZeroBudget(budget_cents),
      ...(policy.isBudgetReadable ? [] : ["The stored amount could not be read: it is unknown, not none."]),
      ...(action === "block"
        ? ["block asks the platform to pause at the limit; its documentation promises alerts only."]
        : []),
      ...(isDollars
        ? []
        : [
            `The policy is kept in ${currency}: the amount is written as ${writeAmount(newBudget)}, not as dollars, and cannot be compared with the cost, which is in USD.`,
          ]),
    ],
  };
}
