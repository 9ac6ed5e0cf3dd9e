/**
 * The second stage of a diagnosis: suspects are the movements whose single days are examined. The days show whether a rise
 * is more than its entity's usual ups and downs, find a burst of few days that a long window dilutes, and tell since when,
 * whether it goes on, and why.
 */

import type { EntityKind } from "../domain/entities.ts";
import { asDerivedUsd } from "../domain/money.ts";
import { daysOf, startOfDay, type TimeWindow } from "../domain/time.ts";
import type { DayUsage } from "../domain/usage.ts";
import { byImpact, irregularFactor, type Movement, thresholds } from "./anomalies.ts";
import type { Diagnosis, DiagnosisPlan } from "./diagnosis.ts";
import { type Drivers, findDrivers } from "./drivers.ts";
import { type ExaminedDays, examineDays } from "./examine-days.ts";
import { chooseDropRule, chooseRiseRule, type FlagRule, type LeastRun, limitOfRun } from "./flag-rules.ts";
import { sum, sumRuns } from "./statistics.ts";
import type { DayRun, Direction } from "./surge.ts";
import { type DailyTide, measureTides, noTide } from "./tide.ts";
import { mapCosts, sumUsage, type UsageTotals } from "./usage.ts";

/** Each costs a request. */
const maxSuspects = 6;

/** A movement of an entity that the API has daily series of. */
export type EntityMovement = Movement & { readonly dimension: EntityKind; readonly id: string };

const entityKinds: readonly EntityKind[] = ["agent", "member", "department"];

export const isEntityMovement = (movement: Movement): movement is EntityMovement =>
  movement.id !== null && entityKinds.some((kind) => kind === movement.dimension);

/**
 * Whose days are examined: what is flagged, then rises that matter in dollars and miss another threshold, then the largest
 * spenders, in whose long windows a burst of few days is lost. Of what is flagged, and of those rises, departments come
 * last, because they repeat what is inside them.
 */
export function chooseSuspects({
  rises,
  drops,
  watch,
  largeUnflagged,
  minExcess,
}: Diagnosis): EntityMovement[] {
  const unsure = watch.filter(({ kind, excess }) => kind === "increase" && excess >= minExcess);
  const rankOf = ({ dimension, isFlagged }: EntityMovement): number =>
    (isFlagged ? 0 : 2) + (dimension === "department" ? 1 : 0);
  const moved = [...rises, ...drops, ...unsure]
    .filter(isEntityMovement)
    .sort((a, b) => rankOf(a) - rankOf(b) || byImpact(a, b));
  const large = largeUnflagged
    .filter(isEntityMovement)
    .filter((movement) => movement.kind !== "steady_growth" && !moved.includes(movement))
    .sort((a, b) => b.actual - a.actual);
  return [...moved, ...large].slice(0, maxSuspects);
}

/** A movement with what its days have shown. */
export interface Suspect {
  readonly movement: Movement;
  /** By the days: a burst is a rise although its window may cost less than usual. */
  readonly direction: Direction;
  readonly daily: ExaminedDays;
  /** What the excess comes from; null when cost or requests are unknown or zero, now or before. */
  readonly drivers: Drivers | null;
  /** By its days it is out of the ordinary: a drop only where the whole window is flagged, a rise also where it is not. */
  readonly isOut: boolean;
  readonly rule: FlagRule;
  /** A rise by its days, in a window that is not flagged as a whole. */
  readonly isBurst: boolean;
  /** It had cost before the earlier windows, so it is not new. */
  readonly isBack: boolean;
}

/** A slump shorter than this is a pause. */
const minSlumpDays = 5;
/** In a window of up to two weeks that is not flagged as a whole, a surge must go this many times as far as is usual. */
const shortWindowFactor = 1.2;
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
  // A department has the same dollars as its agents and members: "others" are those of the same dimension.
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

/** Compares a movement with the days of its entity over the plan's span, which `days` cover. */
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
  const isShortUnflagged = !isFlagged && daysOf(plan.window).length <= shortWindowDays;
  const leastRun = { factor: isShortUnflagged ? shortWindowFactor : 1, excess: minExcess };
  const isSurge = [daily.surge, daily.surgeInTide].every((surge) => isRunBeyond(surge, leastRun));
  const isSlump = [daily.slump, daily.slumpInTide].every(
    (slump) => isRunBeyond(slump, { factor: 1, excess: 0 }) && (slump?.length ?? 0) >= minSlumpDays,
  );
  const isDrop =
    isFlagged &&
    excess < 0 &&
    -excess >= thresholds.minScore * daily.spreadBelow &&
    (kind === "stopped" || isSlump);
  const isRise = kind === "new" ? actual >= irregularFactor * highest : isSurge;
  return {
    movement,
    direction: isDrop && !isRise ? "drop" : "rise",
    daily,
    isOut: isRise || isDrop,
    rule:
      isDrop && !isRise
        ? chooseDropRule(movement, daily)
        : chooseRiseRule(movement, daily.surge, leastRun, highest),
    isBurst: isRise && !isFlagged,
    isBack: highest > 0,
    drivers: findExcessDrivers(days, plan),
  };
}

const isRunBeyond = (run: DayRun | null, least: LeastRun): boolean =>
  run !== null && run.excess >= limitOfRun(run, least);

/** The highest cost of as many days in a row as the window has, anywhere before it. */
function findHighestBefore(days: readonly DayUsage[], window: TimeWindow): number {
  const costByDay = mapCosts(days);
  const [first] = days;
  if (first === undefined) return 0;
  const before = daysOf({ start: startOfDay(first.day), end: window.start });
  return Math.max(
    0,
    ...sumRuns(
      before.map((day) => costByDay.get(day) ?? 0),
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
