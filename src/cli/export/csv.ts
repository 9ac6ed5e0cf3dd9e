/** CSV as RFC 4180 has it, in UTF-8, which a spreadsheet opens without running anything that stands in it. */

export type Cell = string | number | boolean | null;

/**
 * What a spreadsheet takes for a formula: the signs with which one begins, in their wide forms too, and the tab and
 * carriage return that some skip before it. A formula that already has apostrophes before it gets another, so that taking
 * one away gives back the original.
 */
const formula = /^'*(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r])/u;

/** An apostrophe first makes a spreadsheet take the rest for text. */
const defuseFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Quoted where its content would end the cell, or where spaces at its ends might be trimmed. */
const quoteCell = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Unknown is an empty cell. Half a surrogate pair, which UTF-8 cannot write, becomes a replacement character. */
function writeCell(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? quoteCell(defuseFormula(cell.toWellFormed())) : String(cell);
}

/** The names of the columns, and then the rows; every line ends with CR LF. */
export const writeCsv = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, ...rows].map((cells) => `${cells.map(writeCell).join(",")}\r\n`).join("");
