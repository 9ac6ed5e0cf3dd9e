/**
 * Which costs are out of the ordinary: the last complete days against several earlier windows of the same length, aligned
 * on weekdays. Something is flagged only when it matters in dollars, in percent and against its own variation.
 */
import { derivedUsd, type Usd } from "../money.ts";
import { median, robustSpread } from "./statistics.ts";

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
const irregularFactor = 2;

export interface WindowedCost {
  readonly dimension: string;
  readonly id: string | null;
  readonly name: string;
  /** In the window under test. */
  readonly actual: Usd;
  /** In the earlier windows; null where it is not known. */
  readonly baseline: readonly (Usd | null)[];
}

export type MovementKind = "increase" | "new" | "decrease" | "stopped";

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
  /** Rises and drops that matter in dollars but pass not all gates. */
  readonly watch: readonly Movement[];
  readonly withoutHistory: number;
  readonly minExcess: Usd;
}

export function findMovements(costs: readonly WindowedCost[], workspaceCost: Usd): Movements {
  const minExcess = derivedUsd(Math.max(thresholds.minExcessUsd, thresholds.minExcessShare * workspaceCost));
  const judged = costs.map((cost) => judge(cost, minExcess));
  const movements = judged.filter((movement) => movement !== null).sort(byImpact);
  const flagged = movements.filter(({ isFlagged }) => isFlagged);
  return {
    rises: flagged.filter(({ excess }) => excess > 0),
    drops: flagged.filter(({ excess }) => excess < 0),
    watch: movements.filter(({ isFlagged, excess }) => !isFlagged && Math.abs(excess) >= minExcess / 2),
    withoutHistory: judged.length - movements.length,
    minExcess,
  };
}

const byImpact = (a: Movement, b: Movement): number => Math.abs(b.excess) - Math.abs(a.excess);

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
  const spread = Math.max(robustSpread(history), minSpreadShare * expected, minSpreadUsd);
  const score = excess / spread;
  const isNew = highest === 0;
  const kind: MovementKind =
    excess >= 0 ? (isNew ? "new" : "increase") : actual === 0 ? "stopped" : "decrease";
  const isIrregular = expected === 0 && !isNew;
  const isLarge = Math.abs(excess) >= minExcess;
  const isFlagged =
    isLarge &&
    (isNew ||
      (isIrregular
        ? actual >= irregularFactor * highest
        : Math.abs(excess) >= (thresholds.minExcessPercent / 100) * expected &&
          Math.abs(score) >= thresholds.minScore));
  return {
    dimension,
    id,
    name,
    kind,
    actual,
    expected: derivedUsd(expected),
    excess: derivedUsd(excess),
    excessPercent: expected === 0 || kind === "stopped" ? null : (excess / expected) * 100,
    score,
    isFlagged,
  };
}
