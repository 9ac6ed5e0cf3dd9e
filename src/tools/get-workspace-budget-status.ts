import * as v from "valibot";
import { asCycleBudget, formatActionAtLimit } from "../domain/budget.ts";
import { roundUsd, subtractUsd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import type { Scalars } from "../domain/usage.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { describeWindow, Figure, FiguresWindow, Source, Warnings, warnOfWindow } from "../toolkit/outputs.ts";
import { readAll, trackPartialReads } from "../toolkit/partial-reads.ts";

export const getWorkspaceBudgetStatus = defineTool({
  name: "get_workspace_budget_status",
  title: "Workspace budget status",
  description:
    "The workspace's budget policy against the cost of the current billing cycle: limit, spent, remaining in USD, percent used, alert thresholds reached, and what happens at the limit. For a forecast use get_executive_dashboard.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({}),
  output: v.object({
    window: FiguresWindow,
    budget_usd: v.pipe(Figure, v.description("null: none is set, or unknown")),
    cost_usd: Figure,
    remaining_usd: Figure,
    used_percent: Figure,
    thresholds_percent: v.nullable(v.array(v.number())),
    thresholds_reached_percent: v.nullable(v.array(v.number())),
    budget_period: v.nullable(v.string()),
    at_limit: v.nullable(v.string()),
    reported: v.pipe(
      v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      v.description("The API's own budget status where it adds to this, in its words and units"),
    ),
    others: v.string(),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, periodUsage, now, progress }) {
    const parts = trackPartialReads(progress);
    const { policy, usage, status } = await readAll({
      policy: parts.read("The budget policy", api.budgetPolicy()),
      usage: parts.read("The cost of the billing cycle", periodUsage.usageSummary("billing_cycle")),
      status: parts.read("The API's budget status", api.reportedBudget()),
    });
    parts.throwIfAllFailed();
    const spent = usage?.cost ?? null;
    const { budget, limit, warnings } = asCycleBudget(policy);
    const usedPercent = computeSharePercent(spent, limit);
    const thresholds = policy?.thresholdsPercent ?? null;
    return {
      window: describeWindow("billing_cycle", usage?.window ?? null, now),
      budget_usd: roundUsd(budget),
      cost_usd: roundUsd(spent),
      remaining_usd: roundUsd(subtractUsd(limit, spent)),
      used_percent: usedPercent,
      thresholds_percent: thresholds,
      thresholds_reached_percent:
        // Compared in dollars: 99.96 % is shown as 100, and has not reached it.
        thresholds === null || spent === null || limit === null || limit === 0
          ? null
          : thresholds.filter((threshold) => spent >= (limit * threshold) / 100),
      budget_period: policy?.period ?? null,
      at_limit:
        policy &&
        formatActionAtLimit(policy.budget !== null || !policy.isBudgetReadable, policy.exceededAction),
      reported: dropRepeated(status?.reported ?? {}, [budget, spent, subtractUsd(limit, spent), usedPercent]),
      others: "Keys and departments have budgets of their own: get_executive_dashboard tells who is over.",
      source: "policies/budget-control, analytics/usage, analytics/budget-status",
      warnings: [
        ...parts.warnings(),
        ...(usage?.warnings ?? []),
        ...(usage === null ? [] : warnOfWindow("billing_cycle", usage.window)),
        ...warnings,
      ],
    };
  },
});

const repeatedNames = /(?:budget|spent|remaining|usage_?percent)$/i;

/** Drops what repeats one of the figures, that is, agrees with it to a tenth. */
function dropRepeated(reported: Scalars, figures: readonly (number | null)[]): Scalars {
  const isRepeated = (value: Scalars[string]): boolean =>
    typeof value !== "boolean" &&
    value !== "" &&
    figures.some((figure) => figure !== null && Math.abs(figure - Number(value)) < 0.1);
  return Object.fromEntries(
    Object.entries(reported).filter(([name, value]) => !repeatedNames.test(name) || !isRepeated(value)),
  );
}
