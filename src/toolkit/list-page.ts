/** Long lists go page by page: how many rows a result has, how many there are, and which page continues. */
import * as v from "valibot";

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
