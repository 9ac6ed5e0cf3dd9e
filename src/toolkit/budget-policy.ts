/** The workspace's budget policy, as far as it can be held against the dollars of a billing cycle. */
import type { BudgetPolicy } from "../api/workspace/writes.ts";
import type { Usd } from "../domain/money.ts";

export interface ComparableBudget {
  /** In dollars; null when none is set, or it is kept in another currency. */
  readonly budget: Usd | null;
  /** The same where it also counts by the month, as the cycle does. */
  readonly limit: Usd | null;
  readonly warnings: readonly string[];
}

export function comparableBudget(policy: BudgetPolicy | null): ComparableBudget {
  const [period, currency] = [policy?.period ?? "monthly", policy?.currency ?? "USD"];
  const amount = policy?.budget ?? null;
  const isUsd = currency === "USD";
  return {
    budget: isUsd ? amount : null,
    limit: isUsd && period === "monthly" ? amount : null,
    warnings: [
      ...(period === "monthly"
        ? []
        : [`The budget counts ${period} and spent covers the billing cycle: they cannot be compared.`]),
      ...(isUsd
        ? []
        : [
            `The budget is kept in ${currency} (${amount ?? "none is set"}), the cost in USD: they cannot be compared.`,
          ]),
    ],
  };
}
