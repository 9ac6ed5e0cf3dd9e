import { credentials } from "./credentials.ts";
import { addDays, type Day } from "./days.ts";
import { masterKeyIds } from "./directory.ts";
import { type ModelShare, pricedModels as models } from "./models.ts";
import { createPlantedAgents, plantedAgentIds } from "./planted-agents.ts";
import { type Agent, type KeyStatus, type Member, middayOf, type VirtualKey } from "./population.ts";
import { createUuid, drawNumber, pickItem } from "./random.ts";
import type { Traffic } from "./traffic.ts";

/** A virtual key and how it is used; null: never. */
export interface KeyPlan {
  readonly key: VirtualKey;
  readonly traffic: Traffic | null;
}

export const supportBotKeyId = "b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b33";
export const unboundKeyId = "b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b44";
export const memberLaptopKeyId = "b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b55";

const keyCount = 430;
const kind = 31;

type MasterKeyName = keyof typeof masterKeyIds;

const usualMixes: Readonly<
  Record<MasterKeyName, readonly [readonly ModelShare[], ...(readonly ModelShare[])[]]>
> = {
  openai: [
    [{ model: models.gpt4o, share: 1 }],
    [
      { model: models.gpt4oMini, share: 0.5 },
      { model: models.gpt4o, share: 0.5 },
    ],
  ],
  anthropic: [[{ model: models.sonnet, share: 1 }], [{ model: models.haiku, share: 1 }]],
  google: [[{ model: models.geminiPro, share: 1 }]],
  openrouter: [
    [
      { model: models.gpt4o, share: 0.6 },
      { model: models.haiku, share: 0.4 },
    ],
  ],
};
const masterKeyNames = ["openai", "openai", "anthropic", "google", "openrouter"] as const;

/** All keys, the planted ones first; the rest of the number is made up of old, new and unused keys. */
export function createKeyPlans(today: Day, agents: readonly Agent[], members: readonly Member[]): KeyPlan[] {
  const planted = createPlantedKeys(today);
  const tail = agents.slice(planted.length).map((agent, index) => createTailKey(today, agent, index));
  const owned = members.map((member, index) => createMemberKey(member, index));
  const plans = [...planted, ...tail, ...owned, ...createSecondKeys(members), ...createUnboundKeys()];
  const others = Array.from({ length: keyCount - plans.length }, (_, index) => {
    const agent = agents[planted.length + (index % (agents.length - planted.length))];
    return createSurplusKey(today, agent, index);
  });
  return [...plans, ...others];
}

function createPlantedKeys(today: Day): KeyPlan[] {
  return createPlantedAgents(today).map(({ agent, keyLabel, masterKey, keyBudgetUsd, traffic }, index) => {
    const isSupportBot = agent.id === plantedAgentIds.supportBot;
    const isOverBudget = agent.id === plantedAgentIds.researchAnalyst;
    return {
      traffic,
      key: createVirtualKey(index, {
        ...(isSupportBot ? { id: supportBotKeyId, keyPrefix: "vk-agent-9c1e", rateLimitRpm: 120 } : {}),
        label: keyLabel,
        masterKeyId: masterKeyIds[masterKey],
        entityType: "agent",
        entityId: agent.id,
        budgetUsd: keyBudgetUsd,
        budgetAction: isOverBudget ? "alert_only" : "block_requests",
        allowedModels: isSupportBot ? traffic.mix.map(({ model }) => model.model) : [],
        createdAt: agent.createdAt,
      }),
    };
  });
}

/** One key per agent of the long tail; a few of them idle for long or never used. */
function createTailKey(today: Day, agent: Agent, index: number): KeyPlan {
  const key = createVirtualKey(100 + index, {
    label: `${agent.name.toLowerCase().replaceAll(" ", "-")}-key`,
    masterKeyId: masterKeyIds[chooseMasterKey(index)],
    entityType: "agent",
    entityId: agent.id,
    budgetUsd: index % 7 === 3 ? null : pickItem([20, 50, 100], 32, index),
    createdAt: agent.createdAt,
  });
  if (index % 26 === 25) return { key, traffic: null };
  const traffic = createTailTraffic(index, 20 * (index + 1) ** -0.55);
  if (index % 15 !== 14) return { key, traffic };
  return { key, traffic: { ...traffic, to: addDays(today, -40 - (index % 110)) } };
}

function createMemberKey(member: Member, index: number): KeyPlan {
  return {
    traffic: createTailTraffic(400 + index, 2 + 4 * drawNumber(33, index)),
    key: createVirtualKey(400 + index, {
      label: `${member.name.toLowerCase().replaceAll(" ", "-")}-cli`,
      keyPrefix: `vk-member-${index}`,
      masterKeyId: masterKeyIds[chooseMasterKey(index)],
      entityType: "member",
      entityId: member.id,
      budgetUsd: member.monthlyBudgetCents === null ? null : member.monthlyBudgetCents / 100,
      createdAt: member.createdAt,
    }),
  };
}

