/** From the configuration to an API that one tool call can use; the only switch on the mode is here. */
import type { Config, ManagerConfig, VirtualKeyConfig } from "../config.ts";
import type { Mode } from "../mode.ts";
import { type HttpSettings, openHttp } from "./http.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { readScope, type Scope, type ScopeMemory, type VirtualKeyApi, virtualKeyApi } from "./virtual-key.ts";
import { type WorkspaceApi, workspaceApi } from "./workspace.ts";

/** What a credential can ask for. */
export interface ApiByMode {
  readonly vk: VirtualKeyApi;
  readonly manager: WorkspaceApi;
}

/** What the requests of one tool call share. */
export interface Call {
  readonly now: Date;
  readonly signal: AbortSignal;
}

export interface ApiConnection<M extends Mode> {
  readonly mode: M;
  readonly baseUrl: string;
  /** Strings that may appear in nothing that leaves this process. */
  readonly secrets: readonly string[];
  open(call: Call): ApiByMode[M];
}

export type AnyApiConnection = { [M in Mode]: ApiConnection<M> }[Mode];

export function connect(config: Config, userAgent: string): AnyApiConnection {
  switch (config.mode) {
    case "vk":
      return connectVirtualKey(config, userAgent);
    case "manager":
      return connectWorkspace(config, userAgent);
  }
}

function connectVirtualKey(config: VirtualKeyConfig, userAgent: string): ApiConnection<"vk"> {
  const settings = settingsFor(config, userAgent, { authorization: `Bearer ${config.virtualKey}` });
  const memory = createScopeMemory(settings);
  return {
    mode: "vk",
    baseUrl: config.baseUrl,
    secrets: [config.virtualKey],
    open: ({ signal }) => virtualKeyApi(openHttp(settings, signal), config.baseUrl, memory),
  };
}

function connectWorkspace(config: ManagerConfig, userAgent: string): ApiConnection<"manager"> {
  const settings = settingsFor(config, userAgent, {
    authorization: `Bearer ${config.personalAccessToken}`,
    "x-workspace-id": config.workspaceId,
  });
  return {
    mode: "manager",
    baseUrl: config.baseUrl,
    secrets: [config.personalAccessToken],
    open: ({ now, signal }) =>
      workspaceApi(openHttp(settings, signal), {
        baseUrl: config.baseUrl,
        workspaceId: config.workspaceId,
        now,
      }),
  };
}

const settingsFor = (
  config: Config,
  userAgent: string,
  credentialHeaders: HttpSettings["credentialHeaders"],
): HttpSettings => ({
  baseUrl: config.baseUrl,
  credentialHeaders,
  userAgent,
  limiter: createRateLimiter(config.rateLimitRpm),
});

/** Naming whom the key speaks for must not hold up the figures themselves. */
const scopeBudgetMs = 5_000;

/**
 * The key's scope, asked for once: calls that need it at the same time share the request. A failure is not kept, nor is a
 * degraded answer, which may lack whom the key is bound to.
 */
function createScopeMemory(settings: HttpSettings): ScopeMemory {
  let known: Promise<Scope> | undefined;
  function remember(scope: Promise<Scope>): Promise<Scope> {
    const forget = (): void => {
      if (known === scope) known = undefined;
    };
    known = scope;
    scope.then(({ warnings }) => (warnings.length > 0 ? forget() : undefined), forget);
    return scope;
  }
  return {
    remember,
    read: () => known ?? remember(readScope(openHttp(settings, new AbortController().signal, scopeBudgetMs))),
  };
}
