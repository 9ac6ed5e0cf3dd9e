/** Tables of the tools' results on a page: names of columns, and figures with their unit. */

import { type Column, writeTable } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import { figuresIn, type Table, wordsIn } from "../../toolkit/table.ts";
import { writeChange, writeCount, writePercent, writeUsd } from "../figure-text.ts";
import { writeLimit, writeRequestUsd, writeSignedUsd, writeTerm, writeTime } from "./page-text.ts";

/** How the figures of a column are written. */
type Form =
  | "usd"
  | "request_usd"
  | "unit_usd"
  | "whole_usd"
  | "signed_usd"
  | "percent"
  | "change_percent"
  | "count"
  | "share"
  | "words"
  | "term"
  | "limit"
  | "yes_no"
  | "time";

/** `Name`: the column that is shown, and those that its `whenNull` looks at. */
export interface ToolColumn<Name extends string> {
  /** In the tool's table. */
  readonly column: Name;
  /** On the page, with the unit where the cells lack it. */
  readonly name: string;
  readonly form: Form;
  /** What a null of the tool means there; `unknown` unless a column says otherwise (`columnOf`). */
  readonly whenNull: WhenNull<Name>;
}

interface Cell {
  readonly figure: number | null;
  readonly words: string | null;
}

/** The cells of the same row, each by its column. */
type CellIn<Name extends string> = (column: Name) => Cell;

export type WhenNull<Name extends string> = string | ((cellIn: CellIn<Name>) => string);

/**
 * A column that the tool left out, because nothing is known of it, is left out here too, save the first; without rows
 * there is no table.
 */
export function tabulateRows<Name extends string>(
  caption: string,
  table: Table<Name>,
  columns: readonly ToolColumn<NoInfer<Name>>[],
): Content {
  if (table.rows.length === 0) return null;
  const there = columns.filter(
    ({ column }, index) =>
      index === 0 || table.columns.includes(column) || table.every_row?.[column] !== undefined,
  );
  const cellsIn = (column: Name): Cell[] => {
    const words = wordsIn(table, column);
    return figuresIn(table, column).map((figure, row) => ({ figure, words: words[row] ?? null }));
  };
  return writeTable(
    caption,
    [...table.rows.keys()],
    there.map(({ column, name, form, whenNull }): Column<number> => {
      const cells = cellsIn(column);
      return {
        name,
        isNumber: !leftAlignedForms.has(form),
        cell: (row) => {
          const { words, figure } = cells[row] ?? unknownCell;
          if (words !== null) return isOfWords(form) ? writeWords(form, words) : writeFigure(form, figure);
          return typeof whenNull === "string"
            ? whenNull
            : whenNull((other) => cellsIn(other)[row] ?? unknownCell);
        },
      };
    }),
  );
}

const unknownCell: Cell = { figure: null, words: null };

/** All other forms are aligned to the right, as figures are: a time and a yes or no, too. */
const leftAlignedForms: ReadonlySet<Form> = new Set(["words", "term", "limit"]);

type WordForm = "words" | "term" | "limit" | "yes_no" | "time";

const isOfWords = (form: Form): form is WordForm =>
  form === "words" || form === "term" || form === "limit" || form === "yes_no" || form === "time";

function writeWords(form: WordForm, words: string): Content {
  switch (form) {
    case "words":
      return words;
    case "term":
      return writeTerm(words);
    case "limit":
      return writeLimit(words);
    case "time":
      return writeTime(words);
    case "yes_no":
      return words === "true" ? "yes" : "no";
  }
}

function writeFigure(form: Exclude<Form, WordForm>, figure: number | null): Content {
  switch (form) {
    case "usd":
      return writeUsd(figure);
    case "request_usd":
      return writeRequestUsd(figure);
    case "whole_usd":
      return writeUsd(figure, 0);
    case "unit_usd":
      return writeUsd(figure, 4);
    case "signed_usd":
      return writeSignedUsd(figure);
    case "percent":
      return writePercent(figure);
    case "change_percent":
      return writeChange(figure);
    case "count":
      return writeCount(figure);
    case "share":
      return drawShare(figure);
  }
}

/** The bar says nothing that its number does not. */
const drawShare = (value: number | null): Content =>
  value === null
    ? "unknown"
    : html`${writePercent(value)} <meter aria-hidden="true" min="0" max="100" value="${Math.max(0, Math.min(100, value))}"></meter>`;

const columnOf =
  (form: Form) =>
  <Shown extends string, Seen extends string = Shown>(
    column: Shown,
    name: string,
    whenNull: WhenNull<Seen> = "unknown",
  ): ToolColumn<Shown | Seen> => ({ column, name, form, whenNull });

export const usdColumn = columnOf("usd");
export const requestUsdColumn = columnOf("request_usd");
/** For an estimate, which needs no cents. */
export const wholeUsdColumn = columnOf("whole_usd");
export const unitUsdColumn = columnOf("unit_usd");
export const signedUsdColumn = columnOf("signed_usd");
export const percentColumn = columnOf("percent");
export const changeColumn = columnOf("change_percent");
export const countColumn = columnOf("count");
export const shareColumn = columnOf("share");
/** Names and sentences, as they are. */
export const wordsColumn = columnOf("words");
/** A word out of a program's list of words. */
export const termColumn = columnOf("term");
/** What happens at the limit of a budget. */
export const limitColumn = columnOf("limit");
/** A day or a time, which is not broken, and is aligned as figures are. */
export const timeColumn = columnOf("time");
export const yesNoColumn = columnOf("yes_no");

/** No budget is set, or the API tells of none. */
export const noneStated = "none stated";
