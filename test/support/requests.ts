import type { ApiDouble } from "../api-double/server.ts";

/** The requests that the double got, a line each, in a stable order: those of one call leave at the same time. */
export function requestLines({ requests }: Pick<ApiDouble, "requests">): string[] {
  return requests
    .map(({ method, path, query }) => {
      const search = new URLSearchParams(query).toString();
      return `${method} ${path}${search === "" ? "" : `?${search}`}`;
    })
    .sort();
}
