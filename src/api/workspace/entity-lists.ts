/** What the lists of a workspace have in common: filters, which the API may ignore, and where the rows come from. */
import type { SourcedList } from "../../domain/entities.ts";
import type { WholeList } from "../http/pages.ts";
import { type Path, sourceOf } from "../http/path.ts";

/** A row whose value is unknown cannot be filtered, and stays. */
export const matchesFilter = (value: string | null, wanted: string | undefined): boolean =>
  wanted === undefined || value === null || value.toLowerCase() === wanted.toLowerCase();

export const containsText = (texts: readonly (string | null)[], wanted: string | undefined): boolean =>
  wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()));

export const toSourcedList = <T>(
  route: Path,
  list: WholeList<unknown>,
  rows: readonly T[],
  warnings: readonly string[] = [],
): SourcedList<T> => ({
  rows,
  isTruncated: list.warnings.length > 0,
  source: sourceOf(route),
  warnings: [...list.warnings, ...warnings],
});
