/** Paths of the API. */

/** A path whose parameters are encoded; only the `path` template makes one. */
export interface Path {
  readonly text: string;
  /** Something in it may be unknown although the route exists. */
  readonly hasId: boolean;
}

/** `` path`/api/v1/agents/${id}/analytics` ``: every value becomes exactly one path segment. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): Path {
  const encoded = values.map((value) => {
    // URL parsing resolves dot segments, encoded or not: they would name another resource.
    if (value === "" || value === "." || value === "..") throw new Error("an id may not be empty, . or ..");
    return encodeURIComponent(value);
  });
  return { text: String.raw({ raw: parts }, ...encoded), hasId: values.length > 0 };
}

/** A route's name as the source of figures: its path without the part that all routes share. */
export const sourceOf = ({ text }: Path): string => text.replace("/api/v1/", "");
