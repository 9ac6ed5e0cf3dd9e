import * as v from "valibot";
import { keyAction } from "../api/workspace/writes.ts";
import {
  type BudgetAction,
  formatActionAtLimit,
  formatActionChange,
  formatBudgetAction,
} from "../domain/budget.ts";
import type { VirtualKey } from "../domain/entities.ts";
import { type Cents, centsToUsd, formatUsd, roundUsd, type Usd } from "../domain/money.ts";
import { quoteName } from "../domain/text.ts";
import type { Context } from "../toolkit/context.ts";
import { defineWrite } from "../toolkit/define-tool.ts";
import { BudgetActionInput, BudgetCents, idInput, warnOfZeroBudget } from "../toolkit/inputs.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";
import { findVirtualKey } from "../toolkit/virtual-keys.ts";

export const updateKeyBudget = defineWrite({
  name: "update_key_budget",
  title: "Change a key's budget",
  description: "Sets budget and action at the limit of one virtual key.",
  modes: ["manager"],
  effect: "update",
  input: v.strictObject({
    key_id: idInput("From list_virtual_keys"),
    budget_cents: v.pipe(BudgetCents, v.description("New limit in US cents")),
    budget_action: BudgetActionInput,
  }),
  output: v.object({
    id: v.string(),
    budget_usd: v.nullable(v.number()),
    at_limit: v.string(),
    is_verified: v.pipe(v.boolean(), v.description("The API's answer states the new budget")),
    source: Source,
    warnings: Warnings,
  }),
  async preview({ api }, { key_id, budget_cents, budget_action }) {
    const key = await findVirtualKey(api, key_id);
    const budget = centsToUsd(budget_cents);
    const from =
      key.budget !== null ? formatUsd(key.budget) : key.isBudgetStated ? "no limit" : "an unknown limit";
    const mayHaveLimit = key.budget !== null || !key.isBudgetStated;
    const newAction = formatBudgetAction(keyAction[budget_action]);
    return {
      summary: `Change the budget of the virtual key ${quoteName(key.label ?? key_id)} from ${from} to ${formatUsd(budget)}${key.budgetWindow === null ? "" : ` (${key.budgetWindow})`}${formatActionChange(mayHaveLimit ? key.budgetAction : null, keyAction[budget_action])}.`,
      before: {
        key: key.label,
        status: key.status,
        budget_usd: key.isBudgetStated ? roundUsd(key.budget) : "unknown",
        at_limit: formatActionAtLimit(mayHaveLimit, key.budgetAction),
      },
      after: {
        key: key.label,
        status: key.status,
        budget_usd: roundUsd(budget),
        at_limit: newAction,
      },
      warnings: [
        ...warnOfZeroBudget(budget_cents),
        ...warnOfSpent(key, budget, budget_action),
        ...(key.status !== null && key.status !== "active"
          ? [`The key is ${key.status}: a budget changes nothing for it.`]
          : []),
      ],
      commit: (ctx) => changeBudget(ctx, key_id, budget_cents, budget_action),
    };
  },
});

/** The stated spend is that of the billing period: it says nothing about the budget of a day or a week. */
function warnOfSpent({ spent, budgetWindow }: VirtualKey, budget: Usd, action: BudgetAction): string[] {
  const isComparable = budgetWindow === null || budgetWindow.toLowerCase() === "monthly";
  if (spent === null || spent <= budget || !isComparable) return [];
  const atOnce = action === "block" ? ": it may be blocked at once" : "";
  return [
    `The key has spent ${formatUsd(spent)} in the current billing period, more than the new budget${atOnce}.`,
  ];
}

async function changeBudget({ api }: Context<"manager">, keyId: string, budget: Cents, action: BudgetAction) {
  const stored = await api.updateKeyBudget(keyId, budget, action);
  const wanted = { budget: roundUsd(centsToUsd(budget)), action: keyAction[action] };
  const isBudgetAsWanted = stored.budget === null || roundUsd(stored.budget) === wanted.budget;
  const isActionAsWanted = stored.action === null || stored.action === wanted.action;
  return {
    id: keyId,
    budget_usd: roundUsd(stored.budget) ?? wanted.budget,
    at_limit: formatBudgetAction(stored.action ?? wanted.action) ?? action,
    is_verified: stored.budget !== null && isBudgetAsWanted && isActionAsWanted,
    source: "virtual-keys",
    warnings: [
      ...(isBudgetAsWanted && isActionAsWanted
        ? []
        : [
            "The API accepted the change, but states another budget or action than was asked for: those are shown.",
          ]),
      ...(stored.budget === null
        ? ["The API accepted the change without saying what it stored: list_virtual_keys shows it."]
        : []),
    ],
  };
}
