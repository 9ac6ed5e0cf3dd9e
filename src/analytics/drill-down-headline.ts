/** The first sentence of a drill-down: of a whole dimension, and of one entity in it. */
import type { Dimension } from "../domain/costs.ts";
import type { EntityKind } from "../domain/entities.ts";
import { asDerivedUsd, formatUsd, type Usd } from "../domain/money.ts";
import { roundPercent } from "../domain/ratios.ts";
import type { DrillDown } from "./drill-down.ts";

export function tellDrillDown(
  { rows, total, top1SharePercent, top3SharePercent }: DrillDown,
  dimension: Dimension,
  days: string,
): string {
  const [top] = rows;
  const what = dimension.replace("_", " ");
  if (top === undefined) return `No ${what} has a known cost in ${days}.`;
  const costliest = `${top.name} is the costliest ${what} in ${days}: ${formatUsd(top.cost)}`;
  if (total === null) return `${costliest}; the workspace's total is unknown.`;
  if (top1SharePercent === null || top3SharePercent === null) return `${costliest} of ${formatUsd(total)}.`;
  const three = rows.length < 3 ? "" : `; the top three make ${roundPercent(top3SharePercent)} %`;
  return `${costliest} of ${formatUsd(total)} (${roundPercent(top1SharePercent)} %)${three}.`;
}

interface InsideWords {
  readonly name: string | null;
  /** What was found inside, with its number. */
  readonly countText: string;
}

export function tellEntityInside(
  kind: EntityKind,
  inside: InsideWords | null,
  total: Usd | null,
  change: Usd | null,
  days: string,
): string {
  if (total === null) return `What ${inside?.name ?? `this ${kind}`} cost in ${days} is unknown.`;
  const who = inside?.name == null ? `This ${kind}` : `${inside.name} (${kind})`;
  return `${who} cost ${formatUsd(total)} in ${days}${tellChange(change)}; inside it: ${inside?.countText ?? "unknown"}.`;
}

const tellChange = (change: Usd | null): string =>
  change === null
    ? ""
    : `, ${formatUsd(asDerivedUsd(Math.abs(change)))} ${change >= 0 ? "more" : "less"} than in the window before`;
