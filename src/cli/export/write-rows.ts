/** The rows with the names of their columns, as CSV and JSON have them. */
import { dayOf, toTimestamp } from "../../domain/time.ts";
import { describeWindow } from "../../toolkit/outputs.ts";
import { type Cell, writeCsv } from "./csv.ts";
import type { ExportData, ExportRow } from "./export-data.ts";
import type { RowKind } from "./plan.ts";

type Columns = readonly (readonly [name: string, cell: (row: ExportRow) => Cell])[];

/** A figure's name carries its unit. */
const figures: Columns = [
  ["cost_usd", ({ cost }) => cost],
  ["requests", ({ requests }) => requests],
  ["tokens", ({ tokens }) => tokens],
];

const days: Columns = [
  ["from", ({ first }) => first],
  ["to", ({ last }) => last],
];

function chooseColumns(by: RowKind): Columns {
  if (by === "day") return [["date", ({ first }) => first]];
  const kind = ["kind", ({ isUnattributed }: ExportRow) => (isUnattributed ? "unattributed" : by)] as const;
  const name = [by, (row: ExportRow) => row.name] as const;
  const more = by === "model" ? (["provider", (row: ExportRow) => row.provider] as const) : null;
  return [...days, kind, name, more ?? [`${by}_id`, ({ id }) => id]];
}

const columnsOf = ({ by, asOf }: ExportData): Columns => [
  ...chooseColumns(by),
  ...figures,
  // Null where it is not known which days the figures cover.
  ["complete", ({ last }) => (last === null ? null : last < dayOf(asOf))],
];

export function writeTableCsv(data: ExportData): string {
  const columns = columnsOf(data);
  return writeCsv(
    columns.map(([name]) => name),
    data.rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
}

export function writeExportJson(data: ExportData): string {
  const columns = columnsOf(data);
  const document = {
    window: describeWindow(data.period, data.window, data.asOf),
    subject: data.subject,
    as_of: toTimestamp(data.asOf),
    source: data.source,
    currency: "USD",
    rows: data.rows.map((row) => Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)]))),
    warnings: data.warnings,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
