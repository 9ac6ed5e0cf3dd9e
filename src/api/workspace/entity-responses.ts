/** What the lists and the subscription of a workspace answer; as loosely typed as they are documented. */

import { fields } from "../http/fields.ts";
import { CentsLimit, Loose, optional, stated, Text, UsdLimit } from "../http/wire.ts";
import { costNames, requestNames } from "./analytics-responses.ts";

export const AgentRow = fields(
  {
    id: Text,
    name: optional(Text),
    departmentId: Loose.Text,
    modelId: Loose.Text,
    environment: Loose.Text,
    status: Loose.Text,
    createdAt: Loose.Time,
    cost: Loose.Usd,
    requests: Loose.Number,
  },
  { id: ["agentId"], modelId: ["model"], cost: costNames, requests: requestNames },
);

export const MemberRow = fields(
  {
    id: Text,
    name: optional(Text),
    email: Loose.Text,
    departmentId: Loose.Text,
    roleLabel: Loose.Text,
    status: Loose.Text,
    virtualKeyId: Loose.Text,
    virtualKeyPrefix: Loose.Text,
    monthlyBudgetCents: Loose.CentsLimit,
    periodSpendCents: Loose.Cents,
    requests: Loose.Number,
    createdAt: Loose.Time,
  },
  { id: ["memberId"], name: ["displayName"], roleLabel: ["role"], requests: ["periodRequestCount"] },
);

export const DepartmentRow = fields(
  {
    id: Text,
    name: optional(Text),
    memberCount: Loose.Number,
    agentCount: Loose.Number,
    budget: Loose.UsdLimit,
    budgetCents: Loose.CentsLimit,
    budgetAction: Loose.Text,
    cost: Loose.Usd,
    requests: Loose.Number,
  },
  { id: ["departmentId"], cost: costNames, requests: requestNames },
);

export const VirtualKeyRow = fields(
  {
    id: Text,
    label: optional(Text),
    keyPrefix: Loose.Text,
    masterKeyId: Loose.Text,
    masterKeyName: Loose.Text,
    masterKeyProvider: Loose.Text,
    entityType: Loose.Text,
    entityId: Loose.Text,
    entityDisplayName: Loose.Text,
    status: Loose.Text,
    budget: stated(UsdLimit),
    budgetCents: stated(CentsLimit),
    budgetAction: Loose.Text,
    budgetWindow: Loose.Text,
    rateLimitRpm: Loose.NumberLimit,
    spend: Loose.Usd,
    spendCents: Loose.Cents,
    lastUsedAt: Loose.Time,
    expiresAt: Loose.Time,
    createdAt: Loose.Time,
  },
  {
    label: ["name"],
    keyPrefix: ["prefix"],
    entityDisplayName: ["entityName"],
    masterKeyName: ["masterKeyLabel"],
    spend: ["spent", "spendUsd", "cost", "totalCost"],
    spendCents: ["spentCents", "periodSpendCents"],
    lastUsedAt: ["lastRequestAt"],
  },
);

export const MasterKeyRow = fields(
  { id: Text, label: optional(Text), provider: Loose.Text, status: Loose.Text },
  { label: ["name"], provider: ["providerName", "providerId"] },
);

export const SubscriptionResponse = fields(
  {
    tier: Loose.Text,
    status: Loose.Text,
    billingPeriod: Loose.Text,
    basePriceCents: Loose.Cents,
    baseVkLimit: Loose.NumberLimit,
    extraVkCount: Loose.Number,
    logLimit: Loose.NumberLimit,
    currentPeriodStart: Loose.Day,
    currentPeriodEnd: Loose.End,
    trialEndsAt: Loose.Day,
    cancelAtPeriodEnd: Loose.Flag,
  },
  {
    tier: ["plan"],
    currentPeriodStart: ["billingCycleStart"],
    currentPeriodEnd: ["billingCycleEnd"],
  },
);
