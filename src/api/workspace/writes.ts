/**
 * The four changes that a personal access token can make, and the budget policy, which one of them rewrites. Each change is
 * sent once; only a budget policy that a conflict kept from being stored is sent a second time.
 */

import * as v from "valibot";
import type { BudgetAction } from "../../domain/budget.ts";
import { ApiError, InputError } from "../../domain/errors.ts";
import type { Cents } from "../../domain/money.ts";
import { centsToUsd, type Usd } from "../../domain/money.ts";
import { normalizeMemberName } from "../http/json-object.ts";
import { path } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { UsdLimit, usdOf } from "../http/wire.ts";
import {
  AnyResponse,
  CreatedKeyResponse,
  PatchedKeyResponse,
  type PolicyConfig,
  PolicyFields,
  PolicyResponse,
  RevokedKeyResponse,
} from "./write-responses.ts";

/** The API's words for what happens at the limit: keys and the workspace's policy each have their own. */
export const keyAction: Readonly<Record<BudgetAction, string>> = {
  alert_only: "alert_only",
  block: "block_requests",
};
export const policyAction: Readonly<Record<BudgetAction, string>> = {
  alert_only: "alert-only",
  block: "pause",
};

export interface NewVirtualKey {
  readonly label: string;
  readonly masterKeyId: string;
  readonly budgetCents?: Cents | undefined;
  readonly rateLimitRpm?: number | undefined;
  readonly entityType?: string | undefined;
  readonly entityId?: string | undefined;
  readonly budgetAction?: BudgetAction | undefined;
  readonly budgetWindow?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly allowedModels?: readonly string[] | undefined;
}

export interface CreatedKey {
  readonly id: string | null;
  readonly label: string | null;
  readonly prefix: string | null;
  readonly status: string | null;
  /** Shown by the API this once. */
  readonly secret: string | null;
}

export interface BudgetPolicy {
  readonly config: PolicyConfig;
  /** null: none is set, or, where `isBudgetReadable` is false, it is not a number. */
  readonly budget: Usd | null;
  readonly isBudgetReadable: boolean;
  readonly period: string | null;
  readonly currency: string | null;
  readonly thresholdsPercent: readonly number[] | null;
  readonly exceededAction: string | null;
}

/** What the API says it has stored; null where its answer does not say. */
export interface StoredBudget {
  readonly budget: Usd | null;
  readonly action: string | null;
}

export interface PolicyChange {
  readonly budgetCents: Cents;
  readonly action: BudgetAction;
}

const routes = {
  virtualKeys: path`/api/v1/virtual-keys`,
  budgetControl: path`/api/v1/policies/budget-control`,
} as const;

const policyShownBy = "get_workspace_budget_status";

export type WorkspaceWrites = ReturnType<typeof createWorkspaceWrites>;

export function createWorkspaceWrites(request: SendRequest) {
  return {
    budgetPolicy: (): Promise<BudgetPolicy> => readBudgetPolicy(request),

    async createVirtualKey(key: NewVirtualKey): Promise<CreatedKey> {
      return request(routes.virtualKeys, CreatedKeyResponse, {
        method: "POST",
        body: toKeyBody(key),
        shownBy: "list_virtual_keys (sort_by created)",
      });
    },

    async updateKeyBudget(id: string, budgetCents: Cents, action: BudgetAction): Promise<StoredBudget> {
      const stored = await request(path`/api/v1/virtual-keys/${id}`, PatchedKeyResponse, {
        method: "PATCH",
        body: { budget: centsToUsd(budgetCents), budgetAction: keyAction[action] },
        acceptsEmptyAnswer: true,
        shownBy: "list_virtual_keys",
      });
      return {
        budget: usdOf(stored?.budget ?? null, stored?.budgetCents ?? null),
        action: stored?.budgetAction ?? null,
      };
    },

    /** The key's status, where the API's answer states it. */
    async revokeVirtualKey(id: string): Promise<string | null> {
      const answer = await request(path`/api/v1/virtual-keys/${id}/revoke`, RevokedKeyResponse, {
        method: "POST",
        acceptsEmptyAnswer: true,
        shownBy: "list_virtual_keys",
      });
      return answer?.status ?? null;
    },

    /** Changes two members of `config`, which was read just now, writes the document back, and reads what was stored. */
    setBudgetPolicy: (
      { config }: Pick<BudgetPolicy, "config">,
      change: PolicyChange,
    ): Promise<BudgetPolicy> => storeBudgetPolicy(request, config, change),
  };
}

