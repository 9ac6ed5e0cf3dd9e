/** Rows as columns: the names once, then the values; half the tokens of a list of objects. */
import * as v from "valibot";
import type { PlainObject } from "../domain/json.ts";
import type { SeriesPoint } from "../domain/usage.ts";
import { Page } from "./list-page.ts";

type Cell = string | number | boolean | null;

/** `Name`: the columns that it can have. */
export interface Table<Name extends string = string> {
  /** Words that are the same in every row. */
  readonly every_row?: Readonly<Partial<Record<Name, string | boolean>>> | undefined;
  readonly columns: readonly Name[];
  readonly rows: readonly (readonly Cell[])[];
}

const Word = v.union([v.string(), v.boolean()]);
const Rows = v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()]))));

export const Table = v.object({
  every_row: v.optional(v.record(v.string(), Word)),
  columns: v.array(v.string()),
  rows: Rows,
});

/** A table whose columns are read again, by a chart, a command or the demo: a name that it lacks does not compile there. */
export const tableWith = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  v.object({
    every_row: v.optional(v.record(v.picklist(names), Word)),
    columns: v.array(v.picklist(names)),
    rows: Rows,
  });

/** With fewer rows, a column costs no more tokens than the member that would replace it. */
const minRowsToSayOnce = 5;

/**
 * `columns` maps each name to the value that an item has there; the order of the names is the order of the columns.
 * A column of which nothing is known is left out. A word that is the same in all of several rows stands once, in
 * `every_row`; figures stay where they are, and so does the first column, by which rows are told apart.
 */
export function tableOf<T, Name extends string>(
  items: readonly T[],
  columns: Readonly<Record<Name, (item: T) => Cell>>,
): Table<Name> {
  const filled = namesIn(columns)
    .map((name, index) => ({ name, cells: items.map(columns[name]), isFirst: index === 0 }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  const everyRow: Partial<Record<Name, string | boolean>> = {};
  const varying = filled.filter(({ name, cells: [first = null, ...others], isFirst }) => {
    const isSame = others.length + 1 >= minRowsToSayOnce && others.every((cell) => cell === first);
    if (isFirst || !isSame || first === null || typeof first === "number") return true;
    everyRow[name] = first;
    return false;
  });
  return {
    ...(varying.length === filled.length ? {} : { every_row: everyRow }),
    columns: varying.map(({ name }) => name),
    rows: items.map((_, row) => varying.map(({ cells }) => cells[row] ?? null)),
  };
}

/** An object's own names, as its type has them. */
function namesIn<Name extends string>(columns: Readonly<Record<Name, unknown>>): Name[] {
  const names: Name[] = [];
  for (const name in columns) names.push(name);
  return names;
}

/** The cells of a column, also of one that every row shares; of one that was left out nothing is known. */
function cellsIn<Name extends string>({ columns, rows, every_row: shared }: Table<Name>, name: Name): Cell[] {
  const index = columns.indexOf(name);
  return rows.map((row) => row[index] ?? shared?.[name] ?? null);
}

/** The figures of a column, null where unknown. */
export const figuresIn = <Name extends string>(table: Table<Name>, name: NoInfer<Name>): (number | null)[] =>
  cellsIn(table, name).map((cell) => (typeof cell === "number" ? cell : null));

/** The words of a column, null where unknown. */
export const wordsIn = <Name extends string>(table: Table<Name>, name: NoInfer<Name>): (string | null)[] =>
  cellsIn(table, name).map((cell) => (cell === null ? null : String(cell)));

/** Two columns as the points of a series. */
export function pointsIn<Name extends string>(
  table: Table<Name>,
  timeColumn: NoInfer<Name>,
  valueColumn: NoInfer<Name>,
): SeriesPoint[] {
  const values = figuresIn(table, valueColumn);
  return wordsIn(table, timeColumn).map((time, index) => ({
    time: time ?? "",
    value: values[index] ?? null,
  }));
}

const isTable = (value: unknown): value is { columns: readonly string[]; rows: readonly unknown[] } =>
  typeof value === "object" &&
  value !== null &&
  "columns" in value &&
  "rows" in value &&
  Array.isArray(value.rows);

/**
 * The result cut down to about `maxCharacters` of JSON by dropping the last rows of its largest table, and a warning
 * that says so. A result that fits is returned as it is.
 */
export function fitTables(
  result: PlainObject,
  maxCharacters: number,
): { result: PlainObject; warning?: string } {
  const length = JSON.stringify(result).length;
  if (length <= maxCharacters) return { result };
  const largest = Object.entries(result)
    .filter((entry): entry is [string, Table] => isTable(entry[1]))
    .map(([name, table]) => ({ name, table, length: JSON.stringify(table.rows).length }))
    .sort((a, b) => b.length - a.length)[0];
  if (largest === undefined) return { result };
  let excess = length - maxCharacters;
  const rows = [...largest.table.rows];
  while (excess > 0 && rows.length > 1) excess -= JSON.stringify(rows.pop()).length + 1;
  const page = v.safeParse(Page, result["page"]);
  // The next page begins after the rows that were left out.
  const smaller = page.success ? ` (page_size ${rows.length}, from page 1)` : "";
  return {
    result: {
      ...result,
      [largest.name]: { ...largest.table, rows },
      ...(page.success ? { page: { ...page.output, returned: rows.length } } : {}),
    },
    warning: `${largest.name} shows ${rows.length} of ${largest.table.rows.length} rows of this page, because more would not fit into one result: ask for smaller pages${smaller}, or narrow the request, to see the rest.`,
  };
}
