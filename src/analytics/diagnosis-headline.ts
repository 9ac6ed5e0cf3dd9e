/** A diagnosis in a few sentences: who cost more, how much, since when, and where the same dollars show elsewhere. */
import { asDerivedUsd, formatUsd, roundUsd, subtractUsd, type Usd } from "../domain/money.ts";
import { roundPercent } from "../domain/ratios.ts";
import type { UtcDay } from "../domain/time.ts";
import type { Movement } from "./anomalies.ts";
import { dimensionOrder, type Finding } from "./findings.ts";

/** Further rises in the same dimension are only counted. */
const maxNamed = 3;

export type Verdict = "anomaly" | "no_anomaly" | "insufficient_history" | "partial";

export function tellDiagnosis(
  verdict: Verdict,
  anomalies: readonly Finding[],
  drops: readonly Finding[],
  { window, minExcess, modelMove }: DiagnosisWords,
): string {
  if (verdict === "no_anomaly") return `Nothing cost out of the ordinary in ${window}.`;
  if (verdict === "insufficient_history") return `There is too little history to judge ${window}.`;
  if (verdict === "partial")
    return `What could be read of ${window} shows nothing out of the ordinary, but some of it could not be read.`;
  const [first] = anomalies;
  const [largestDrop] = drops;
  const drop = largestDrop === undefined ? "" : ` Less than usual: ${tellDrop(largestDrop)}.`;
  if (first === undefined) return `Nothing cost more than it should in ${window}.${drop}`;
  const rises = tellRises(
    first.movement.dimension,
    anomalies,
    `${window} (judged from ${formatUsd(minExcess)} up)`,
  );
  const elsewhere = tellOtherDimensions(first.movement.dimension, anomalies);
  return `${rises}${elsewhere}${tellModelMove(modelMove)}${drop}`;
}

/** The anomalies of one dimension, the largest first. */
function tellRises(dimension: string, anomalies: readonly Finding[], window: string): string {
  const same = anomalies.filter(({ movement }) => movement.dimension === dimension);
  const named = same.slice(0, maxNamed).map(tellRise).join("; ");
  const more = same.length > maxNamed ? ` and ${same.length - maxNamed} more` : "";
  const who =
    dimension === "workspace" ? "The workspace" : `${same.length} ${nameDimensions(dimension, same.length)}`;
  return `${who} cost unusually much in ${window}: ${named}${more}.`;
}

/** The largest anomaly of each other dimension: every dimension divides the same dollars. */
function tellOtherDimensions(dimension: string, anomalies: readonly Finding[]): string {
  const sides = dimensionOrder
    .filter((other) => other !== dimension)
    .flatMap((other) => anomalies.find(({ movement }) => movement.dimension === other) ?? [])
    .map((finding) => {
      const { movement, rule, suspect } = finding;
      const ofWindow = suspect?.isBurst ? rule.value : shownExcessOf(movement);
      const dollars = findExcessSinceOnset(finding) ?? ofWindow;
      return `${nameDimension(movement.dimension)} ${movement.name} +${formatUsd(dollars)}`;
    });
  return sides.length === 0
    ? ""
    : ` The same dollars, in part or whole, from other sides: ${sides.join(", ")}.`;
}

export interface DiagnosisWords {
  readonly window: string;
  /** Smaller differences are not looked for. */
  readonly minExcess: Usd;
  readonly modelMove: ModelMove | null;
}

/** Since when a model costs more, and the entity that makes up most of it. */
export interface ModelMove {
  readonly finding: Finding;
  readonly since: UtcDay | null;
  /** null when the figures name nobody. */
  readonly through: string | null;
}

const tellModelMove = (move: ModelMove | null): string =>
  move === null || move.since === null
    ? ""
    : ` ${move.finding.movement.name}${move.through === null ? "" : ` through ${move.through}`} since ${move.since}.`;

const nameDimension = (dimension: string): string => dimension.replace("_", " ");
const nameDimensions = (dimension: string, count: number): string =>
  `${nameDimension(dimension)}${count === 1 ? "" : "s"}`;

function tellRise(finding: Finding): string {
  const { movement, suspect } = finding;
  const { onset = null, daysOut = 0, isGoingOn = false, excessADay = null } = suspect?.daily ?? {};
  const daily = excessADay === null || daysOut === 1 ? "" : `, ${formatUsd(excessADay)} a day more`;
  const inMonth = excessADay === null ? "" : ` (${formatUsd(extrapolateToMonth(excessADay))} in 30 days)`;
  const when =
    onset === null
      ? ""
      : isGoingOn
        ? `, since ${onset}, going on${daily}${inMonth}`
        : daysOut === 1
          ? `, on ${onset} only`
          : `, on ${daysOut} days from ${onset}, over by now${daily}`;
  return `${movement.name} ${tellAmount(finding)}${when}`;
}

/** Thirty times the rounded figure, so that it fits the one that is shown beside it. */
const extrapolateToMonth = (aDay: Usd): Usd => asDerivedUsd(30 * (roundUsd(aDay) ?? 0));

function tellAmount(finding: Finding): string {
  const { movement, suspect } = finding;
  const { value, days } = finding.rule;
  const { kind, actual, excessPercent } = movement;
  if (kind === "new") return `new, ${formatUsd(actual)}`;
  if (kind === "returned") return `back after a pause, ${formatUsd(actual)}`;
  const since = findExcessSinceOnset(finding);
  if (since !== null) return `+${formatUsd(since)}`;
  if (suspect?.isBurst && days !== null)
    return `+${formatUsd(value)} ${days === 1 ? "in 1 day" : `within ${days} days`}`;
  const percent = excessPercent === null ? "" : ` (+${roundPercent(excessPercent)} %)`;
  return `+${formatUsd(shownExcessOf(movement))}${percent}`;
}

const nearlyAll = 0.9;

/**
 * What a rise cost more from its onset on, which fits the dollars a day beside it. null where that is not nearly all of the
 * rise, because the days in a row that flag it may begin before the first that stands out by itself; and for what is new or
 * back, of which the whole cost is told.
 */
function findExcessSinceOnset({ movement, suspect, rule }: Finding): Usd | null {
  if (movement.kind !== "increase") return null;
  const since = suspect?.daily.excessSince ?? null;
  return since !== null && since >= nearlyAll * rule.value ? since : null;
}

const tellDrop = ({ movement }: Finding): string =>
  `${nameDimension(movement.dimension)} ${movement.name} ${movement.kind === "stopped" ? "stopped, " : ""}${formatUsd(shownExcessOf(movement))}`;

const shownExcessOf = ({ actual, expected }: Movement): Usd =>
  subtractUsd(actual, expected) ?? asDerivedUsd(0);
