/** From the configuration to an API that one tool call can use; the only switch on the mode is here. */
import type { Config, ManagerConfig, VirtualKeyConfig } from "../config.ts";
import type { Mode } from "../domain/mode.ts";
import type { HttpSettings, Observe } from "./http/exchange.ts";
import { createRateLimiter } from "./http/rate-limiter.ts";
import { createSendRequest, type SendRequest } from "./http/requests.ts";
import { createScopeMemory } from "./virtual-key/scope.ts";
import { createVirtualKeyApi, type VirtualKeyApi } from "./virtual-key/virtual-key-api.ts";
import { createWorkspaceApi, type WorkspaceApi } from "./workspace/workspace-api.ts";

/** What a credential can ask for. */
export interface ApiByMode {
  readonly vk: VirtualKeyApi;
  readonly manager: WorkspaceApi;
}

/** What the requests of one tool call share. */
export interface Call {
  readonly now: Date;
  readonly signal: AbortSignal;
  /** For all its requests and retries; a tool call has its usual time. */
  readonly budgetMs?: number | undefined;
  /** A read that was sent once is not sent again: for several questions at one time. */
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

export function connectApi(config: Config, userAgent: string, observe?: Observe): AnyApiConnection {
  switch (config.mode) {
    case "vk":
      return connectVirtualKey(config, userAgent, observe);
    case "manager":
      return connectWorkspace(config, userAgent, observe);
  }
}

function connectVirtualKey(
  config: VirtualKeyConfig,
  userAgent: string,
  observe: Observe | undefined,
): ApiConnection<"vk"> {
  const settings = createHttpSettings(
    config,
    userAgent,
    { authorization: `Bearer ${config.virtualKey}` },
    observe,
  );
  const memory = createScopeMemory(settings);
  return {
    mode: "vk",
    baseUrl: config.baseUrl,
    secrets: [config.virtualKey],
    open(call) {
      const { request, notes } = openRequests(settings, call);
      return createVirtualKeyApi(request, { baseUrl: config.baseUrl, memory, notes });
    },
  };
}

function connectWorkspace(
  config: ManagerConfig,
  userAgent: string,
  observe: Observe | undefined,
): ApiConnection<"manager"> {
  const settings = createHttpSettings(
    config,
    userAgent,
    {
      authorization: `Bearer ${config.personalAccessToken}`,
      "x-workspace-id": config.workspaceId,
    },
    observe,
  );
  return {
    mode: "manager",
    baseUrl: config.baseUrl,
    secrets: [config.personalAccessToken],
    open(call) {
      const { request, notes } = openRequests(settings, call);
      const { baseUrl, workspaceId } = config;
      return createWorkspaceApi(request, { baseUrl, workspaceId, now: call.now, notes });
    },
  };
}

/** The requests of a call, and what has been noticed about their answers so far. */
function openRequests(
  settings: HttpSettings,
  { signal, budgetMs, sharesReads }: Call,
): { readonly request: SendRequest; readonly notes: () => readonly string[] } {
  const notes = new Set<string>();
  const request = createSendRequest(settings, {
    cancellation: signal,
    budgetMs,
    sharesReads,
    note: (sentence) => notes.add(sentence),
  });
  return { request, notes: () => [...notes] };
}

const createHttpSettings = (
  config: Config,
  userAgent: string,
  credentialHeaders: HttpSettings["credentialHeaders"],
  observe: Observe | undefined,
): HttpSettings => ({
  baseUrl: config.baseUrl,
  credentialHeaders,
  userAgent,
  limiter: createRateLimiter(config.rateLimitRpm),
  observe,
});
