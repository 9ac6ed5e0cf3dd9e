/** The rows with the names of their columns, as CSV and JSON have them. */
import { dayOf, toTimestamp } from "../../domain/time.ts";
import { describeWindow } from "../../toolkit/outputs.ts";
import { type Cell, writeCsv } from "./csv.ts";
import type { ExportReport, ExportRow } from "./export-report.ts";
import type { RowSubject } from "./plan.ts";

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

function chooseColumns(by: RowSubject): Columns {
  if (by === "day") return [["date", ({ first }) => first]];
  const kind = ["kind", ({ isUnattributed }: ExportRow) => (isUnattributed ? "unattributed" : by)] as const;
  const name = [by, (row: ExportRow) => row.name] as const;
  const more = by === "model" ? (["provider", (row: ExportRow) => row.provider] as const) : null;
  return [...days, kind, name, more ?? [`${by}_id`, ({ id }) => id]];
}

const columnsOf = ({ by, asOf }: ExportReport): Columns => [
  ...chooseColumns(by),
  ...figures,
  // Null where it is not known which days the figures cover.
  ["complete", ({ last }) => (last === null ? null : last < dayOf(asOf))],
];

export function writeTableCsv(report: ExportReport): string {
  const columns = columnsOf(report);
  return writeCsv(
    columns.map(([name]) => name),
    report.rows.map((row) => columns.map(([, cell]) => cell(row))),
  );
}

export function writeReportJson(report: ExportReport): string {
  const columns = columnsOf(report);
  const document = {
    window: describeWindow(report.period, report.window, report.asOf),
    subject: report.subject,
    as_of: toTimestamp(report.asOf),
    source: report.source,
    currency: "USD",
    rows: report.rows.map((row) => Object.fromEntries(columns.map(([name, cell]) => [name, cell(row)]))),
    warnings: report.warnings,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
