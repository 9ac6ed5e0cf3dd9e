/**
 * The second stage of a diagnosis: the days of what moved most. They show whether a rise is more than its entity's usual
 * ups and downs, find a burst of few days that a long window dilutes, and tell since when, whether it goes on, and why.
 */

import { asDerivedUsd } from "../domain/money.ts";
import { daysOf, startOfDay, type TimeWindow } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { byImpact, irregularFactor, type Movement, thresholds } from "./anomalies.ts";
import type { Diagnosis, DiagnosisPlan } from "./diagnosis.ts";
import { type Drivers, findDrivers } from "./drivers.ts";
import { type DailyFinding, examineDays } from "./examine-days.ts";
import {
  chooseDropRule,
  chooseRiseRule,
  type FlagRule,
  type LeastSurge,
  limitOfSurge,
} from "./flag-rules.ts";
import { sum, sumRuns } from "./statistics.ts";
import type { Direction, Surge } from "./surge.ts";
import { type DailyTide, measureTides, noTide } from "./tide.ts";
import { mapCosts, sumUsage, type UsageTotals } from "./usage.ts";

/** Each costs a request. */
const maxSuspects = 6;

/** The API has daily series of these; departments last, because they repeat what is inside them. */
const suspectDimensions = ["agent", "member", "department"] as const;
export type SuspectDimension = (typeof suspectDimensions)[number];
export type SuspectMovement = Movement & { readonly dimension: SuspectDimension; readonly id: string };

export const isSuspect = (movement: Movement): movement is SuspectMovement =>
  movement.id !== null && suspectDimensions.some((dimension) => dimension === movement.dimension);

/**
 * What is worth a look at its days: what is flagged, then rises that matter in dollars and fail another gate, then the
 * largest spenders, in whose long windows a burst of few days is lost.
 */
export function chooseSuspects({ rises, drops, watch, others, minExcess }: Diagnosis): SuspectMovement[] {
  const unsure = watch.filter(({ kind, excess }) => kind === "increase" && excess >= minExcess);
  const rankOf = ({ dimension, isFlagged }: SuspectMovement): number =>
    (isFlagged ? 0 : 2) + (dimension === "department" ? 1 : 0);
  const moved = [...rises, ...drops, ...unsure]
    .filter(isSuspect)
    .sort((a, b) => rankOf(a) - rankOf(b) || byImpact(a, b));
  const large = others
    .filter(isSuspect)
    .filter((movement) => movement.kind !== "steady_growth" && !moved.includes(movement))
    .sort((a, b) => b.actual - a.actual);
  return [...moved, ...large].slice(0, maxSuspects);
}

export interface Suspect {
  readonly movement: Movement;
  /** A burst is a rise even in a window that costs no more than usual. */
  readonly direction: Direction;
  readonly daily: DailyFinding;
  /** What the excess comes from; null when requests or tokens are unknown. */
  readonly drivers: Drivers | null;
  /** Out of the ordinary also by its days. */
  readonly isOut: boolean;
  readonly rule: FlagRule;
  /** Few days make most of its excess; a whole long window may look like any other. */
  readonly isBurst: boolean;
  /** Had cost before the earlier windows: not new, but back. */
  readonly isBack: boolean;
}

/** A slump shorter than this is a pause. */
const minSlumpDays = 5;
/** Days that a window of up to two weeks does not show as a whole must go so many times as far as is usual. */
const unseenFactor = 1.2;
const shortWindowDays = 14;

export interface MovementDays {
  readonly movement: Movement;
  readonly days: readonly DayUsage[];
}

/** Examines every movement, each in the tide of the others. */
export function examineMovements(
  moved: readonly MovementDays[],
  workspace: readonly DayUsage[] | null,
  plan: DiagnosisPlan,
  minExcess: number,
): Suspect[] {
  // A department holds the same dollars as its agents and members: only one dimension tells of others.
  return [...Map.groupBy(moved, ({ movement }) => movement.dimension).values()].flatMap((own) => {
    const tides = measureTides(
      own.map(({ days }) => days),
      workspace,
    );
    return own.map(({ movement, days }, index) =>
      examineMovement(movement, days, plan, minExcess, tides[index]),
    );
  });
}

/** Holds a movement against the days of its entity, over the plan's span. */
export function examineMovement(
  movement: Movement,
  days: readonly DayUsage[],
  plan: DiagnosisPlan,
  minExcess: number,
  tide: DailyTide = noTide,
): Suspect {
  const { kind, excess, actual, isFlagged } = movement;
  const daily = examineDays(days, plan.window, plan.dailyBaseline, tide);
  const highest = kind === "new" ? findHighestBefore(days, plan.window) : 0;
  const isSeen = isFlagged || daysOf(plan.window).length > shortWindowDays;
  const leastSurge = { factor: isSeen ? 1 : unseenFactor, excess: minExcess };
  const isSurge = [daily.surge, daily.surgeInTide].every((surge) => isSurgeBeyond(surge, leastSurge));
  const isSlump = [daily.slump, daily.slumpInTide].every(
    (slump) => isSurgeBeyond(slump, { factor: 1, excess: 0 }) && (slump?.length ?? 0) >= minSlumpDays,
  );
  const isDrop =
    isFlagged &&
    excess < 0 &&
    -excess >= thresholds.minScore * daily.spreadBelow &&
    (kind === "stopped" || isSlump);
  const isRise = kind === "new" ? actual >= irregularFactor * highest : isSurge;
  return {
    movement,
    direction: isRise || !isDrop ? "rise" : "drop",
    daily,
    isOut: isRise || isDrop,
    rule:
      isDrop && !isRise
        ? chooseDropRule(movement, daily)
        : chooseRiseRule(movement, daily.surge, leastSurge, highest),
    isBurst: isRise && !isFlagged,
    isBack: highest > 0,
    drivers: findExcessDrivers(days, plan),
  };
}

const isSurgeBeyond = (surge: Surge | null, least: LeastSurge): boolean =>
  surge !== null && surge.excess >= limitOfSurge(surge, least);

/** The highest cost of as many days in a row as the window has, anywhere before it. */
function findHighestBefore(days: readonly DayUsage[], window: TimeWindow): number {
  const costOf = mapCosts(days);
  const [first] = days;
  if (first === undefined) return 0;
  const before = daysOf({ start: startOfDay(first.day), end: window.start });
  return Math.max(
    0,
    ...sumRuns(
      before.map((day) => costOf.get(day) ?? 0),
      daysOf(window).length,
    ),
  );
}

/** Actual against the middle one, or the mean of the middle two, of the earlier windows by cost. */
function findExcessDrivers(days: readonly DayUsage[], { window, baseline }: DiagnosisPlan): Drivers | null {
  const earlier = baseline
    .map((each) => sumUsage(days, each))
    .flatMap((totals) => (totals.cost === null ? [] : { ...totals, cost: totals.cost }))
    .sort((a, b) => a.cost - b.cost);
  const middle = earlier.slice(Math.floor((earlier.length - 1) / 2), Math.floor(earlier.length / 2) + 1);
  if (middle.length === 0) return null;
  const average = (figure: (totals: UsageTotals) => number | null): number | null => {
    const known = middle.flatMap((totals) => figure(totals) ?? []);
    return known.length < middle.length ? null : sum(known) / known.length;
  };
  const cost = average((totals) => totals.cost);
  const expected = {
    cost: cost === null ? null : asDerivedUsd(cost),
    requests: average(({ requests }) => requests),
    tokens: average(({ tokens }) => tokens),
  };
  return findDrivers(expected, sumUsage(days, window));
}
