/** Two windows side by side: their figures, what drives the change, and how the whole workspace moved meanwhile. */
import type { Comparison } from "../analytics/comparison.ts";
import type { UsageTotals } from "../analytics/usage.ts";
import { roundTo, roundUsd } from "../domain/money.ts";
import { computeChangePercent, computeSharePercent, divideUsd } from "../domain/ratios.ts";
import { tableWith } from "./table.ts";

/** A row for each figure, in two windows. */
export const ComparedFiguresOutput = tableWith("figure", "now", "before", "change_percent");

/** Figures that grow with the number of days. */
const sums: ReadonlySet<string> = new Set(["cost_usd", "requests"]);

/** A row for each figure. Where the windows differ in length, sums have no percentage: the same figures a day have one. */
export const listFigures = ({ now, before, days }: Comparison) => {
  const compareFigure = (
    figure: string,
    decimals: number,
    figureOf: (totals: UsageTotals, days: number) => number | null,
  ) => {
    const [later, earlier] = [figureOf(now, days.now), figureOf(before, days.before)];
    const isComparable = days.now === days.before || !sums.has(figure);
    return {
      figure,
      now: roundTo(later, decimals),
      before: roundTo(earlier, decimals),
      changePercent: isComparable ? computeChangePercent(earlier, later) : null,
    };
  };
  return [
    compareFigure("cost_usd", 2, ({ cost }) => cost),
    compareFigure("cost_per_day_usd", 2, ({ cost }, count) => divideUsd(cost, count)),
    compareFigure("requests", 0, ({ requests }) => requests),
    compareFigure("requests_per_day", 1, ({ requests }, count) => requests && requests / count),
    compareFigure("tokens_per_request", 0, ({ tokens, requests }) =>
      requests ? tokens && tokens / requests : null,
    ),
    compareFigure("cost_per_request_usd", 4, ({ cost, requests }) => divideUsd(cost, requests)),
    compareFigure("cost_per_million_tokens_usd", 4, ({ cost, tokens }) =>
      divideUsd(cost, tokens && tokens / 1e6),
    ),
  ];
};

export const describeWorkspaceChange = (comparison: Comparison | null, workspace: Comparison | null) => ({
  change_usd: roundUsd(workspace?.change ?? null),
  change_percent: computeChangePercent(workspace?.before.cost ?? null, workspace?.now.cost ?? null),
  share_of_its_change_percent: computeShareOfWorkspace(comparison, workspace),
});

/**
 * Only where the workspace's change is the larger one and goes in the same direction: where others offset it, a share says
 * nothing.
 */
function computeShareOfWorkspace(comparison: Comparison | null, workspace: Comparison | null): number | null {
  const [own, all] = [comparison?.change ?? null, workspace?.change ?? null];
  return own === null || all === null || own * all <= 0 || Math.abs(own) > Math.abs(all)
    ? null
    : computeSharePercent(own, all);
}

export function describeDrivers({ drivers, moreOrFewerDays }: Comparison) {
  return (
    drivers && {
      volume_usd: roundUsd(drivers.volume),
      tokens_per_request_usd: roundUsd(drivers.tokensPerRequest),
      price_and_model_mix_usd: roundUsd(drivers.unitPrice),
      ...(moreOrFewerDays === null ? {} : { more_or_fewer_days_usd: roundUsd(moreOrFewerDays) ?? 0 }),
    }
  );
}
