/** Who has used up a budget, and who is about to. */
import type { Usd } from "../domain/money.ts";

export interface BudgetUse {
  readonly kind: "key" | "department";
  readonly name: string | null;
  readonly spent: Usd;
  readonly budget: Usd;
  readonly atLimit: string | null;
}

/** Spent beyond this share of the budget is near it. */
const nearShare = 0.8;

const shareOf = ({ spent, budget }: BudgetUse): number => spent / budget;
const fullestFirst = (a: BudgetUse, b: BudgetUse): number => shareOf(b) - shareOf(a);

/** Over: all of it is spent. Near: most of it. A budget of 0 is no limit that could be used up by degrees. */
export function sortByBudgetUse(uses: readonly BudgetUse[]): {
  readonly over: readonly BudgetUse[];
  readonly near: readonly BudgetUse[];
} {
  const limited = uses.filter(({ budget }) => budget > 0).sort(fullestFirst);
  return {
    over: limited.filter((use) => shareOf(use) >= 1),
    near: limited.filter((use) => shareOf(use) >= nearShare && shareOf(use) < 1),
  };
}
