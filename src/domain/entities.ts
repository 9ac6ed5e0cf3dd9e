/** Who and what is in a workspace: agents, members, departments, keys, budgets and the subscription. */

import type { Usd } from "./money.ts";
import type { Sourced } from "./sourced.ts";
import type { StatedEnd, UtcDay } from "./time.ts";

export type EntityKind = "agent" | "member" | "department";

export interface Entity {
  readonly kind: EntityKind;
  readonly id: string;
}

/** A whole list with where it comes from. */
export interface SourcedList<T> extends Sourced {
  readonly rows: readonly T[];
  /** Not every row could be read. */
  readonly isTruncated: boolean;
}

/** Cost and requests as the list of entities states them: over a window that it does not name. */
interface ListedUse {
  readonly listedCost: Usd | null;
  readonly listedRequests: number | null;
}

export interface Agent extends ListedUse {
  readonly id: string;
  readonly name: string | null;
  readonly departmentId: string | null;
  readonly modelId: string | null;
  readonly environment: string | null;
  readonly status: string | null;
  readonly createdAt: Date | null;
}

export interface Member extends ListedUse {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly departmentId: string | null;
  readonly role: string | null;
  readonly status: string | null;
  /** null where the list does not say which keys a member has. */
  readonly keyCount: number | null;
  /** null without a limit, and where the API has several rows for a member, which do not say whether each has a part or the whole. */
  readonly budget: Usd | null;
}

export interface Department extends ListedUse {
  readonly id: string;
  readonly name: string | null;
  readonly memberCount: number | null;
  readonly agentCount: number | null;
  readonly budget: Usd | null;
  readonly budgetAction: string | null;
}

export interface VirtualKey {
  readonly id: string;
  readonly label: string | null;
  readonly prefix: string | null;
  readonly status: string | null;
  readonly entityType: string | null;
  readonly entityId: string | null;
  readonly entityName: string | null;
  readonly masterKeyId: string | null;
  readonly masterKeyName: string | null;
  readonly masterKeyProvider: string | null;
  /** null: no limit is set, or, where `isBudgetStated` is false, unknown. */
  readonly budget: Usd | null;
  readonly isBudgetStated: boolean;
  readonly budgetAction: string | null;
  readonly budgetWindow: string | null;
  readonly rateLimitRpm: number | null;
  /** Spend in the subscription's current period, as the list states it. */
  readonly spent: Usd | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date | null;
}

/** The key of a model provider, from which virtual keys are made. */
export interface MasterKey {
  readonly id: string;
  readonly label: string | null;
  readonly provider: string | null;
  readonly status: string | null;
}

export interface Subscription extends Sourced {
  readonly tier: string | null;
  readonly status: string | null;
  readonly billingPeriod: string | null;
  readonly basePrice: Usd | null;
  /** Numbers of keys and of logs, not money. */
  readonly virtualKeyLimit: number | null;
  readonly logLimit: number | null;
  readonly periodStart: UtcDay | null;
  readonly periodEnd: StatedEnd | null;
  readonly trialEndsAt: UtcDay | null;
  readonly cancelAtPeriodEnd: boolean | null;
}

export interface BudgetStatus extends Sourced {
  readonly virtualKey: {
    /** null: no limit is set, or, where `isBudgetStated` is false, unknown. */
    readonly budget: Usd | null;
    readonly isBudgetStated: boolean;
    /** Summed over the period that was asked for, whatever the budget's own window is. */
    readonly spent: Usd | null;
    readonly budgetWindow: string | null;
    readonly budgetAction: string | null;
    readonly resetsAt: Date | null;
  } | null;
  readonly entity: { readonly budget: Usd | null; readonly spent: Usd | null } | null;
}

/** Whether a key, an agent or a member is in service. A status that is not stated counts as active, because it may be. */
export const isActive = (status: string | null): boolean =>
  status === null || status.toLowerCase() === "active";

/** The master keys that virtual keys use, each once; their status is not known from there. */
export function collectMasterKeys(keys: readonly VirtualKey[]): MasterKey[] {
  const seen = new Map<string, MasterKey>();
  for (const { masterKeyId: id, masterKeyName: label, masterKeyProvider: provider } of keys) {
    if (id !== null && !seen.has(id)) seen.set(id, { id, label, provider, status: null });
  }
  return [...seen.values()];
}
