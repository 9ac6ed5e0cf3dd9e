/** Rows of one dimension that add up to the true total, to the cent. */
import type { CostBreakdown, CostItem } from "../domain/costs.ts";
import { asDerivedUsd, sumUsd, type Usd } from "../domain/money.ts";
import { unnamed } from "../domain/text.ts";
import { costIn, keyOfItem, mapItemsByKey, mayBeTruncated } from "./breakdown-items.ts";
import { roundParts, sum } from "./statistics.ts";

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
  /** The part of `unattributed` that the API lists as nobody's; null when it lists no such row. */
  readonly ofNobody: Usd | null;
  readonly total: Usd | null;
  /** Entities whose cost the API does not state: it is part of what is unattributed. */
  readonly withoutCostCount: number;
  /** The API's list has a length at which some servers truncate it. */
  readonly mayBeTruncated: boolean;
  readonly top1SharePercent: number | null;
  readonly top3SharePercent: number | null;
}

/** null when the breakdown does not have the dimension. `total` is the workspace's own, from another source. */
export function drillDownCosts(
  current: CostBreakdown,
  before: CostBreakdown | null,
  dimension: string,
  total: Usd | null,
  limit: number,
): DrillDown | null {
  const now = mapItemsByKey(current, dimension);
  if (now === null) return null;
  const earlier = before && mapItemsByKey(before, dimension);
  const known = [...now.values()].filter(hasCost).sort((a, b) => b.cost - a.cost);
  const shown = known.slice(0, limit);
  const rest = sumCosts(known.slice(limit));
  const attributed = sumCosts(known);
  const whole = total ?? attributed;
  const rounded = roundParts([...shown.map(({ cost }) => cost), rest, whole - attributed], whole);
  return {
    rows: shown.map((item, index) => toDrillRow(item, rounded[index] ?? item.cost, earlier)),
    stopped: findStopped(now, earlier),
    otherCount: known.length - shown.length,
    other: asDerivedUsd(rounded.at(-2) ?? rest),
    unattributed: total === null ? null : asDerivedUsd(rounded.at(-1) ?? 0),
    ofNobody: sumCostOfNobody(current, dimension),
    total: total === null ? null : asDerivedUsd(Math.round(total * 100) / 100),
    withoutCostCount: now.size - known.length,
    mayBeTruncated: mayBeTruncated(now),
    top1SharePercent: computeTopSharePercent(known.slice(0, 1), total),
    top3SharePercent: computeTopSharePercent(known.slice(0, 3), total),
  };
}

type KnownItem = CostItem & { readonly cost: Usd };
const hasCost = (item: CostItem): item is KnownItem => item.cost !== null;
const nameOf = ({ name, id }: CostItem): string => name ?? id ?? unnamed;
const sumCosts = (items: readonly KnownItem[]): number => sum(items.map(({ cost }) => cost));

/** Not rounded. */
const computeTopSharePercent = (items: readonly KnownItem[], total: Usd | null): number | null =>
  total === null || total === 0 ? null : (sumCosts(items) / total) * 100;

function toDrillRow(
  item: KnownItem,
  shownCost: number,
  earlier: ReadonlyMap<string, CostItem> | null,
): DrillRow {
  const costBefore = earlier && costIn(earlier, keyOfItem(item));
  return {
    id: item.id,
    name: nameOf(item),
    cost: asDerivedUsd(shownCost),
    change: costBefore === null ? null : asDerivedUsd(item.cost - costBefore),
    isNew: costBefore === 0 && item.cost > 0,
    requests: item.requests,
    tokens: item.tokens,
  };
}

function findStopped(
  now: ReadonlyMap<string, CostItem>,
  earlier: ReadonlyMap<string, CostItem> | null,
): StoppedEntity[] {
  return [...(earlier?.values() ?? [])]
    .filter(hasCost)
    .filter((item) => item.cost > 0 && costIn(now, keyOfItem(item)) === 0)
    .sort((a, b) => b.cost - a.cost)
    .map((item) => ({ id: item.id, name: nameOf(item), costBefore: item.cost, lastUsed: item.lastUsed }));
}

function sumCostOfNobody({ dimensions }: CostBreakdown, dimension: string): Usd | null {
  const rows = (dimensions.get(dimension) ?? []).filter((item) => keyOfItem(item) === "");
  return rows.length === 0 ? null : sumUsd(rows.map(({ cost }) => cost));
}
