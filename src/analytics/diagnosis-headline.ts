/** A diagnosis in a sentence or three: who, how much, since when, and the other sides of it. */
import { usdText } from "../domain/money.ts";
import { roundPercent } from "../domain/ratios.ts";
import type { Finding } from "./suspects.ts";

export type Verdict = "anomaly" | "no_anomaly" | "insufficient_history" | "partial";

/** Who comes before what: the same event shows in several dimensions. */
const dimensionOrder = ["workspace", "agent", "member", "department", "model", "master_key"];

/** Largest first within each dimension. */
export const byDimension = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) => dimensionOrder.indexOf(a.movement.dimension) - dimensionOrder.indexOf(b.movement.dimension),
  );

export function diagnosisHeadline(
  verdict: Verdict,
  anomalies: readonly Finding[],
  drops: readonly Finding[],
  window: string,
): string {
  if (verdict === "no_anomaly") return `Nothing cost out of the ordinary in ${window}.`;
  if (verdict === "insufficient_history") return `There is too little history to judge ${window}.`;
  if (verdict === "partial")
    return `What could be read of ${window} shows nothing out of the ordinary, but some of it could not be read.`;
  const [first] = anomalies;
  const [largestDrop] = drops;
  const drop = largestDrop === undefined ? "" : ` Less than usual: ${dropText(largestDrop)}.`;
  if (first === undefined) return `Nothing cost more than it should in ${window}.${drop}`;
  const { dimension } = first.movement;
  const same = anomalies.filter(({ movement }) => movement.dimension === dimension);
  const named = same.slice(0, 3).map(riseText);
  const more = same.length > 3 ? ` and ${same.length - 3} more` : "";
  const who =
    dimension === "workspace" ? "The workspace" : `${same.length} ${plural(dimension, same.length)}`;
  const sides = dimensionOrder
    .filter((other) => other !== dimension)
    .flatMap((other) => anomalies.find(({ movement }) => movement.dimension === other) ?? [])
    .map(({ movement }) => `${singular(movement.dimension)} ${movement.name} +${usdText(movement.excess)}`);
  const elsewhere =
    sides.length === 0
      ? ""
      : ` Seen from other sides, in part or whole the same dollars: ${sides.join(", ")}.`;
  return `${who} cost more than expected in ${window}: ${named.join("; ")}${more}.${elsewhere}${drop}`;
}

const singular = (dimension: string): string => dimension.replace("_", " ");
const plural = (dimension: string, count: number): string =>
  `${singular(dimension)}${count === 1 ? "" : "s"}`;

function riseText({ movement, suspect }: Finding): string {
  const { kind, name, actual, excess, excessPercent } = movement;
  const amount =
    kind === "new"
      ? `new, ${usdText(actual)}`
      : kind === "returned"
        ? `back after a pause, ${usdText(actual)}`
        : `+${usdText(excess)}${excessPercent === null ? "" : ` (+${roundPercent(excessPercent)} %)`}`;
  const { onset = null, daysOut = 0, isGoingOn = false } = suspect?.daily ?? {};
  const days = `${daysOut} ${daysOut === 1 ? "day" : "days"}`;
  const when =
    onset === null
      ? ""
      : isGoingOn
        ? `, since ${onset}, going on`
        : daysOut === 1
          ? `, on ${onset} only`
          : `, on ${days} from ${onset}, over by now`;
  return `${name} ${amount}${when}`;
}

const dropText = ({ movement: { dimension, name, kind, excess } }: Finding): string =>
  `${singular(dimension)} ${name} ${kind === "stopped" ? "stopped, " : ""}${usdText(excess)}`;
