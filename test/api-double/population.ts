import type { Day } from "./days.ts";

export const workspace = { id: "6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10", name: "Northwind Labs" } as const;

/** The entity that the schema names when a charge belongs to nobody. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

export interface Department {
  readonly id: string;
  readonly name: string;
  readonly budgetCents: number | null;
  readonly budgetAction: "pause_all" | "alert_only" | "soft_throttle";
  readonly createdAt: string;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly departmentId: string | null;
  readonly modelId: string;
  readonly environment: "production" | "development" | "staging";
  readonly status: "active" | "inactive" | "archived";
  readonly source: "manual" | "n8n_workflow" | "custom_webhook";
  readonly budgetCents: number | null;
  readonly createdAt: string;
}

export interface Member {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly departmentId: string | null;
  readonly roleLabel: string;
  readonly status: "active" | "revoked" | "suspended";
  readonly monthlyBudgetCents: number | null;
  readonly createdAt: string;
}

export interface MasterKey {
  readonly id: string;
  readonly label: string;
  readonly provider: string;
  readonly maskedKey: string;
  readonly status: "active" | "inactive" | "error" | "revoked";
  readonly createdAt: string;
}

export interface VirtualKey {
  readonly id: string;
  readonly label: string;
  readonly keyPrefix: string;
  readonly masterKeyId: string;
  readonly entityType: "agent" | "member" | null;
  readonly entityId: string | null;
  readonly status: KeyStatus;
  readonly disabledBy: "manual" | "master_key_cascade" | null;
  /** Null: no limit is set. */
  readonly budgetUsd: number | null;
  readonly budgetAction: string;
  readonly budgetWindow: "daily" | "weekly" | "monthly";
  readonly rateLimitRpm: number | null;
  readonly rateLimitRph: number | null;
  readonly allowedModels: readonly string[];
  readonly blockedModels: readonly string[];
  readonly expiryPreset: "never" | "7d" | "30d" | "90d" | "custom";
  readonly expiresAt: string | null;
  readonly createdAt: string;
  /** Only some keys have it. */
  readonly lastUsedAt: string | null;
}

export type KeyStatus = "active" | "disabled" | "expired" | "revoked";

export interface Population {
  readonly departments: readonly Department[];
  readonly agents: readonly Agent[];
  readonly members: readonly Member[];
  readonly masterKeys: readonly MasterKey[];
  readonly virtualKeys: readonly VirtualKey[];
}

/** Midday of a day, for things whose hour does not matter. */
export function middayOf(day: Day): string {
  return `${day}T12:00:00Z`;
}
