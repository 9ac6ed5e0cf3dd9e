/** From the configuration to an API that one tool call can use; the only switch on the mode is here. */
import type { Config, ManagerConfig, VirtualKeyConfig } from "../config.ts";
import type { Mode } from "../mode.ts";
import type { HttpSettings } from "./exchange.ts";
import { openHttp } from "./http.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { createScopeMemory } from "./scope.ts";
import { type VirtualKeyApi, virtualKeyApi } from "./virtual-key.ts";
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