async function readBudgetPolicy(request: SendRequest): Promise<BudgetPolicy> {
  const { config } = await request(routes.budgetControl, PolicyResponse, { isDocument: true });
  // `fields` refuses an object that has none of its members; a policy without any of them has no budget.
  const known = v.parse(PolicyFields, { amount: null, ...config });
  const amounts = Object.entries(config).flatMap(([name, value]) =>
    normalizeMemberName(name) === "amount" ? [value] : [],
  );
  return {
    config,
    budget: known.amount,
    // A stored null, or a limit below zero, is read as none; what is no number is not readable.
    isBudgetReadable: known.amount !== null || amounts.every((amount) => v.is(v.nullable(UsdLimit), amount)),
    period: known.period,
    currency: known.currency,
    thresholdsPercent: known.thresholds,
    exceededAction: known.exceededAction,
  };
}

async function storeBudgetPolicy(
  request: SendRequest,
  config: PolicyConfig,
  change: PolicyChange,
): Promise<BudgetPolicy> {
  const write = async (): Promise<void> => {
    await request(routes.budgetControl, AnyResponse, {
      method: "PUT",
      body: { config: changeConfig(config, change) },
      acceptsEmptyAnswer: true,
      shownBy: policyShownBy,
    });
  };
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "conflict")) throw error;
    // A conflict means that nothing was stored. Once more, but never over what somebody else has stored since.
    const { config: current } = await readBudgetPolicy(request);
    if (JSON.stringify(current) !== JSON.stringify(config)) throw error;
    await write();
  }
  try {
    return await readBudgetPolicy(request);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // It was written: an error that sounds as if it were not would have it written again.
    throw new ApiError(error.kind, { ...error.facts, isOutcomeUnknown: true, shownBy: policyShownBy });
  }
}

/**
 * The stored document with two members changed, each under the name that it has there: written in another spelling, it
 * would be there twice. @throws InputError when it already is
 */
function changeConfig(config: PolicyConfig, { budgetCents, action }: PolicyChange): PolicyConfig {
  return {
    ...config,
    [findSpelling(config, "amount")]: centsToUsd(budgetCents),
    [findSpelling(config, "exceededAction")]: policyAction[action],
  };
}

function findSpelling(config: PolicyConfig, name: string): string {
  const found = Object.keys(config).filter(
    (candidate) => normalizeMemberName(candidate) === normalizeMemberName(name),
  );
  if (found.length > 1) {
    throw new InputError(
      `The stored policy has ${found.join(" and ")}, and which of them counts is not known. Nothing was changed; set the budget in the Alephant dashboard.`,
    );
  }
  return found[0] ?? name;
}

/** What the caller did not give is not sent: a budget of 0 is not the same as none. */
const toKeyBody = (key: NewVirtualKey) => ({
  label: key.label,
  masterKeyId: key.masterKeyId,
  budget: key.budgetCents === undefined ? undefined : centsToUsd(key.budgetCents),
  rateLimitRpm: key.rateLimitRpm,
  entityType: key.entityType,
  entityId: key.entityId,
  budgetAction: key.budgetAction && keyAction[key.budgetAction],
  budgetWindow: key.budgetWindow,
  ...(key.expiresAt === undefined ? {} : { expiryPreset: "custom", expiresAt: key.expiresAt }),
  allowedModels: key.allowedModels,
});
