/** Reading a list to its end, however many rows the server puts on a page. */
import type * as v from "valibot";
import { InputError } from "../../domain/errors.ts";
import type { Path } from "./path.ts";
import type { SendRequest } from "./requests.ts";
import { pagedRowsOf } from "./wire.ts";

/** The only page size that is documented anywhere as allowed; a smaller cap shows in what comes back. */
const askedPageSize = 100;
/** A longer list is cut, with a warning. */
const maxPages = 50;
const maxListRows = 5_000;
/** Pages asked for at the same time: many large ones would fill the memory. */
const pagesAtOnce = 6;

export interface WholeList<T> {
  readonly rows: readonly T[];
  /** As the API counts them; null when it does not say. */
  readonly total: number | null;
  readonly warnings: readonly string[];
}

export interface ListEndpoint<S extends v.GenericSchema> {
  readonly path: Path;
  readonly row: S;
  /** What the rows are called, for the reader and as a possible member of the answer. */
  readonly name: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

function createPageReader<S extends v.GenericSchema>(
  request: SendRequest,
  { row, name, path, query }: ListEndpoint<S>,
) {
  const camelName = name.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
  const RowsOfPage = pagedRowsOf(row, [
    "data",
    "items",
    camelName,
    name.replaceAll(" ", "_"),
    "keys",
    "rows",
  ]);
  return (page: number, signal?: AbortSignal) =>
    request(path, RowsOfPage, {
      query: { ...query, page, pageSize: askedPageSize },
      ...(signal === undefined ? {} : { signal }),
    });
}

/** @throws ApiError that names the members seen when no rows can be found */
export async function readWholeList<S extends v.GenericSchema>(
  request: SendRequest,
  endpoint: ListEndpoint<S>,
): Promise<WholeList<v.InferOutput<S>>> {
  const readPage = createPageReader(request, endpoint);
  const first = await readPage(1);
  const pageSize = first.rows.length;
  const { total } = first;
  const more =
    pageSize === 0
      ? []
      : total === null
        ? await readUntilShortPage(readPage, first.rows)
        : await readCountedPages(readPage, pageSize, total);
  const rows = removeRepeats([...first.rows, ...more]);
  return { rows, total, warnings: warnOfUnreadRows(endpoint.name, rows.length, total, pageSize) };
}

type ReadPage<Row> = (page: number, signal?: AbortSignal) => Promise<{ readonly rows: readonly Row[] }>;

/**
 * The rows after the first page of a list whose length is known. The first page shows how many rows the server puts on
 * one, so that the others can be asked for side by side.
 */
async function readCountedPages<Row>(
  readPage: ReadPage<Row>,
  pageSize: number,
  total: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  const pageCount = Math.min(Math.ceil(total / pageSize), Math.ceil(maxListRows / pageSize), maxPages);
  for (let page = 2; page <= pageCount; page += pagesAtOnce) {
    const count = Math.min(pagesAtOnce, pageCount - page + 1);
    const siblings = new AbortController();
    const next = Array.from({ length: count }, (_, index) => readPage(page + index, siblings.signal));
    try {
      for (const { rows: more } of await Promise.all(next)) rows.push(...more);
    } finally {
      siblings.abort(); // without one of its pages the list is of no use
    }
    if (pageSize + rows.length >= maxListRows) break; // later pages may hold more than the first
  }
  return rows;
}

/**
 * The rows after the first page of a list whose length is unknown. Only a shorter page shows its end: the first may be all
 * there is, or as much as the server puts on a page.
 */
async function readUntilShortPage<Row>(readPage: ReadPage<Row>, first: readonly Row[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 2; page <= maxPages; page++) {
    const next = await readPage(page);
    if (JSON.stringify(next.rows[0]) === JSON.stringify(first[0])) break; // the server ignores `page`
    rows.push(...next.rows);
    if (next.rows.length < first.length || first.length + rows.length >= maxListRows) break;
  }
  return rows;
}

/** A server that ignores `page` sends the same rows again. */
const removeRepeats = <T>(rows: readonly T[]): T[] => [
  ...new Map(rows.map((row) => [JSON.stringify(row), row])).values(),
];

/**
 * The first row that is wanted, page by page: most often one of the first pages has it. undefined: there is none.
 * @throws InputError when there are more rows than can be read
 */
export async function findInList<S extends v.GenericSchema>(
  request: SendRequest,
  endpoint: ListEndpoint<S>,
  isWanted: (row: v.InferOutput<S>) => boolean,
): Promise<v.InferOutput<S> | undefined> {
  const readPage = createPageReader(request, endpoint);
  const seen = new Set<string>();
  for (let page = 1; page <= maxPages && seen.size < maxListRows; page++) {
    const { rows, total } = await readPage(page);
    const found = rows.find(isWanted);
    if (found !== undefined) return found;
    const before = seen.size;
    for (const row of rows) seen.add(JSON.stringify(row));
    if (seen.size === before || (total !== null && seen.size >= total)) return undefined;
  }
  throw new InputError(
    `It is not among the first ${seen.size} ${endpoint.name}, and there are more than can be read.`,
  );
}

function warnOfUnreadRows(name: string, read: number, total: number | null, pageSize: number): string[] {
  if (total !== null && read < total) {
    return [`Only ${read} of ${total} ${name} could be read; sums and rankings cover those.`];
  }
  if (total === null && read > 0 && (read >= maxPages * pageSize || read >= maxListRows)) {
    return [`The first ${read} ${name} were read; there may be more.`];
  }
  return [];
}
