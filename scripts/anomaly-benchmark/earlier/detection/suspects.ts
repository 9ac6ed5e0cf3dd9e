/**
 * The second stage of a diagnosis: the days of what moved most. They show whether a rise is more than its entity's usual
 * ups and downs, find a burst of few days that a long window dilutes, and tell since when, whether it goes on, and why.
 */

import { type Drivers, findDrivers } from "../../../../src/analytics/drivers.ts";
import { sum, sumRuns } from "../../../../src/analytics/statistics.ts";
import { sumUsage, type UsageTotals } from "../../../../src/analytics/usage.ts";
import { asDerivedUsd } from "../../../../src/domain/money.ts";
import { daysOf, startOfDay, type TimeWindow } from "../../../../src/domain/time.ts";
import type { DayUsage } from "../../../../src/domain/usage.ts";
import { byImpact, irregularFactor, type Movement, thresholds } from "./anomalies.ts";
import type { Diagnosis, DiagnosisPlan } from "./diagnosis.ts";
import { type DailyFinding, examineDays } from "./onset.ts";

/** A burst makes at least this share of the excess. */
const burstShare = 0.5;
/** Each costs a request. */
const maxSuspects = 6;

/** The API has daily series of these; departments last, because they repeat what is inside them. */
const suspectDimensions = ["agent", "member", "department"] as const;
export type SuspectDimension = (typeof suspectDimensions)[number];
export type SuspectMovement = Movement & { readonly dimension: SuspectDimension; readonly id: string };

export const isSuspect = (movement: Movement): movement is SuspectMovement =>
  movement.id !== null && suspectDimensions.some((dimension) => dimension === movement.dimension);

/** What is worth a look at its days: what is flagged, then rises that matter in dollars and fail another gate. */
export function suspectsOf({ rises, drops, watch, minExcess }: Diagnosis): SuspectMovement[] {
  const unsure = watch.filter(({ kind, excess }) => kind === "increase" && excess >= minExcess);
  const rank = ({ dimension, isFlagged }: SuspectMovement): number =>
    (isFlagged ? 0 : 2) + (dimension === "department" ? 1 : 0);
  return [...rises, ...drops, ...unsure]
    .filter(isSuspect)
    .sort((a, b) => rank(a) - rank(b) || byImpact(a, b))
    .slice(0, maxSuspects);
}

export interface Suspect {
  readonly movement: Movement;
  readonly daily: DailyFinding;
  /** What drives the excess; null when requests or tokens are unknown. */
  readonly drivers: Drivers | null;
  /** Out of the ordinary also by its days. */
  readonly isOut: boolean;
  /** Few days make most of its excess; a whole long window may look like any other. */
  readonly isBurst: boolean;
  /** Had cost before the earlier windows: not new, but back. */
  readonly isBack: boolean;
}

/** Holds a movement against the days of its entity, over the plan's span. */
export function examine(
  movement: Movement,
  days: readonly DayUsage[],
  plan: DiagnosisPlan,
  minExcess: number,
): Suspect {
  const { kind, excess, actual, isFlagged } = movement;
  const daily = examineDays(days, plan.window, plan.dailyBaseline);
  const highest = kind === "new" ? findHighestBefore(days, plan.window) : 0;
  const spread = excess >= 0 ? daily.spreadAbove : daily.spreadBelow;
  const isBurst =
    kind === "increase" && daily.isBurst && excess >= minExcess && daily.burst >= excess * burstShare;
  const isOut =
    kind === "new"
      ? actual >= irregularFactor * highest
      : isBurst || (isFlagged && Math.abs(excess) >= thresholds.minScore * spread);
  return { movement, daily, isOut, isBurst, isBack: highest > 0, drivers: splitExcess(days, plan) };
}

/** The highest cost of as many days in a row as the window has, anywhere before it. */
function findHighestBefore(days: readonly DayUsage[], window: TimeWindow): number {
  const costOf = new Map(days.map(({ day, cost }) => [day, cost ?? 0]));
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
function splitExcess(days: readonly DayUsage[], { window, baseline }: DiagnosisPlan): Drivers | null {
  const earlier = baseline
    .map((each) => sumUsage(days, each))
    .flatMap((totals) => (totals.cost === null ? [] : { ...totals, cost: totals.cost }))
    .sort((a, b) => a.cost - b.cost);
  const middle = earlier.slice(Math.floor((earlier.length - 1) / 2), Math.floor(earlier.length / 2) + 1);
  if (middle.length === 0) return null;
  const mean = (figure: (totals: UsageTotals) => number | null): number | null => {
    const known = middle.flatMap((totals) => figure(totals) ?? []);
    return known.length < middle.length ? null : sum(known) / known.length;
  };
  const cost = mean((totals) => totals.cost);
  const expected = {
    cost: cost === null ? null : asDerivedUsd(cost),
    requests: mean(({ requests }) => requests),
    tokens: mean(({ tokens }) => tokens),
  };
  return findDrivers(expected, sumUsage(days, window));
}

export interface Finding {
  readonly movement: Movement;
  /** null when its days were not looked at. */
  readonly suspect: Suspect | null;
}

export interface Findings {
  /** By dollars. */
  readonly anomalies: readonly Finding[];
  readonly drops: readonly Finding[];
  readonly watch: readonly Movement[];
}

/** What remains of the movements after the look at the days. */
export function conclude({ rises, drops, watch }: Diagnosis, suspects: readonly Suspect[]): Findings {
  const suspectOf = new Map(suspects.map((suspect) => [suspect.movement, suspect]));
  const findings = [...rises, ...drops, ...watch].sort(byImpact).map((movement) => {
    const suspect = suspectOf.get(movement) ?? null;
    return {
      movement: suspect?.isBack ? { ...movement, kind: "returned" as const } : movement,
      suspect,
      isOut: suspect?.isOut ?? movement.isFlagged,
    };
  });
  const out = findings.filter(({ isOut }) => isOut);
  return {
    anomalies: out.filter(({ movement }) => movement.excess > 0),
    drops: out.filter(({ movement }) => movement.excess < 0),
    watch: findings.filter(({ isOut }) => !isOut).map(({ movement }) => movement),
  };
}
