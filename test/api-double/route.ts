import type { VirtualKey } from "./population.ts";
import type { QueryReader } from "./query-reader.ts";
import type { State } from "./state.ts";
import type { Switches, Tier, UnconfirmedRoute } from "./switches.ts";
import type { World } from "./world.ts";

/** Who may call a route; `read`, `write` and `admin` are scopes of a personal access token. */
export type Access = "public" | "virtual key" | "virtual key or read" | "read" | "write" | "admin";

export interface Call {
  readonly world: World;
  readonly state: State;
  readonly switches: Readonly<Switches>;
  readonly now: Date;
  /** The caller's own, when it came with a virtual key. */
  readonly key: VirtualKey | undefined;
  readonly body: unknown;
  /** A part of the path that the route names, `:id`. */
  param(name: string): string;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

export interface RouteDefinition<Q> {
  readonly method: "GET" | "POST" | "PATCH" | "PUT";
  /** Below `/api/v1`, with `:name` for a part that varies. */
  readonly path: string;
  readonly access: Access;
  /** The lowest plan that has it. */
  readonly tier?: Tier;
  readonly unconfirmed?: UnconfirmedRoute;
  readonly query: (read: QueryReader) => Q;
  readonly answer: (call: Call, query: Q) => Answer;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly tier: Tier;
  readonly unconfirmed: UnconfirmedRoute | undefined;
  /** Reads the query, then answers. */
  readonly run: (call: Call, read: QueryReader) => Answer;
}

/** The query reader of a route that takes no parameters. */
export const readNoQuery = () => undefined;

export function defineRoute<Q>({ query, answer, tier, unconfirmed, ...rest }: RouteDefinition<Q>): Route {
  return {
    ...rest,
    tier: tier ?? "free",
    unconfirmed,
    run: (call, read) => {
      const asked = query(read);
      read.refuseUnread();
      return answer(call, asked);
    },
  };
}

/** The named parts of a path, or undefined if it is another route's. */
export function matchPath(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? "";
    if (part.startsWith(":") && actual !== "") params.set(part.slice(1), decodeURIComponent(actual));
    else if (part !== actual) return undefined;
  }
  return params;
}
