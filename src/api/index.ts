/** From the configuration to an API that one tool call can use; the only switch on the mode is here. */
import type { Mode } from "../domain/mode.ts";
import type { HttpSettings, Observe } from "./http/exchange.ts";
import { createRateLimiter } from "./http/rate-limiter.ts";
import { createSendRequest, type SendRequest } from "./http/requests.ts";
import { createScopeMemory } from "./virtual-key/scope.ts";
import { createVirtualKeyApi, type VirtualKeyApi } from "./virtual-key/virtual-key-api.ts";
import { createWorkspaceApi, type WorkspaceApi } from "./workspace/workspace-api.ts";

interface SharedAccess {
  /** Origin and path prefix of the API, without `/api/v1` and without a slash at its end. */
  readonly baseUrl: string;
  /** Requests a minute that may leave this process; 0 means no limit. */
  readonly rateLimitRpm: number;
}

export interface VirtualKeyAccess extends SharedAccess {
  readonly mode: "vk";
  readonly virtualKey: string;
}

export interface WorkspaceAccess extends SharedAccess {
  readonly mode: "manager";
  readonly personalAccessToken: string;
  readonly workspaceId: string;
}

export type ApiAccess = VirtualKeyAccess | WorkspaceAccess;

/** What a credential can ask for. */
export interface ApiByMode {
  readonly vk: VirtualKeyApi;
  readonly manager: WorkspaceApi;
}

/** What the requests of one tool call share. */
export interface Call {
  readonly now: Date;
  readonly signal: AbortSignal;
  /** The time for all its requests and retries together; left out: the usual time of a tool call. */
  readonly timeLimitMs?: number | undefined;
  /** Equal reads are sent once and share the answer: for a call that asks several questions at once. */
  readonly sharesReads?: boolean | undefined;
}

export interface ApiConnection<M extends Mode> {
  readonly mode: M;
  readonly baseUrl: string;
  /** Strings that may appear in nothing that leaves this process. */
  readonly secrets: readonly string[];
  open(call: Call): ApiByMode[M];
}

export type AnyApiConnection = { [M in Mode]: ApiConnection<M> }[Mode];

export function connectApi(access: ApiAccess, userAgent: string, observe?: Observe): AnyApiConnection {
  switch (access.mode) {
    case "vk":
      return connectVirtualKey(access, userAgent, observe);
    case "manager":
      return connectWorkspace(access, userAgent, observe);
  }
}

function connectVirtualKey(
  { baseUrl, rateLimitRpm, virtualKey }: VirtualKeyAccess,
  userAgent: string,
  observe: Observe | undefined,
): ApiConnection<"vk"> {
  const settings: HttpSettings = {
    baseUrl,
    credentialHeaders: { authorization: `Bearer ${virtualKey}` },
    userAgent,
    limiter: createRateLimiter(rateLimitRpm),
    observe,
  };
  const memory = createScopeMemory(settings);
  return {
    mode: "vk",
    baseUrl,
    secrets: [virtualKey],
    open(call) {
      const { request, warnings } = openRequests(settings, call);
      return createVirtualKeyApi(request, { baseUrl, memory, warnings });
    },
  };
}

function connectWorkspace(
  { baseUrl, rateLimitRpm, personalAccessToken, workspaceId }: WorkspaceAccess,
  userAgent: string,
  observe: Observe | undefined,
): ApiConnection<"manager"> {
  const settings: HttpSettings = {
    baseUrl,
    credentialHeaders: { authorization: `Bearer ${personalAccessToken}`, "x-workspace-id": workspaceId },
    userAgent,
    limiter: createRateLimiter(rateLimitRpm),
    observe,
  };
  return {
    mode: "manager",
    baseUrl,
    secrets: [personalAccessToken],
    open(call) {
      const { request, warnings } = openRequests(settings, call);
      return createWorkspaceApi(request, { baseUrl, workspaceId, now: call.now, warnings });
    },
  };
}

/** The requests of a call, and what has been noticed about their answers so far. */
function openRequests(
  settings: HttpSettings,
  { signal, timeLimitMs, sharesReads }: Call,
): { readonly request: SendRequest; readonly warnings: () => readonly string[] } {
  const warnings = new Set<string>();
  const request = createSendRequest(settings, {
    cancellation: signal,
    timeLimitMs,
    sharesReads,
    warn: (sentence) => warnings.add(sentence),
  });
  return { request, warnings: () => [...warnings] };
}
