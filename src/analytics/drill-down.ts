/** Rows of one dimension that add up to the true total, to the cent. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";
import { unnamed } from "../domain/text.ts";
import { roundedParts, sum } from "./statistics.ts";
import { costIn, itemsById, keyOf, mayBeCut } from "./windowed-costs.ts";

export interface DrillRow {
  readonly id: string | null;
  readonly name: string;
  readonly cost: Usd;
  /** Against the window before; null when that is unknown. */
  readonly change: Usd | null;
  readonly isNew: boolean;
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** An entity that cost something in the window before, and nothing since. */
export interface StoppedEntity {
  readonly id: string | null;
  readonly name: string;
  readonly costBefore: Usd;
  /** null where the API does not say. */
  readonly lastUsed: Date | null;
}

export interface DrillDown {
  /** The costliest, highest first. */
  readonly rows: readonly DrillRow[];
  readonly stopped: readonly StoppedEntity[];
  readonly otherCount: number;
  readonly other: Usd;
  /** What no entity is charged with: total − all rows. null, as are the shares, when the total is unknown. */
  readonly unattributed: Usd | null;
  /** The part of it that the API lists as nobody's; null when it lists no such row. */
  readonly ofNobody: Usd | null;
  readonly total: Usd | null;
  /** Entities whose cost the API does not state: it is part of what is unattributed. */
  readonly withoutCost: number;
  /** The API's list has the length at which some servers cut it. */
  readonly mayBeCut: boolean;
  readonly top1Share: number | null;
  readonly top3Share: number | null;
}

/** null when the breakdown does not have the dimension. `total` is the workspace's own, from another source. */
export function drillDown(
  current: CostBreakdown,
  before: CostBreakdown | null,
  dimension: string,
  total: Usd | null,
  limit: number,
): DrillDown | null {
  const now = itemsById(current, dimension);
  if (now === null) return null;
  const earlier = before && itemsById(before, dimension);
  const known = [...now.values()].filter(hasCost);
  const stopped = [...(earlier?.values() ?? [])].filter(
    (item): item is Costed => hasCost(item) && item.cost > 0 && costIn(now, keyOf(item)) === 0,
  );
  const sorted = known.toSorted((a, b) => b.cost - a.cost);
  const shown = sorted.slice(0, limit);
  const rest = sum(sorted.slice(limit).map(({ cost }) => cost));
  const attributed = sum(sorted.map(({ cost }) => cost));
  const whole = total ?? attributed;
  const cents = roundedParts([...shown.map(({ cost }) => cost), rest, whole - attributed], whole);
  const share = (count: number): number | null =>
    total === null || total === 0
      ? null
      : (sum(sorted.slice(0, count).map(({ cost }) => cost)) / total) * 100;
  return {
    rows: shown.map((item, index) => {
      const costBefore = earlier && costIn(earlier, keyOf(item));
      return {
        id: item.id,
        name: nameOf(item),
        cost: asDerivedUsd(cents[index] ?? item.cost),
        change: costBefore === null ? null : asDerivedUsd(item.cost - costBefore),
        isNew: costBefore === 0 && item.cost > 0,
        requests: item.requests,
        tokens: item.tokens,
      };
    }),
    stopped: stopped
      .toSorted((a, b) => b.cost - a.cost)
      .map((item) => ({ id: item.id, name: nameOf(item), costBefore: item.cost, lastUsed: item.lastUsed })),
    otherCount: sorted.length - shown.length,
    other: asDerivedUsd(cents.at(-2) ?? rest),
    unattributed: total === null ? null : asDerivedUsd(cents.at(-1) ?? 0),
    ofNobody: costOfNobody(current, dimension),
    total: total === null ? null : asDerivedUsd(Math.round(total * 100) / 100),
    withoutCost: now.size - known.length,
    mayBeCut: mayBeCut(now),
    top1Share: share(1),
    top3Share: share(3),
  };
}

function costOfNobody({ dimensions }: CostBreakdown, dimension: string): Usd | null {
  const rows = (dimensions.get(dimension) ?? []).filter((item) => keyOf(item) === "");
  return rows.length === 0 ? null : sumUsd(rows.map(({ cost }) => cost));
}

type Costed = CostItem & { readonly cost: Usd };
const hasCost = (item: CostItem): item is Costed => item.cost !== null;
const nameOf = ({ name, id }: CostItem): string => name ?? id ?? unnamed;
