/**
 * Which costs are out of the ordinary: the last complete days against several earlier windows of the same length, aligned
 * on weekdays. Something is flagged only when it matters in dollars, in percent and against its own variation.
 *
 * Words that the files of a diagnosis share, in the order of its steps:
 * - movement: how the cost of an entity differs from the median of the earlier windows. The difference is its excess;
 *   upwards it is a rise, downwards a drop.
 * - tide: what most others do at the same time, as on a holiday. What only goes with the tide is not flagged (tide.ts).
 * - suspect: a movement whose single days are examined (suspects.ts, examine-days.ts).
 * - surge, slump: the few days in a row that stand out most from the entity's own weeks, upwards and downwards (surge.ts).
 * - burst: a surge in a window that is not flagged as a whole.
 * - onset: the first day that stands out.
 * - finding: a movement with the rule by which it is out of the ordinary (flag-rules.ts, findings.ts).
 */
import { asDerivedUsd, type Usd } from "../domain/money.ts";
import { median, robustSpread } from "./statistics.ts";
import { measureTide } from "./tide.ts";
import { projectTrend } from "./trend.ts";
import type { WindowedCost } from "./windowed-costs.ts";

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

/** Steady growth and decline leave the usual level, but only go where their own trend leads. */
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
  /** The least excess that is out of the ordinary, judged by the window alone; without sign. */
  readonly limit: Usd;
  readonly isFlagged: boolean;
}

/** What moved, by dollars. */
export interface Movements {
  readonly rises: readonly Movement[];
  readonly drops: readonly Movement[];
  /**
   * Rises and drops that matter in dollars and are not flagged: they miss another threshold, or their trend or the tide
   * explains them. New spenders count from half the dollars on.
   */
  readonly watch: readonly Movement[];
  /** What is not flagged, on `watch` or not, and large enough for a burst in it to matter. */
  readonly largeUnflagged: readonly Movement[];
  /** How many entities have too little history to be judged. */
  readonly withoutHistoryCount: number;
  /** How many movements would be flagged if the others had not moved alike. */
  readonly withTideCount: number;
  readonly minExcess: Usd;
}

export function findMovements(costs: readonly WindowedCost[], workspaceCost: Usd): Movements {
  const minExcess = asDerivedUsd(
    Math.max(thresholds.minExcessUsd, thresholds.minExcessShare * workspaceCost),
  );
  const judged = costs.map((cost) => judgeCost(cost, minExcess));
  const judgedAlone = judged.filter((movement) => movement !== null).sort(byImpact);
  const movements = judgedAlone.map((movement) => judgeInTide(movement, judgedAlone, minExcess));
  const flagged = movements.filter(({ isFlagged }) => isFlagged);
  return {
    rises: flagged.filter(({ excess }) => excess > 0),
    drops: flagged.filter(({ excess }) => excess < 0),
    watch: movements.filter(
      ({ isFlagged, excess, kind }) =>
        !isFlagged && Math.abs(excess) >= (kind === "new" ? minExcess / 2 : minExcess),
    ),
    largeUnflagged: movements.filter(({ isFlagged, actual }) => !isFlagged && actual >= minExcess),
    withoutHistoryCount: judged.length - movements.length,
    withTideCount: judgedAlone.filter(({ isFlagged }, index) => isFlagged && !movements[index]?.isFlagged)
      .length,
    minExcess,
  };
}

/** A movement is not flagged when what others of its dimension did leaves too little of it. */
function judgeInTide(movement: Movement, all: readonly Movement[], minExcess: number): Movement {
  const { dimension, kind, actual, expected, excess, isFlagged } = movement;
  if (!isFlagged || kind === "new" || kind === "stopped" || expected === 0) return movement;
  const others = all.filter(
    (other) => other !== movement && other.dimension === dimension && isTidal(other, minExcess),
  );
  const { rising, falling } = measureTide(others.map((other) => other.actual / other.expected));
  const beyond = actual - expected * (excess > 0 ? rising : falling);
  const isBeyondTide =
    Math.abs(beyond) >= minExcess && Math.abs(beyond) >= (thresholds.minExcessPercent / 100) * expected;
  return { ...movement, isFlagged: isBeyondTide && beyond * excess > 0 };
}

/** Whether a movement counts for the tide: a flat rate and a few cents say nothing about the others. */
const isTidal = ({ actual, expected }: Movement, minExcess: number): boolean =>
  expected >= minExcess && actual !== expected;

/** Largest dollars first. */
export const byImpact = (a: Movement, b: Movement): number => Math.abs(b.excess) - Math.abs(a.excess);

/** null: not enough history to expect anything. */
export function judgeCost(
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
  const trend = projectTrend(baseline);
  const isTrend = trend !== null && isExplainedByTrend(actual, expected, trend, minExcess);
  return {
    dimension,
    id,
    name,
    kind: kindOf(excess, actual, isNew, isTrend),
    actual,
    expected: asDerivedUsd(expected),
    excess: asDerivedUsd(excess),
    excessPercent: expected === 0 || actual === 0 ? null : (excess / expected) * 100,
    score: excess / floorSpread(spread, expected),
    limit: asDerivedUsd(computeLimit(minExcess, expected, spread, isNew, isIrregular ? highest : 0)),
    isFlagged: isOut && !isTrend,
  };
}

/** A trend has to explain more than half of the excess, because chance too makes windows grow a little, one after the other. */
function isExplainedByTrend(actual: number, expected: number, trend: number, minExcess: number): boolean {
  const excess = actual - expected;
  const beyondTrend = actual - trend;
  const isNotable =
    Math.abs(excess) >= minExcess && Math.abs(excess) >= (thresholds.minExcessPercent / 100) * expected;
  const isFartherThanTrend =
    beyondTrend * excess > 0 &&
    Math.abs(beyondTrend) >= minExcess &&
    isBeyond(beyondTrend, Math.max(trend, expected), 0);
  return isNotable && Math.abs(beyondTrend) < Math.abs(excess) / 2 && !isFartherThanTrend;
}

function computeLimit(
  minExcess: number,
  expected: number,
  spread: number,
  isNew: boolean,
  highest: number,
): number {
  if (isNew) return minExcess;
  if (highest > 0) return Math.max(minExcess, irregularFactor * highest);
  const share = (thresholds.minExcessPercent / 100) * expected;
  return Math.max(minExcess, share, thresholds.minScore * floorSpread(spread, expected));
}

function kindOf(excess: number, actual: number, isNew: boolean, isTrend: boolean): MovementKind {
  if (excess >= 0) return isNew ? "new" : isTrend ? "steady_growth" : "increase";
  return actual === 0 ? "stopped" : isTrend ? "steady_decline" : "decrease";
}

const floorSpread = (spread: number, expected: number): number =>
  Math.max(spread, minSpreadShare * expected, minSpreadUsd);

const isBeyond = (excess: number, expected: number, spread: number): boolean =>
  Math.abs(excess) >= (thresholds.minExcessPercent / 100) * expected &&
  Math.abs(excess) / floorSpread(spread, expected) >= thresholds.minScore;
