/** Rows that speak of the same day, model or entity, added up: whoever reads them afterwards finds each thing once. */
import { sumUsd, type Usd } from "../domain/money.ts";
import { sumNumbers } from "../domain/sums.ts";

interface Figures {
  readonly cost: Usd | null;
  readonly requests: number | null;
  readonly tokens: number | null;
}

/** One row for each key, in the order of first appearance. Cost, requests and tokens are added; all else is the first row's. */
export function mergeRows<T extends Figures>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return [...Map.groupBy(rows, keyOf).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    return [
      {
        ...first,
        cost: sumUsd(same.map(({ cost }) => cost)),
        requests: sumNumbers(same.map(({ requests }) => requests)),
        tokens: sumNumbers(same.map(({ tokens }) => tokens)),
      },
    ];
  });
}

/** `what` names the rows' common subject, such as "day". */
export const warnOfMergedRows = (received: number, merged: number, what: string): string[] =>
  received === merged
    ? []
    : [
        `The API sent ${received - merged} more rows than there are ${what}s: rows of one ${what} were added up.`,
      ];
