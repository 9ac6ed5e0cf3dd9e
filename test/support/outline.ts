/**
 * A result as it is compared in snapshots: every member of the structured content on a line of its own, and every row
 * of a table too. Nothing is left out.
 */
export function outline(structured: Readonly<Record<string, unknown>>): string {
  return Object.entries(structured)
    .map(([name, value]) => `${name}: ${isTable(value) ? writeTable(value) : JSON.stringify(value)}`)
    .join("\n");
}

interface Table {
  readonly every_row?: unknown;
  readonly columns: readonly unknown[];
  readonly rows: readonly unknown[];
}

const isTable = (value: unknown): value is Table =>
  typeof value === "object" &&
  value !== null &&
  "columns" in value &&
  Array.isArray(value.columns) &&
  "rows" in value &&
  Array.isArray(value.rows);

const writeTable = ({ every_row, columns, rows }: Table): string =>
  [
    `${every_row === undefined ? "" : `every row ${JSON.stringify(every_row)} `}${JSON.stringify(columns)}`,
    ...rows.map((row) => `  ${JSON.stringify(row)}`),
  ].join("\n");
