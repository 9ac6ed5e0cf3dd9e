/** A tool's figures now against before, a line each: what they are called, and how they are written. */
import { writeTable } from "../../page/data-table.ts";
import type { Html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import { writeChange, writeCount, writePercent, writeUsd } from "../figure-text.ts";

interface FigureRow {
  readonly figure: string;
  readonly now: number | null;
  readonly before: number | null;
  readonly changePercent: number | null;
}

export function tabulateFigures(
  caption: string,
  table: Answer<typeof compareEntityPeriods>["figures"],
): Html {
  const [now, before, changes] = [
    figuresIn(table, "now"),
    figuresIn(table, "before"),
    figuresIn(table, "change_percent"),
  ];
  const rows = wordsIn(table, "figure").map(
    (figure, index): FigureRow => ({
      figure: figure ?? "",
      now: now[index] ?? null,
      before: before[index] ?? null,
      changePercent: changes[index] ?? null,
    }),
  );
  return writeTable(caption, rows, [
    { name: "Figure", cell: ({ figure }) => names.get(figure) ?? figure },
    { name: "Now", isNumber: true, cell: (row) => writeFigure(row.figure, row.now) },
    { name: "Before", isNumber: true, cell: (row) => writeFigure(row.figure, row.before) },
    { name: "Change", isNumber: true, cell: writeChangeCell },
  ]);
}

const names: ReadonlyMap<string, string> = new Map([
  ["cost_usd", "Cost"],
  ["cost_per_day_usd", "Cost a day"],
  ["requests", "Requests"],
  ["requests_per_day", "Requests a day"],
  ["tokens_per_request", "Tokens a request"],
  ["cost_per_request_usd", "Cost of a request"],
  ["cost_per_million_tokens_usd", "Cost of a million tokens"],
]);

function writeFigure(figure: string, value: number | null): string {
  if (/^cost_per_(?:request|million_tokens)_usd$/.test(figure)) return writeUsd(value, 4);
  if (figure.endsWith("_usd")) return writeUsd(value);
  if (figure.endsWith("_percent")) return writePercent(value);
  return value === null || Number.isInteger(value) ? writeCount(value) : value.toLocaleString("en-US");
}

/** Zero is no base for a percentage. */
const writeChangeCell = ({ now, before, changePercent }: FigureRow): string =>
  before === 0 && now !== null ? (now === 0 ? "none" : "from nothing") : writeChange(changePercent);
