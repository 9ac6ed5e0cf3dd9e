/** An id under which nothing is found: it may be that of another kind of entity. */
import type { Entity } from "../domain/entities.ts";
import type { Context } from "./context.ts";
import type { InsideQuery, InsideReads } from "./entity-inside-reads.ts";
import { trackPartialReads } from "./partial-reads.ts";

/**
 * Whether nothing was found under the id: neither rows nor use. It may still name an idle entity, or one of another kind,
 * which the cost breakdown shows.
 */
export const hasNoTrace = ({ usage, inside }: InsideReads): boolean =>
  inside !== null && inside.rows.length === 0 && usage !== null && !usage.days.some(({ cost }) => cost !== 0);

/** The entity of another kind that has this id in the cost breakdown; null without one, or, with a warning, when it cannot be read. */
export async function findEntityOfAnotherKind(
  { api, progress }: Context<"manager">,
  { dimension, id, before, period: { window } }: InsideQuery,
): Promise<{ readonly entity: Entity | null; readonly warnings: readonly string[] }> {
  const span = { start: before.start, end: window.end };
  const parts = trackPartialReads(progress);
  const costs = await parts.read("The cost breakdown", api.costs(span));
  const kinds = ["agent", "member", "department"] as const;
  const kind = kinds.find(
    (each) => each !== dimension && costs?.dimensions.get(each)?.some((item) => item.id === id),
  );
  return { entity: kind === undefined ? null : { kind, id }, warnings: parts.warnings() };
}
