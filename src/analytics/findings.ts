/** The results of a diagnosis: what is out of the ordinary once the suspects' days are examined, and by which rule. */
import { byImpact, type Movement } from "./anomalies.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { chooseWindowRule, type FlagRule } from "./flag-rules.ts";
import type { Direction } from "./surge.ts";
import type { Suspect } from "./suspects.ts";

export interface Finding {
  readonly movement: Movement;
  readonly direction: Direction;
  readonly rule: FlagRule;
  /** null when its days were not examined. */
  readonly suspect: Suspect | null;
}

export interface Findings {
  /** Most dollars first, as the other lists. */
  readonly anomalies: readonly Finding[];
  readonly drops: readonly Finding[];
  readonly watch: readonly Movement[];
}

export function concludeDiagnosis(
  { rises, drops, watch }: Diagnosis,
  suspects: readonly Suspect[],
): Findings {
  const suspectByMovement = new Map(suspects.map((suspect) => [suspect.movement, suspect]));
  const moved = [...rises, ...drops, ...watch];
  const bursts = suspects.filter(({ movement, isOut }) => isOut && !moved.includes(movement));
  const findings = [...moved, ...bursts.map(({ movement }) => movement)].sort(byImpact).map((movement) => {
    const suspect = suspectByMovement.get(movement) ?? null;
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

/** The same event shows in several dimensions. They are listed in this order: those who spend, then what they spend it on. */
export const dimensionOrder = ["workspace", "agent", "member", "department", "model", "master_key"];

/** In the order of the dimensions, and within each in the order they came in, which is by dollars. */
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
