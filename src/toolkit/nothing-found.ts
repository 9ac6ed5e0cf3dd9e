/** What there is, where a filter found none of it: an empty answer must not pass for an empty workspace. */
import { nearest } from "../domain/nearest.ts";

interface Row {
  readonly name: string | null;
  readonly status: string | null;
}

interface Filter {
  readonly status?: string | undefined;
  readonly search?: string | undefined;
  /** Other filters that were given, in words: "bound to an agent". */
  readonly others?: readonly string[];
}

const isFiltered = ({ status, search, others = [] }: Filter): boolean =>
  status !== undefined || search !== undefined || others.length > 0;

/** `all` is read only when a filter was given and nothing was found. */
export async function nothingFound<T>(
  what: string,
  found: readonly unknown[],
  filter: Filter,
  all: () => Promise<{ readonly rows: readonly T[] } | null>,
  rowOf: (item: T) => Row,
): Promise<string[]> {
  if (found.length > 0 || !isFiltered(filter)) return [];
  const list = await all();
  if (list === null) return [];
  const rows = list.rows.map(rowOf);
  const { status, search, others = [] } = filter;
  const asked = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(search === undefined ? [] : [`text ${search}`]),
    ...others,
  ].join(", ");
  const meant =
    search === undefined
      ? undefined
      : nearest(
          search,
          rows.flatMap(({ name }) => name ?? []),
        );
  return [
    `Nothing matches ${asked}. Without it there are ${rows.length} ${what}${rows.length === 0 ? "" : `: ${countsByStatus(rows)}`}.${meant === undefined ? "" : ` The nearest name is ${meant}.`}`,
  ];
}

const maxStatuses = 8;

function countsByStatus(rows: readonly Row[]): string {
  const byStatus = Map.groupBy(rows, ({ status }) => status ?? "without a status");
  const counts = [...byStatus].map(([status, own]) => ({ status, count: own.length }));
  const named = counts
    .sort((a, b) => b.count - a.count)
    .slice(0, maxStatuses)
    .map(({ status, count }) => `${count} ${status}`);
  return named.join(", ");
}
