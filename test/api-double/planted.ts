import type { Charge } from "./charges.ts";
import { addDays, type Day } from "./days.ts";
import { type KeyPlan, memberLaptopKeyId, supportBotKeyId, unboundKeyId } from "./keys.ts";
import { plantedAgentIds, plantedDays } from "./planted-agents.ts";
import { sumOf } from "./sums.ts";

/** What a test may rely on finding in the world. */
export interface Planted {
  /** Cost 2.5 times the norm since `from`, by a costlier model; as many requests as before. */
  readonly step: { readonly agentId: string; readonly from: Day; readonly to: Day; readonly factor: 2.5 };
  /** Seven times the norm in requests and cost, on one day. */
  readonly spike: { readonly agentId: string; readonly date: Day; readonly factor: 7 };
  readonly newAgent: { readonly agentId: string; readonly from: Day };
  readonly vanishedAgent: { readonly agentId: string; readonly lastDate: Day };
  /** Twelve times the norm, which is about a cent a day. */
  readonly tinyRise: { readonly agentId: string; readonly from: Day; readonly factor: 12 };
  /** Has cost in the last 30 days, but is not among the 50 costliest agents. */
  readonly agentOutsideTop50: { readonly agentId: string };
  readonly supportBot: { readonly agentId: string; readonly keyId: string };
  readonly unboundKeyId: string;
  readonly twoKeyMember: { readonly memberId: string; readonly keyIds: readonly string[] };
  /** Active keys without any use: created three days ago, and long ago. */
  readonly newUnusedKeyIds: readonly string[];
  readonly neverUsedKeyIds: readonly string[];
  /** Active keys whose last use is more than 30 days ago. */
  readonly idleKeyIds: readonly string[];
  readonly noBudgetKeyIds: readonly string[];
}

export function describePlanted(today: Day, plans: readonly KeyPlan[], recent: readonly Charge[]): Planted {
  const days = plantedDays(today);
  const active = plans.filter(({ key }) => key.status === "active");
  const unused = active.filter(({ traffic }) => traffic === null).map(({ key }) => key);
  const isNew = (createdAt: string) => createdAt.slice(0, 10) >= addDays(today, -3);
  const memberKey = plans.find(({ key }) => key.id === memberLaptopKeyId)?.key;
  const ids = (keys: readonly { readonly id: string }[]) => keys.map(({ id }) => id);
  return {
    step: { agentId: plantedAgentIds.contractReviewer, ...days.step, to: addDays(today, -1), factor: 2.5 },
    spike: { agentId: plantedAgentIds.invoiceExtractor, date: days.spike.from, factor: 7 },
    newAgent: { agentId: plantedAgentIds.onboardingGuide, from: days.start },
    vanishedAgent: { agentId: plantedAgentIds.legacyTranslator, lastDate: days.lastUse },
    tinyRise: { agentId: plantedAgentIds.releaseNotesWriter, from: days.tinyRise.from, factor: 12 },
    agentOutsideTop50: { agentId: rankAgents(plans, recent)[69] ?? "" },
    supportBot: { agentId: plantedAgentIds.supportBot, keyId: supportBotKeyId },
    unboundKeyId,
    twoKeyMember: {
      memberId: memberKey?.entityId ?? "",
      keyIds: ids(plans.map(({ key }) => key).filter(({ entityId }) => entityId === memberKey?.entityId)),
    },
    newUnusedKeyIds: ids(unused.filter(({ createdAt }) => isNew(createdAt))),
    neverUsedKeyIds: ids(unused.filter(({ createdAt }) => !isNew(createdAt))),
    idleKeyIds: ids(
      active.filter(({ traffic }) => (traffic?.to ?? today) < addDays(today, -30)).map(({ key }) => key),
    ),
    noBudgetKeyIds: ids(active.map(({ key }) => key).filter(({ budgetUsd }) => budgetUsd === null)),
  };
}

/** Ids of agents with cost, the costliest first. */
function rankAgents(plans: readonly KeyPlan[], charges: readonly Charge[]): string[] {
  const agentOf = new Map(
    plans.flatMap(({ key }) =>
      key.entityType === "agent" && key.entityId !== null ? [[key.id, key.entityId]] : [],
    ),
  );
  const costs = Map.groupBy(charges, ({ keyId }) => agentOf.get(keyId) ?? "");
  costs.delete("");
  const sums = [...costs].map(([id, own]) => ({ id, cost: sumOf(own).costMicroUsd }));
  return sums
    .filter(({ cost }) => cost > 0)
    .sort((a, b) => b.cost - a.cost)
    .map(({ id }) => id);
}
