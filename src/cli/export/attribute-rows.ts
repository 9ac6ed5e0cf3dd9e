/** A row for each entity or model, and one for the rest: together they are the total, to the cent. */
import { mapItemsByKey } from "../../analytics/breakdown-items.ts";
import { drillDownCosts } from "../../analytics/drill-down.ts";
import type { CostBreakdown, CostItem } from "../../domain/costs.ts";
import { asDerivedUsd, formatUsd, roundUsd, type Usd } from "../../domain/money.ts";
import { sumNumbers } from "../../domain/sums.ts";
import { dayOf, lastDayOf, type TimeWindow } from "../../domain/time.ts";
import type { ExportRow } from "./export-data.ts";
import type { RowKind } from "./plan.ts";

interface Totals {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

export interface AttributedRows {
  readonly rows: readonly ExportRow[];
  readonly warnings: readonly string[];
}

/** The figures of drill_down_spend with every row shown; null when the breakdown does not have the dimension. */
export function attributeRows(
  breakdown: CostBreakdown,
  by: RowKind,
  totals: Totals,
  window: TimeWindow | null,
): AttributedRows | null {
  const items = mapItemsByKey(breakdown, by);
  const found = drillDownCosts(breakdown, null, by, totals.cost, Number.POSITIVE_INFINITY);
  if (items === null || found === null) return null;
  const days = { first: window && dayOf(window.start), last: window && lastDayOf(window), provider: null };
  const rowOf = ({ id, name }: CostItem, cost: number | null, figures: Omit<Totals, "cost">): ExportRow => ({
    ...days,
    isUnattributed: false,
    id,
    name,
    cost,
    requests: figures.requests,
    tokens: figures.tokens,
  });
  const known = found.rows.flatMap((row) => {
    const item = items.get(row.id ?? row.name);
    return item === undefined ? [] : [rowOf(item, roundUsd(row.cost), row)];
  });
  const unknown = [...items.values()].filter(({ cost }) => cost === null);
  const rows = [...known, ...unknown.map((item) => rowOf(item, null, item))];
  const rest: ExportRow = {
    ...days,
    isUnattributed: true,
    id: null,
    name: null,
    cost: roundUsd(found.unattributed),
    requests: restOf(
      totals.requests,
      [...items.values()].map(({ requests }) => requests),
    ),
    tokens: restOf(
      totals.tokens,
      [...items.values()].map(({ tokens }) => tokens),
    ),
  };
  const isNothing = rest.cost === 0 && (rest.requests ?? 0) === 0 && (rest.tokens ?? 0) === 0;
  return {
    rows: isNothing ? rows : [...rows, rest],
    warnings: warnOfRest(found.unattributed, unknown.length, found.mayBeTruncated, by),
  };
}

/** Unknown as soon as a part is. */
function restOf(total: number | null, parts: readonly (number | null)[]): number | null {
  const sum = sumNumbers(parts);
  return total === null || sum === null ? null : total - sum;
}

function warnOfRest(rest: Usd | null, unknown: number, mayBeTruncated: boolean, by: RowKind): string[] {
  return [
    ...(rest === null
      ? ["The total is unknown, and with it what belongs to no row: the unattributed cost is left empty."]
      : []),
    ...(unknown > 0
      ? [`The API states no cost for ${unknown} ${by}(s): what they cost is in the unattributed row.`]
      : []),
    ...(mayBeTruncated
      ? ["The API's list may be cut at its length: then the unattributed row holds what it leaves out."]
      : []),
    ...(rest !== null && rest < -0.005
      ? [
          `The rows exceed the total by ${formatUsd(asDerivedUsd(-rest))}: the API's two figures do not agree, and the unattributed row shows the difference.`,
        ]
      : []),
  ];
}
