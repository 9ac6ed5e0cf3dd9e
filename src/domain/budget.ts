/** What happens at the limit of a budget, in one vocabulary; and which budgets a billing cycle's cost is compared with. */
import { formatUsd, type Usd } from "./money.ts";
import type { Period } from "./periods.ts";

/** What happens at the limit, in this server's own words. */
export type BudgetAction = "alert_only" | "block";

/** Keys, departments and the workspace's policy each have their own words for the same two actions. */
const meanings: ReadonlyMap<string, BudgetAction> = new Map([
  ["alert", "alert_only"],
  ["alert_only", "alert_only"],
  ["block", "block"],
  ["block_requests", "block"],
  ["pause", "block"],
  ["pause_all", "block"],
]);

const normalizeWord = (word: string): string => word.toLowerCase().replaceAll("-", "_");

/** `block` or `alert_only`, with the API's own word behind it where that differs; what another word does is not documented. */
export function formatBudgetAction(word: string | null): string | null {
  if (word === null) return null;
  const meaning = meanings.get(normalizeWord(word));
  if (meaning === undefined) return `${word} (effect not documented)`;
  return meaning === normalizeWord(word) ? meaning : `${meaning} (${word})`;
}

/** Whether requests stop at the limit; a word of unknown meaning is not taken to say so. */
export const isBlocking = (word: string | null): boolean =>
  word !== null && meanings.get(normalizeWord(word)) === "block";

/** Where there is no limit, nothing happens at it. */
export const formatActionAtLimit = (mayHaveLimit: boolean, word: string | null): string | null =>
  mayHaveLimit ? formatBudgetAction(word) : null;

/**
 * A changed action, to append to the sentence about a changed amount; empty when the action stays.
 * @param before null: there was no limit
 */
export function formatActionChange(before: string | null, after: string): string {
  if (before !== null && meaningOf(before) === meaningOf(after)) return "";
  const instead = before === null ? "" : ` instead of ${formatBudgetAction(before)}`;
  return `; at the limit ${formatBudgetAction(after)}${instead}`;
}

const meaningOf = (word: string): string => meanings.get(normalizeWord(word)) ?? normalizeWord(word);

/** Compares the amounts, because 100 % may be a rounded 99.99 %. A budget of 0 is not used up before something is spent. */
export const isUsedUp = (spent: number | null, budget: number | null): boolean =>
  spent !== null && budget !== null && spent > 0 && spent >= budget;

interface StatedPolicy {
  readonly budget: Usd | null;
  readonly period: string | null;
  readonly currency: string | null;
}

export interface CycleBudget {
  /** What the policy says, in dollars; null when it says none, nothing readable, or another currency. */
  readonly budget: Usd | null;
  /** `budget` where it can be compared with the cost of a billing cycle; else null. */
  readonly limit: Usd | null;
  readonly warnings: readonly string[];
}

/** A budget of a week, or in another currency, cannot be compared with a billing cycle's cost in dollars. */
export function asCycleBudget(policy: StatedPolicy | null): CycleBudget {
  if (policy === null) return { budget: null, limit: null, warnings: [] };
  const [period, currency] = [policy.period ?? "monthly", policy.currency ?? "USD"];
  const isMonthly = period.toLowerCase() === "monthly";
  const isDollars = currency.toUpperCase() === "USD";
  const amount = policy.budget;
  // In another currency it stands bare, and the warning about the currency names it.
  const stated = amount === null ? "none known" : isDollars ? formatUsd(amount) : String(amount);
  return {
    budget: isDollars ? amount : null,
    limit: isDollars && isMonthly ? amount : null,
    warnings: [
      ...(isMonthly
        ? []
        : [
            `The budget is ${period} (${stated}), and the cost is that of the billing cycle: they cannot be compared.`,
          ]),
      ...(isDollars
        ? []
        : [`The budget is kept in ${currency} (${stated}), the cost in USD: they cannot be compared.`]),
    ],
  };
}

/** The reporting period whose spending can be compared with a budget of this window. */
export const periodByBudgetWindow: ReadonlyMap<string, Period> = new Map([
  ["daily", "24h"],
  ["weekly", "7d"],
  ["monthly", "billing_cycle"],
]);
