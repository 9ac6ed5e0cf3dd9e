/** An id under which nothing is found: it may be that of another kind of entity. */
import type { Entity } from "../domain/entities.ts";
import type { Context } from "./context.ts";
import type { InsideQuery, InsideReads } from "./entity-inside-reads.ts";
import { trackPartialReads } from "./partial-reads.ts";

/** An unknown id looks like an entity that stood idle; whether it is one of another kind, the cost breakdown tells. */
export const isUnknownId = ({ usage, inside }: InsideReads): boolean =>
  inside !== null && inside.rows.length === 0 && usage !== null && !usage.days.some(({ cost }) => cost !== 0);

/** Whoever has this id in the cost breakdown, of whatever kind; null when nobody has, or, with a warning, when it cannot be read. */
export async function findEntityInCosts(
  { api, progress }: Context<"manager">,
  { id, before, asked: { window } }: InsideQuery,
): Promise<{ readonly entity: Entity | null; readonly warnings: readonly string[] }> {
  const span = { start: before.start, end: window.end };
  const parts = trackPartialReads(progress);
  const costs = await parts.read("The cost breakdown", api.costs(span));
  const kinds = ["agent", "member", "department"] as const;
  const kind = kinds.find((each) => costs?.dimensions.get(each)?.some((item) => item.id === id));
  return { entity: kind === undefined ? null : { kind, id }, warnings: parts.warnings() };
}
