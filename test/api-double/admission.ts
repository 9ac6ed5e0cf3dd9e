import type { VirtualKey } from "./population.ts";
import { workspace } from "./population.ts";
import { refusals } from "./refusal.ts";
import type { Access, Route } from "./route.ts";
import type { State } from "./state.ts";
import type { Switches, Tier } from "./switches.ts";

type RequestHeaders = Readonly<Record<string, string>> & { readonly authorization?: string };

const scopes = ["read", "write", "admin"] as const;
const tiers: readonly Tier[] = ["free", "pro", "team", "enterprise"];

/** Documented: these accept a session token only, so that every other token gets 401. */
const sessionOnly = ["/logs", "/workspaces", "/pats"];

export function isSessionOnly(path: string): boolean {
  return sessionOnly.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** Lets a request in, or throws the refusal the API gives. Returns the virtual key it came with. */
export function admitRequest(
  { access, tier, path }: Route,
  headers: RequestHeaders,
  state: State,
  switches: Switches,
): VirtualKey | undefined {
  if (access === "public") return undefined;
  const token = readBearerToken(headers);
  if (access === "virtual key") return findKey(token, state);
  if (access === "virtual key or read" && token.startsWith("vk-")) {
    const key = findKey(token, state);
    if (!switches.modelsAcceptVirtualKey) throw refusals.unauthorized();
    return key;
  }
  admitToken(token, access, headers["x-workspace-id"]);
  if (tiers.indexOf(switches.tier) < tiers.indexOf(tier)) throw refusals.plan(path.slice(1), tier);
  return undefined;
}

function readBearerToken(headers: RequestHeaders): string {
  const header = headers.authorization ?? "";
  if (!header.startsWith("Bearer ")) throw refusals.unauthorized("missing bearer token");
  return header.slice("Bearer ".length);
}

/** Unknown, disabled, revoked and expired keys all get the same 401. */
function findKey(token: string, state: State): VirtualKey {
  const key = token.startsWith("vk-") ? state.keyBySecret(token) : undefined;
  if (key?.status !== "active") throw refusals.unauthorized();
  return key;
}

function admitToken(token: string, access: Access, workspaceId: string | undefined): void {
  if (token.startsWith("pat_revoked")) throw refusals.unauthorized("token has been revoked");
  if (token.startsWith("pat_expired")) throw refusals.unauthorized("token has expired");
  const held = scopes.findIndex((scope) => token.startsWith(`pat_${scope}`));
  if (held === -1) throw refusals.unauthorized();
  if (workspaceId === undefined) throw refusals.workspace("X-Workspace-Id is required");
  if (workspaceId !== workspace.id) throw refusals.workspace("This token belongs to another workspace");
  // Where a virtual key may read too, any scope will do: that is -1.
  const needed = scopes.findIndex((scope) => access.startsWith(scope));
  if (held < needed) throw refusals.scope(access);
}
