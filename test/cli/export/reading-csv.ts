/** CSV as a spreadsheet reads it (RFC 4180), written from the standard alone: a character after the other. */

export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { value, end } = text[at] === '"' ? readQuotedCell(text, at) : readPlainCell(text, at);
    record.push(value);
    if (text[end] === ",") {
      at = end + 1;
      // A comma at the very end of a line has an empty cell behind it.
      if (text.startsWith("\r\n", at) || at === text.length) {
        record.push("");
        records.push(record);
        record = [];
        at += 2;
      }
    } else if (text.startsWith("\r\n", end)) {
      records.push(record);
      record = [];
      at = end + 2;
    } else throw new Error(`At ${end} a cell ends neither with a comma nor with CR LF`);
  }
  if (record.length > 0) throw new Error("The last line has no CR LF");
  return records;
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

function readQuotedCell(text: string, start: number): Cell {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at++;
    } else return { value, end: at + 1 };
  }
  throw new Error(`The quotes opened at ${start} are never closed`);
}

function readPlainCell(text: string, start: number): Cell {
  let end = start;
  while (end < text.length && text[end] !== "," && text[end] !== "\r") {
    if (text[end] === '"' || text[end] === "\n") throw new Error(`At ${end} stands what needs quotes`);
    end++;
  }
  return { value: text.slice(start, end), end };
}

/** A record a row, by the names in the first. */
export function recordsOf(text: string): Record<string, string>[] {
  const [names = [], ...rows] = parseCsv(text);
  return rows.map((cells) => {
    if (cells.length !== names.length) throw new Error(`${cells.length} cells under ${names.length} names`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}

/** Whether a spreadsheet might take a cell for a formula, should it pass over what nobody sees before the sign. */
export const isFormula = (cell: string): boolean =>
  /^[\t\r]/.test(cell) || /^[=+\-@＝＋－＠]/u.test(cell.replace(/^[\p{White_Space}\p{Cc}\p{Cf}]+/u, ""));
