/** Whom a virtual key speaks for. */
import type * as v from "valibot";
import type { Sourced } from "../../domain/sourced.ts";
import { quoteName } from "../../domain/text.ts";
import type { HttpSettings } from "../http/exchange.ts";
import { path } from "../http/path.ts";
import { createSendRequest, type SendRequest } from "../http/requests.ts";
import type { Subject } from "../shared-api.ts";
import { toSourced } from "./provenance.ts";
import { ScopeResponse } from "./responses.ts";

export interface Scope extends Sourced {
  readonly workspace: { readonly id: string | null; readonly name: string | null };
  readonly virtualKey: {
    readonly id: string | null;
    readonly label: string | null;
    readonly prefix: string | null;
    readonly status: string | null;
    readonly allowedModels: readonly string[] | null;
    readonly rateLimitRpm: number | null;
  };
  /** The agent or member that the key is bound to; null when it is bound to none, or when that is unknown. */
  readonly entity: {
    readonly type: string | null;
    readonly id: string | null;
    readonly name: string | null;
    readonly department: string | null;
    readonly departmentId: string | null;
  } | null;
  /** Whether `entity: null` means bound to none. */
  readonly isUnbound: boolean;
}

export const scopeRoute = path`/api/v1/cockpit/scope`;

export const readScope = async (request: SendRequest): Promise<Scope> =>
  toScope(await request(scopeRoute, ScopeResponse));

function toScope(answer: v.InferOutput<typeof ScopeResponse>): Scope {
  const nothing = { id: null, name: null };
  return {
    ...toSourced(scopeRoute, answer),
    workspace: answer.workspace ?? nothing,
    virtualKey: answer.virtualKey ?? {
      ...nothing,
      label: null,
      prefix: null,
      status: null,
      allowedModels: null,
      rateLimitRpm: null,
    },
    entity: answer.entity ?? null,
    // An entity that is left out, or cannot be read, may exist all the same.
    isUnbound: answer.entity === null && answer.degraded !== true,
  };
}

/** Names the key and whom it is bound to; warns when that is nobody. */
export function toSubject({ virtualKey, entity, workspace, isUnbound }: Scope): Subject {
  const formatName = (name: string | null) => (name === null ? "" : ` ${quoteName(name)}`);
  const unboundWords = isUnbound ? " (bound to no agent or member)" : "";
  const binding = entity === null ? unboundWords : ` (${entity.type ?? "entity"}${formatName(entity.name)})`;
  return {
    text: `virtual key${formatName(virtualKey.label)}${binding}${workspace.name === null ? "" : ` in workspace${formatName(workspace.name)}`}`,
    warnings: isUnbound
      ? ["This key is bound to no agent or member: its figures may cover the whole workspace, or nothing."]
      : [],
  };
}

/** The key's scope, remembered from call to call because every result names whom the key speaks for. */
export interface ScopeMemory {
  read(): Promise<Scope>;
  remember(scope: Scope): void;
}

/** Short, because naming whom the key speaks for must not delay the figures themselves. */
const scopeTimeLimitMs = 5_000;

/**
 * Asks for the scope once. Calls that need it at the same time share the request, and cancelling one of them does not end
 * it. A failure is not kept, nor is a degraded answer, which may lack whom the key is bound to.
 */
export function createScopeMemory(settings: HttpSettings): ScopeMemory {
  let known: Scope | undefined;
  let asked: Promise<Scope> | undefined;
  const remember = (scope: Scope): void => {
    if (scope.warnings.length === 0) known = scope;
  };
  async function ask(): Promise<Scope> {
    try {
      const scope = await readScope(
        createSendRequest(settings, {
          cancellation: new AbortController().signal,
          timeLimitMs: scopeTimeLimitMs,
        }),
      );
      remember(scope);
      return scope;
    } finally {
      asked = undefined;
    }
  }
  return {
    remember,
    async read() {
      if (known !== undefined) return known;
      asked ??= ask();
      return asked;
    },
  };
}
