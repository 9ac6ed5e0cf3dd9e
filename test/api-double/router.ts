import { admitRequest, isSessionOnly } from "./admission.ts";
import { QueryReader } from "./query-reader.ts";
import { Refusal, refusals } from "./refusal.ts";
import { createJsonReply, type Reply } from "./reply.ts";
import { type Call, matchPath, type Route } from "./route.ts";
import { analyticsRoutes } from "./routes-analytics.ts";
import { cockpitRoutes } from "./routes-cockpit.ts";
import { directoryRoutes } from "./routes-directory.ts";
import { entityAnalyticsRoutes } from "./routes-entity-analytics.ts";
import { keyRoutes } from "./routes-keys.ts";
import { liveRoutes } from "./routes-live.ts";
import { modelRoutes } from "./routes-models.ts";
import { workspaceRoutes } from "./routes-workspace.ts";
import type { Switches } from "./switches.ts";

const routes: readonly Route[] = [
  ...cockpitRoutes,
  ...modelRoutes,
  ...analyticsRoutes,
  ...liveRoutes,
  ...entityAnalyticsRoutes,
  ...keyRoutes,
  ...directoryRoutes,
  ...workspaceRoutes,
];

export interface Asked {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Scene = Pick<Call, "world" | "state" | "switches" | "now">;

/** The API's answer, refusals included. A mistake of the double itself is a 500 that says what it was. */
export function answerRequest(asked: Asked, scene: Scene): Reply {
  try {
    const { status, body } = answerRoute(asked, scene);
    return createJsonReply(status ?? 200, body);
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : new Refusal(500, 50000, `API double: ${String(error)}`);
    return createJsonReply(refusal.status, writeErrorBody(refusal, scene.switches));
  }
}

function answerRoute({ method, path, query, headers, body }: Asked, scene: Scene) {
  if (isSessionOnly(path)) throw refusals.unauthorized();
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path, path) : undefined;
    if (params === undefined || isMissing(route, scene.switches)) continue;
    const key = admitRequest(route, headers, scene.state, scene.switches);
    const call: Call = { ...scene, key, body, param: (name) => params.get(name) ?? "" };
    return route.run(call, new QueryReader(query));
  }
  throw refusals.noRoute(method, `/api/v1${path}`);
}

function isMissing({ unconfirmed }: Route, { missingRoutes }: Switches): boolean {
  return unconfirmed !== undefined && missingRoutes.includes(unconfirmed);
}

/** The fields of the API's error object are not documented; both places are seen elsewhere. */
function writeErrorBody({ code, message }: Refusal, { errorBody }: Switches) {
  return errorBody === "nested" ? { error: { code, message } } : { code, message };
}
