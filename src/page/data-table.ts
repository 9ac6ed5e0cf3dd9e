/** Rows as a table that screen readers read well, and that scrolls by itself where the screen is narrower. */
import { type Content, type Html, html } from "./html.ts";
import { keepDaysWhole } from "./keep-days.ts";

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => Content;
  /** Numbers stand to the right, so that their digits line up. */
  readonly isNumber?: boolean;
}

const keepDaysIn = (content: Content): Content =>
  typeof content === "string" ? keepDaysWhole(content) : content;

/** The first column names the row. */
export function writeTable<T>(caption: string, rows: readonly T[], columns: readonly Column<T>[]): Html {
  const classOf = ({ isNumber = false }: Column<T>): string => (isNumber ? "number" : "words");
  const writeCells = (row: T): Html[] =>
    columns.map((column, index) =>
      index === 0
        ? html`<th scope="row" class="${classOf(column)}">${keepDaysIn(column.cell(row))}</th>`
        : html`<td class="${classOf(column)}">${keepDaysIn(column.cell(row))}</td>`,
    );
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table>
<caption><span>${keepDaysWhole(caption)}</span></caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${writeCells(row)}</tr>\n`)}</tbody>
</table></div>`;
}

/** Facts as a table of two columns: a name and its value in each row. */
export const writeFacts = (caption: string, facts: readonly (readonly [string, Content])[]): Html =>
  html`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table class="facts">
<caption><span>${keepDaysWhole(caption)}</span></caption>
<tbody>
${facts.map(([name, value]) => html`<tr><th scope="row">${keepDaysWhole(name)}</th><td>${keepDaysIn(value)}</td></tr>\n`)}</tbody>
</table></div>`;
