/** Tables of the tools' results on a page: names of columns, and figures with their unit. */

import { type Column, dataTable } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import { figuresIn, type Table, wordsIn } from "../../toolkit/table.ts";
import { change, count, percent, usd } from "../figure-text.ts";

/** How the figures of a column are written. */
type Form =
  | "usd"
  | "unit_usd"
  | "signed_usd"
  | "percent"
  | "change_percent"
  | "count"
  | "share"
  | "words"
  | "yes_no"
  | "budget"
  | "whole_usd"
  | "time";

export interface ToolColumn {
  /** In the tool's table. */
  readonly column: string;
  /** On the page, with the unit where the cells lack it. */
  readonly name: string;
  readonly form: Form;
}

type Row = Readonly<Record<string, { readonly figure: number | null; readonly words: string | null }>>;

/** A column that the tool left out, because nothing is known of it, is left out here too; of no rows there is no table. */
export function toolTable(caption: string, table: Table, columns: readonly ToolColumn[]): Content {
  if (table.rows.length === 0) return null;
  const there = columns.filter(
    ({ column }, index) =>
      index === 0 || table.columns.includes(column) || table.every_row?.[column] !== undefined,
  );
  const cells = there.map(({ column }) => ({
    column,
    figures: figuresIn(table, column),
    words: wordsIn(table, column),
  }));
  const rows = table.rows.map(
    (_, index): Row =>
      Object.fromEntries(
        cells.map(({ column, figures, words }) => [
          column,
          { figure: figures[index] ?? null, words: words[index] ?? null },
        ]),
      ),
  );
  return dataTable(
    caption,
    rows,
    there.map(
      ({ column, name, form }): Column<Row> => ({
        name,
        isNumber: form !== "words",
        cell: (row) => written(form, row[column]?.figure ?? null, row[column]?.words ?? null),
      }),
    ),
  );
}

function written(form: Form, figure: number | null, words: string | null): Content {
  switch (form) {
    case "usd":
      return usd(figure);
    case "budget":
      return figure === null ? none : usd(figure);
    case "whole_usd":
      return usd(figure, 0);
    case "unit_usd":
      return usd(figure, 4);
    case "signed_usd":
      return signedUsd(figure);
    case "percent":
      return figure === null ? none : percent(figure);
    case "change_percent":
      return figure === null ? none : change(figure);
    case "count":
      return count(figure);
    case "share":
      return shareBar(figure);
    case "words":
      return words ?? none;
    case "time":
      return words === null ? none : timeText(words);
    case "yes_no":
      return words === null ? none : words === "true" ? "yes" : "no";
  }
}

/** `2026-11-22T08:58:10Z` under a heading that says UTC. */
export const timeText = (time: string): string => time.replace(/^(\d{4}-\d{2}-\d{2})T(.*)Z$/, "$1 $2");

/** There is nothing to say, which is not the same as an unknown figure. */
const none = html`<span aria-hidden="true">–</span>`;

export const signedUsd = (value: number | null): string =>
  value === null ? "unknown" : `${value > 0 ? "+" : ""}${usd(value)}`;

/** The bar says nothing that its number does not. */
const shareBar = (value: number | null): Content =>
  value === null
    ? "unknown"
    : html`${percent(value)} <meter aria-hidden="true" min="0" max="100" value="${Math.max(0, Math.min(100, value))}"></meter>`;

export const usdColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "usd" });
/** None may be set: then there is a dash. */
export const budgetColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "budget" });
/** Of an estimate that needs no cents. */
export const wholeColumn = (column: string, name: string): ToolColumn => ({
  column,
  name,
  form: "whole_usd",
});
export const unitColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "unit_usd" });
export const signedColumn = (column: string, name: string): ToolColumn => ({
  column,
  name,
  form: "signed_usd",
});
export const percentColumn = (column: string, name: string): ToolColumn => ({
  column,
  name,
  form: "percent",
});
export const changeColumn = (column: string, name: string): ToolColumn => ({
  column,
  name,
  form: "change_percent",
});
export const countColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "count" });
export const shareColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "share" });
export const wordsColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "words" });
/** A day or a time, which is not broken, and stands where figures stand. */
export const timeColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "time" });
export const yesNoColumn = (column: string, name: string): ToolColumn => ({ column, name, form: "yes_no" });
