/** The endpoints that a personal access token may call, for one workspace. */
import type { Request } from "./http.ts";
import type { SharedApi } from "./reports.ts";

export interface WorkspaceApi extends SharedApi {}
export function workspaceApi(
  _request: Request,
  _settings: { baseUrl: string; workspaceId: string; now: Date },
): WorkspaceApi {
  throw new Error("workspace mode");
}
