/** What a diagnosis ends with: the movements that remain after the look at the days, each with the rule that flags it. */
import { byImpact, type Movement } from "./anomalies.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { chooseWindowRule, type FlagRule } from "./flag-rules.ts";
import type { Direction } from "./surge.ts";
import type { Suspect } from "./suspects.ts";

export interface Finding {
  readonly movement: Movement;
  readonly direction: Direction;
  readonly rule: FlagRule;
  /** null when its days were not looked at. */
  readonly suspect: Suspect | null;
}

export interface Findings {
  /** By dollars. */
  readonly anomalies: readonly Finding[];
  readonly drops: readonly Finding[];
  readonly watch: readonly Movement[];
}

export function concludeDiagnosis(
  { rises, drops, watch }: Diagnosis,
  suspects: readonly Suspect[],
): Findings {
  const suspectOf = new Map(suspects.map((suspect) => [suspect.movement, suspect]));
  const moved = [...rises, ...drops, ...watch];
  const bursts = suspects.filter(({ movement, isOut }) => isOut && !moved.includes(movement));
  const findings = [...moved, ...bursts.map(({ movement }) => movement)].sort(byImpact).map((movement) => {
    const suspect = suspectOf.get(movement) ?? null;
    return {
      movement: suspect?.isBack ? { ...movement, kind: "returned" as const } : movement,
      direction: suspect?.direction ?? (movement.excess < 0 ? ("drop" as const) : ("rise" as const)),
      rule: suspect?.rule ?? chooseWindowRule(movement),
      suspect,
      isOut: suspect?.isOut ?? movement.isFlagged,
    };
  });
  const out = findings.filter(({ isOut }) => isOut);
  return {
    anomalies: out.filter(({ direction }) => direction === "rise"),
    drops: out.filter(({ direction }) => direction === "drop"),
    watch: findings.filter(({ isOut }) => !isOut).map(({ movement }) => movement),
  };
}

/** Who comes before what: the same event shows in several dimensions. */
export const dimensionOrder = ["workspace", "agent", "member", "department", "model", "master_key"];

/** In the order of the dimensions; within each, the order they came in, which is by size. */
export const sortByDimension = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) => dimensionOrder.indexOf(a.movement.dimension) - dimensionOrder.indexOf(b.movement.dimension),
  );

const clearFactor = 2;
const likelyFactor = 1.25;

export type Certainty = "clear" | "likely" | "weak";

export function certaintyOf({ rule: { timesChance } }: Finding): Certainty {
  if (timesChance === null || timesChance >= clearFactor) return "clear";
  return timesChance >= likelyFactor ? "likely" : "weak";
}

/** How sure a diagnosis is of what it found, in words; null when it found nothing. */
export function tellCertainty(findings: readonly Finding[]): string | null {
  const words: readonly (readonly [Certainty, string])[] = [
    ["clear", `clear (${clearFactor} times chance)`],
    ["likely", "likely"],
    ["weak", "weak (may be chance)"],
  ];
  const parts = words.flatMap(([certainty, text]) => {
    const count = findings.filter((finding) => certaintyOf(finding) === certainty).length;
    return count === 0 ? [] : [`${count} ${text}`];
  });
  return parts.length === 0 ? null : parts.join(", ");
}