/** The first member has a second key. */
function createSecondKeys(members: readonly Member[]): KeyPlan[] {
  return members.slice(0, 1).map((member) => ({
    traffic: createTailTraffic(480, 3),
    key: createVirtualKey(480, {
      id: memberLaptopKeyId,
      label: "laptop",
      keyPrefix: "vk-member-0b",
      masterKeyId: masterKeyIds.anthropic,
      entityType: "member",
      entityId: member.id,
      budgetUsd: 50,
      createdAt: member.createdAt,
    }),
  }));
}

function createUnboundKeys(): KeyPlan[] {
  const used = createTailTraffic(490, 24);
  return ["batch-import", "try-out", "workshop"].map((label, index) => ({
    traffic: index === 0 ? { ...used, mix: [{ model: models.gpt4o, share: 1 }] } : null,
    key: createVirtualKey(490 + index, {
      ...(index === 0 ? { id: unboundKeyId } : {}),
      label,
      masterKeyId: masterKeyIds.openai,
      budgetUsd: index === 0 ? 100 : null,
      createdAt: middayOf("2025-03-10"),
    }),
  }));
}

/** Further keys of agents: new and unused, forgotten, or out of service. */
function createSurplusKey(today: Day, agent: Agent | undefined, index: number): KeyPlan {
  const status = chooseSurplusStatus(index);
  const isNew = index < 5;
  const isNeverUsed = index < 25 || index % 2 === 0;
  const lastDay = addDays(today, -20 - (index % 90));
  return {
    traffic: isNeverUsed ? null : { ...createTailTraffic(600 + index, 1.5), to: lastDay },
    key: createVirtualKey(600 + index, {
      label: isNew ? `pilot-${index + 1}` : `spare-${index + 1}`,
      masterKeyId: masterKeyIds[chooseMasterKey(index)],
      entityType: agent === undefined ? null : "agent",
      entityId: agent?.id ?? null,
      status,
      disabledBy: status === "disabled" ? "manual" : null,
      budgetUsd: index % 6 === 5 ? null : pickItem([20, 50, 100], 34, index),
      createdAt: middayOf(isNew ? addDays(today, -3) : addDays(today, -150 - (index % 200))),
      expiryPreset: status === "expired" ? "90d" : "never",
      expiresAt: status === "expired" ? middayOf(lastDay) : null,
    }),
  };
}

function chooseSurplusStatus(index: number): KeyStatus {
  if (index < 32) return "active";
  if (index < 77) return "revoked";
  return index < 112 ? "disabled" : "expired";
}

function createTailTraffic(index: number, requestsPerDay: number): Traffic {
  return {
    requestsPerDay,
    inputTokens: 10_000 + Math.floor(drawNumber(35, index) * 9_000),
    outputTokens: 1_200 + Math.floor(drawNumber(36, index) * 1_800),
    mix: pickItem(usualMixes[chooseMasterKey(index)], 37, index),
    noise: 0.25,
  };
}

function chooseMasterKey(index: number): MasterKeyName {
  return masterKeyNames[index % masterKeyNames.length] ?? "openai";
}

type KeyFields = Partial<VirtualKey> & Pick<VirtualKey, "label" | "masterKeyId" | "budgetUsd" | "createdAt">;

function createVirtualKey(index: number, fields: KeyFields): VirtualKey {
  return {
    id: createUuid(kind, index),
    keyPrefix: `vk-agent-${index.toString(16).padStart(4, "0")}`,
    entityType: null,
    entityId: null,
    status: "active",
    disabledBy: null,
    budgetAction: "alert_only",
    budgetWindow: "monthly",
    rateLimitRpm: index % 3 === 0 ? 60 : null,
    rateLimitRph: null,
    allowedModels: [],
    blockedModels: [],
    expiryPreset: "never",
    expiresAt: null,
    lastUsedAt: null,
    ...fields,
  };
}

/** Which key a virtual key's secret opens. Keys out of service have one too; the API answers 401 to them all. */
export function mapKeyIdsBySecret(plans: readonly KeyPlan[]): Map<string, string> {
  const firstOf = (status: KeyStatus) => plans.find(({ key }) => key.status === status)?.key.id ?? "";
  const onboarding = plans.find(({ key }) => key.entityId === plantedAgentIds.onboardingGuide)?.key.id ?? "";
  return new Map([
    [credentials.virtualKey, supportBotKeyId],
    [credentials.unboundVirtualKey, unboundKeyId],
    [credentials.noBudgetVirtualKey, onboarding],
    [credentials.memberVirtualKey, memberLaptopKeyId],
    [credentials.revokedVirtualKey, firstOf("revoked")],
    [credentials.disabledVirtualKey, firstOf("disabled")],
    [credentials.expiredVirtualKey, firstOf("expired")],
  ]);
}
