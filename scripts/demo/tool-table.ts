// Tables of the tools' results: a column that the tool does not have does not compile.

import { figuresIn, type Table, wordsIn } from "../../src/toolkit/table.ts";
import * as draw from "./drawing.ts";

interface Shown<Name extends string> {
  /** Columns of words. */
  readonly words: readonly Name[];
  /** Columns of dollars and percentages, by the ends of their names. */
  readonly figures?: readonly Name[];
  /** Other names on the terminal than in the result. */
  readonly names?: Readonly<Partial<Record<Name, string>>>;
}

export function drawTable<Name extends string>(
  table: Table<Name>,
  { words, figures = [], names }: Shown<NoInfer<Name>>,
): string[] {
  const columns = [
    ...words.map((name) => ({ name, isNumber: false, cells: wordsIn(table, name) })),
    ...figures.map((name) => ({
      name,
      isNumber: true,
      cells: figuresIn(table, name).map((figure) => (figure === null ? null : writeFigure(name, figure))),
    })),
  ];
  return draw.table(
    [...table.rows.keys()],
    columns.map(({ name, isNumber, cells }) => ({
      name: names?.[name] ?? name.replace(/_(?:usd|percent)$/, ""),
      isNumber,
      text: (index: number) => cells[index] ?? "–",
    })),
  );
}

function writeFigure(column: string, figure: number): string {
  if (column.endsWith("_percent")) return draw.writePercent(figure);
  return /^(?:change|excess)_/.test(column) ? draw.writeSignedUsd(figure) : draw.writeUsd(figure);
}
