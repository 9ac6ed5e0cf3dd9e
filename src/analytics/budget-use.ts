/** Budgets of keys and departments that are used up, or nearly. */
import type { EntityCosts } from "../domain/costs.ts";
import type { Department, VirtualKey } from "../domain/entities.ts";
import type { Usd } from "../domain/money.ts";

export interface BudgetUse {
  readonly kind: "key" | "department";
  readonly name: string;
  readonly spent: Usd;
  readonly budget: Usd;
  readonly action: string | null;
}

/** Fullest first. Over is what has reached its budget or gone beyond; near is not over. */
export interface FullBudgets {
  readonly over: readonly BudgetUse[];
  readonly near: readonly BudgetUse[];
}

/** Spent beyond this share of the budget is near it. */
const nearShare = 0.8;

const share = ({ spent, budget }: BudgetUse): number => spent / budget;

/** Fullest first. */
export const byShare = (a: BudgetUse, b: BudgetUse): number => share(b) - share(a);

export function fullBudgets(uses: readonly BudgetUse[]): FullBudgets {
  const sorted = uses.toSorted(byShare);
  return {
    over: sorted.filter((use) => share(use) >= 1),
    near: sorted.filter((use) => share(use) >= nearShare && share(use) < 1),
  };
}

const isActive = ({ status }: VirtualKey): boolean => status?.toLowerCase() === "active";
const isMonthly = ({ budgetWindow }: VirtualKey): boolean => budgetWindow?.toLowerCase() === "monthly";

/** Active keys with a monthly budget: the stated spend is a billing period's. */
export const useOfKeys = (keys: readonly VirtualKey[]): readonly BudgetUse[] =>
  keys.flatMap((key) => {
    const { label, prefix, id, spent, budget, budgetAction: action } = key;
    if (!isActive(key) || !isMonthly(key) || spent === null || budget === null || budget <= 0) return [];
    return [{ kind: "key", name: label ?? prefix ?? id, spent, budget, action }];
  });

/** Active keys whose budget is of another window than their stated spend, or of one that is not stated. */
export const keysOfOtherWindows = (keys: readonly VirtualKey[]): number =>
  keys.filter((key) => isActive(key) && (key.budget ?? 0) > 0 && !isMonthly(key)).length;

/** `costs`: of the billing cycle. */
export const useOfDepartments = (
  departments: readonly Department[],
  costs: EntityCosts,
): readonly BudgetUse[] =>
  departments.flatMap(({ id, name, budget, budgetAction: action }) => {
    const spent = costs.byId?.get(id)?.cost ?? null;
    if (spent === null || budget === null || budget <= 0) return [];
    return [{ kind: "department", name: name ?? id, spent, budget, action }];
  });
