/** Rows as columns: the names once, then the values; half the tokens of a list of objects. */
import * as v from "valibot";

type Cell = string | number | boolean | null;

export interface Table {
  /** What every row says in the same word. */
  readonly every_row?: Readonly<Record<string, string | boolean>> | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const Table = v.object({
  every_row: v.optional(v.record(v.string(), v.union([v.string(), v.boolean()]))),
  columns: v.array(v.string()),
  rows: v.array(v.array(v.nullable(v.union([v.string(), v.number(), v.boolean()])))),
});

/** With fewer rows, a column costs no more tokens than the member that would replace it. */
const minRowsToSayOnce = 5;

/**
 * `columns` maps each name to the value that an item has there; the order of the names is the order of the columns.
 * A column of which nothing is known is left out. A word that is the same in all of several rows stands once, in
 * `every_row`; figures stay where they are, and so does the first column, by which rows are told apart.
 */
export function tableOf<T>(items: readonly T[], columns: Readonly<Record<string, (item: T) => Cell>>): Table {
  const filled = Object.entries(columns)
    .map(([name, cell], index) => ({ name, cells: items.map(cell), isFirst: index === 0 }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  const everyRow: Record<string, string | boolean> = {};
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

/** The figures of a column, null where unknown; a column that was left out is unknown altogether. */
export function figuresIn({ columns, rows }: Table, name: string): (number | null)[] {
  const index = columns.indexOf(name);
  return rows.map((row) => {
    const cell = row[index];
    return typeof cell === "number" ? cell : null;
  });
}

/** The words of a column, also of one that every row shares. */
export function wordsIn({ columns, rows, every_row: shared }: Table, name: string): string[] {
  const index = columns.indexOf(name);
  return rows.map((row) => String(row[index] ?? shared?.[name] ?? ""));
}

/** A table as a list of objects, the inverse of `tableOf`. Of a column that was left out, nothing is known: such members are optional. */
export const rowsOf = <S extends v.GenericSchema>(row: S) =>
  v.pipe(
    Table,
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const { columns, rows, every_row } = dataset.value;
      const objects = rows.map((cells) => ({
        ...every_row,
        ...Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])),
      }));
      const result = v.safeParse(v.array(row), objects);
      if (result.success) return result.output;
      const [issue] = result.issues;
      addIssue({ message: `${v.getDotPath(issue) ?? "a row"}: ${issue.message}` });
      return NEVER;
    }),
  );

export const Page = v.object({
  /** Rows in this result. */
  returned: v.number(),
  /** Rows there are; null when the API does not say. */
  total: v.nullable(v.number()),
  /** The `page` that continues; null at the end. */
  next_page: v.nullable(v.number()),
});
export type Page = v.InferOutput<typeof Page>;

/** One page of items that are all here; pages count from 1. */
export function pageOf<T>(
  items: readonly T[],
  page: number,
  pageSize: number,
): { items: readonly T[]; page: Page } {
  const start = (page - 1) * pageSize;
  const shown = items.slice(start, start + pageSize);
  const hasMore = start + shown.length < items.length;
  return {
    items: shown,
    page: { returned: shown.length, total: items.length, next_page: hasMore ? page + 1 : null },
  };
}

const isTable = (value: unknown): value is { columns: readonly string[]; rows: readonly unknown[] } =>
  typeof value === "object" &&
  value !== null &&
  "columns" in value &&
  "rows" in value &&
  Array.isArray(value.rows);

export type PlainObject = Readonly<Record<string, unknown>>;

/**
 * The result cut down to about `maxCharacters` of JSON by dropping the last rows of its largest table, and what to
 * say about it. A result that fits is returned as it is.
 */
export function fitTables(
  result: PlainObject,
  maxCharacters: number,
): { result: PlainObject; note?: string } {
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
    note: `${largest.name} shows ${rows.length} of ${largest.table.rows.length} rows of this page, because more would not fit into one result: ask for smaller pages${smaller}, or narrow the request, to see the rest.`,
  };
}
