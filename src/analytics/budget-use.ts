/** Who has used up a budget, and who is about to. */
import type { Usd } from "../domain/money.ts";
import { dayMs, dayOf, type TimeWindow, type UtcDay } from "../domain/time.ts";

export interface BudgetUse {
  readonly kind: "key" | "department";
  readonly name: string | null;
  readonly spent: Usd;
  readonly budget: Usd;
  /** What happens at the limit, in the API's word. */
  readonly actionAtLimit: string | null;
}

export interface PacedUse extends BudgetUse {
  /**
   * When the budget is used up at the mean pace of the cycle so far; null when it is used up already, when the cycle ends
   * first, or when it has just begun.
   */
  readonly runsOutOn: UtcDay | null;
}

/** A budget of which this share is spent is nearly used up. */
export const nearShare = 0.8;
/** This many days of a cycle must be over before its pace says anything. */
const minPaceDays = 3;

const shareOf = ({ spent, budget }: BudgetUse): number => spent / budget;
const byFullest = (a: BudgetUse, b: BudgetUse): number => shareOf(b) - shareOf(a);

/**
 * Over: all of the budget is spent. Near: most of it is, or all of it will be before the cycle ends. Budgets of 0 are left
 * out, because they cannot be used up gradually.
 */
export function splitByBudgetUse(
  uses: readonly BudgetUse[],
  cycle: TimeWindow,
  now: Date,
): { readonly over: readonly PacedUse[]; readonly near: readonly PacedUse[] } {
  const limited = uses
    .filter(({ budget }) => budget > 0)
    .map((use) => ({ ...use, runsOutOn: findRunOutDay(use, cycle, now) }))
    .sort(byFullest);
  return {
    over: limited.filter((use) => shareOf(use) >= 1),
    near: limited.filter((use) => shareOf(use) < 1 && (shareOf(use) >= nearShare || use.runsOutOn !== null)),
  };
}

function findRunOutDay({ spent, budget }: BudgetUse, { start, end }: TimeWindow, now: Date): UtcDay | null {
  const elapsedMs = now.getTime() - start.getTime();
  if (elapsedMs < minPaceDays * dayMs || spent <= 0 || spent >= budget) return null;
  const usedUp = new Date(start.getTime() + (budget / spent) * elapsedMs);
  return usedUp < end ? dayOf(usedUp) : null;
}
