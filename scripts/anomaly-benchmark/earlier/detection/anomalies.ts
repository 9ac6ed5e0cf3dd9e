/**
 * Which costs are out of the ordinary: the last complete days against several earlier windows of the same length, aligned
 * on weekdays. Something is flagged only when it matters in dollars, in percent and against its own variation.
 */

import { median, robustSpread } from "../../../../src/analytics/statistics.ts";
import { asDerivedUsd, type Usd } from "../../../../src/domain/money.ts";

export const thresholds = {
  /** Excess in dollars: at least this, and this share of the workspace's cost. */
  minExcessUsd: 5,
  minExcessShare: 0.01,
  /** Excess against the expectation. */
  minExcessPercent: 25,
  /** Iglewicz and Hoaglin's modified z-score. */
  minScore: 3.5,
  /** Fewer earlier windows than this are no history. */
  minBaselineWindows: 3,
} as const;

/** The spread is never taken for smaller than this share of the expectation: sparse spend has a MAD of 0. */
const minSpreadShare = 0.1;
const minSpreadUsd = 0.05;
/** A spender that comes and goes is out of the ordinary only far above its highest window. */
export const irregularFactor = 2;

export interface WindowedCost {
  readonly dimension: string;
  readonly id: string | null;
  readonly name: string;
  /** In the window under test. */
  readonly actual: Usd;
  /** In the earlier windows, the latest first; null where it is not known. */
  readonly baseline: readonly (Usd | null)[];
}

/** A steady growth or decline is out of the usual level, but where its own trend leads. */
export type MovementKind =
  | "increase"
  | "new"
  | "returned"
  | "steady_growth"
  | "decrease"
  | "stopped"
  | "steady_decline";

export interface Movement {
  readonly dimension: string;
  readonly id: string | null;
  readonly name: string;
  readonly kind: MovementKind;
  readonly actual: Usd;
  /** The median of the earlier windows. */
  readonly expected: Usd;
  /** Actual − expected; negative for a drop. */
  readonly excess: Usd;
  /** null when nothing was expected, and for what stopped: new and stopped are words, not ±100 %. */
  readonly excessPercent: number | null;
  /** Excess in units of the usual spread. */
  readonly score: number;
  readonly isFlagged: boolean;
}

/** What moved, by dollars; entities with too little history are left out and counted. */
export interface Movements {
  readonly rises: readonly Movement[];
  readonly drops: readonly Movement[];
  /** Rises and drops that matter in dollars but pass not all gates; new spenders from half the dollars on. */
  readonly watch: readonly Movement[];
  readonly withoutHistory: number;
  readonly minExcess: Usd;
}

export function findMovements(costs: readonly WindowedCost[], workspaceCost: Usd): Movements {
  const minExcess = asDerivedUsd(
    Math.max(thresholds.minExcessUsd, thresholds.minExcessShare * workspaceCost),
  );
  const judged = costs.map((cost) => judge(cost, minExcess));
  const movements = judged.filter((movement) => movement !== null).sort(byImpact);
  const flagged = movements.filter(({ isFlagged }) => isFlagged);
  return {
    rises: flagged.filter(({ excess }) => excess > 0),
    drops: flagged.filter(({ excess }) => excess < 0),
    watch: movements.filter(
      ({ isFlagged, excess, kind }) =>
        !isFlagged && Math.abs(excess) >= (kind === "new" ? minExcess / 2 : minExcess),
    ),
    withoutHistory: judged.length - movements.length,
    minExcess,
  };
}

/** Largest dollars first. */
export const byImpact = (a: Movement, b: Movement): number => Math.abs(b.excess) - Math.abs(a.excess);

/** null: not enough history to expect anything. */
export function judge(
  { dimension, id, name, actual, baseline }: WindowedCost,
  minExcess: Usd,
): Movement | null {
  const history = baseline.filter((cost) => cost !== null);
  if (history.length < thresholds.minBaselineWindows) return null;
  const expected = median(history);
  const highest = Math.max(...history);
  const excess = actual - expected;
  const spread = robustSpread(history);
  const isNew = highest === 0;
  const isIrregular = expected === 0 && !isNew;
  const isOut =
    Math.abs(excess) >= minExcess &&
    (isNew || (isIrregular ? actual >= irregularFactor * highest : isBeyond(excess, expected, spread)));
  const trend = projectTotal(baseline);
  const beyondTrend = trend === null ? excess : actual - trend;
  // The trend has to explain more than half of it; chance makes windows grow a little, one after the other.
  const isTrend =
    trend !== null &&
    Math.abs(beyondTrend) < Math.abs(excess) / 2 &&
    Math.abs(excess) >= minExcess &&
    Math.abs(excess) >= (thresholds.minExcessPercent / 100) * expected &&
    !(
      beyondTrend * excess > 0 &&
      Math.abs(beyondTrend) >= minExcess &&
      isBeyond(beyondTrend, Math.max(trend, expected), 0)
    );
  return {
    dimension,
    id,
    name,
    kind: kindOf(excess, actual, isNew, isTrend),
    actual,
    expected: asDerivedUsd(expected),
    excess: asDerivedUsd(excess),
    excessPercent: expected === 0 || actual === 0 ? null : (excess / expected) * 100,
    score: excess / limitSpread(spread, expected),
    isFlagged: isOut && !isTrend,
  };
}

function kindOf(excess: number, actual: number, isNew: boolean, isTrend: boolean): MovementKind {
  if (excess >= 0) return isNew ? "new" : isTrend ? "steady_growth" : "increase";
  return actual === 0 ? "stopped" : isTrend ? "steady_decline" : "decrease";
}

const limitSpread = (spread: number, expected: number): number =>
  Math.max(spread, minSpreadShare * expected, minSpreadUsd);

const isBeyond = (excess: number, expected: number, spread: number): boolean =>
  Math.abs(excess) >= (thresholds.minExcessPercent / 100) * expected &&
  Math.abs(excess) / limitSpread(spread, expected) >= thresholds.minScore;

/**
 * Where a steady trend leads: earlier windows that all grew, or all shrank, each by its factor, continued by the middle
 * one of these factors. null when they went up and down.
 */
function projectTotal(baseline: readonly (Usd | null)[]): number | null {
  const known = baseline.flatMap((cost, index) => (cost === null ? [] : [{ cost, age: index + 1 }]));
  const [latest] = known;
  if (latest === undefined || known.some(({ cost }) => cost <= 0)) return null;
  const factors = known.slice(1).map(({ cost, age }, index) => {
    const later = known[index] ?? latest;
    return (later.cost / cost) ** (1 / (age - later.age));
  });
  if (!(factors.every((factor) => factor > 1) || factors.every((factor) => factor < 1))) return null;
  return latest.cost * median(factors) ** latest.age;
}
