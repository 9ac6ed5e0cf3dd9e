/** What nobody uses, computed from what was read: each key and agent judged, and the page of those to act on. */
import { mapItemsByKey, mayBeTruncated } from "../analytics/breakdown-items.ts";
import {
  createIdleContext,
  type IdleContext,
  isLive,
  type JudgedAgent,
  type JudgedKey,
  judgeAgent,
  judgeKey,
  type Suggestion,
} from "../analytics/idle.ts";
import {
  countStates,
  findHygieneGaps,
  sumBudgetsByWindow,
  sumLowUseCost,
} from "../analytics/idle-findings.ts";
import type { CostBreakdown } from "../domain/costs.ts";
import { isActive } from "../domain/entities.ts";
import type { Usd } from "../domain/money.ts";
import { startOfDay, type TimeWindow } from "../domain/time.ts";
import type { IdleReads, Included } from "./idle-reads.ts";
import { pageOf } from "./list-page.ts";
import { formatDays } from "./outputs.ts";

const pageSize = 6;
const askedPageSize = 3;

interface IdleQuery {
  readonly window: TimeWindow;
  readonly include: Included;
  readonly page: number;
}

export function computeIdle(read: IdleReads, { window, include, page }: IdleQuery, now: Date) {
  const { scan, context, live, formerOwners } = judgeResources(read, window, now);
  const [keys, agents] = [scan.keys?.judged ?? [], scan.agents?.judged ?? []];
  const candidates = listCandidates(keys, agents);
  const toAsk = listKeysToAskAbout(keys);
  const [shown, asked] = [pageOf(candidates, page, pageSize), pageOf(toAsk, page, askedPageSize)];
  // Without the costs by agent, no low use of agents and of their keys is known, so the sum would be too small.
  const isLowUseKnown = context.useByKind.agent !== null && (scan.keys !== null || scan.agents !== null);
  return {
    scan,
    keyStates: countStates(keys),
    agentStates: countStates(agents),
    candidates,
    tiers: countTiers(candidates),
    shown: shown.items,
    toAsk,
    asked: asked.items,
    page: { ...shown.page, next_page: shown.page.next_page ?? asked.page.next_page },
    idleBudgets: sumBudgetsByWindow(keys.filter(({ state }) => state === "idle")),
    lowUseCost: isLowUseKnown ? sumLowUseCost(keys, agents) : null,
    hygieneGaps: findHygieneGaps(live, formerOwners, include === "keys" ? "member" : "agent or member"),
  };
}

function judgeResources(read: IdleReads, window: TimeWindow, now: Date) {
  const { keys, members, agents, costs, subscription } = read;
  const context: IdleContext = createIdleContext(keys?.rows ?? null, {
    now,
    window,
    spendSince: subscription?.periodStart ? startOfDay(subscription.periodStart) : null,
    useByKind: { agent: useIn(costs, "agent"), member: useIn(costs, "member") },
  });
  const live = (keys?.rows ?? []).filter((key) => isLive(key, now));
  const active = (agents?.rows ?? []).filter(({ status }) => isActive(status));
  const owners = [...(agents?.rows ?? []), ...(members?.rows ?? [])];
  return {
    context,
    live,
    formerOwners: new Set(owners.filter(({ status }) => !isActive(status)).map(({ id }) => id)),
    scan: {
      days: formatDays(window) ?? "",
      keys: keys && { read: keys.rows, judged: live.map((key) => judgeKey(key, context)) },
      agents: agents && { read: agents.rows, judged: active.map((agent) => judgeAgent(agent, context)) },
    },
  };
}

/** A list that may have been cut says nothing about the entities it does not hold. */
function useIn(costs: CostBreakdown | null, dimension: "agent" | "member") {
  const items = costs && mapItemsByKey(costs, dimension);
  return items === null || mayBeTruncated(items) ? null : items;
}

export const warnOfUnknownUse = (costs: CostBreakdown | null): string[] =>
  (["agent", "member"] as const)
    .filter((dimension) => costs !== null && useIn(costs, dimension) === null)
    .map(
      (dimension) =>
        `The use by ${dimension} is missing or may be incomplete, so what rests on it is unknown.`,
    );

/** A key or an agent for which something other than asking about it is suggested. */
export interface Candidate {
  readonly kind: "key" | "agent";
  readonly name: string | null;
  readonly state: string;
  readonly tier: Suggestion | null;
  readonly evidence: string;
  readonly cost: Usd | null;
  readonly budget: Usd | null;
  readonly id: string;
}

const toKeyCandidate = ({ key, state, suggestion: tier, evidence, cost }: JudgedKey): Candidate => ({
  kind: "key",
  name: key.label ?? key.prefix,
  state,
  tier,
  evidence,
  cost,
  budget: key.budget,
  id: key.id,
});

const toAgentCandidate = ({ agent, state, suggestion: tier, evidence, cost }: JudgedAgent): Candidate => ({
  kind: "agent",
  name: agent.name,
  state,
  tier,
  evidence,
  cost,
  budget: null,
  id: agent.id,
});

const tierOrder: readonly (Suggestion | null)[] = ["safe_to_remove", "confirm_with_owner", "keep_watching"];

/** Surest first, then the largest budget. */
const byTier = (a: Candidate, b: Candidate): number =>
  tierOrder.indexOf(a.tier) - tierOrder.indexOf(b.tier) || (b.budget ?? -1) - (a.budget ?? -1);

const listCandidates = (keys: readonly JudgedKey[], agents: readonly JudgedAgent[]): Candidate[] =>
  [...keys.map(toKeyCandidate), ...agents.map(toAgentCandidate)]
    .filter(({ tier }) => tier !== null && tier !== "to_be_asked_about")
    .sort(byTier);

const countTiers = (candidates: readonly Candidate[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(candidates, ({ tier }) => tier ?? "")].map(([tier, rows]) => [tier, rows.length]),
  );

/** The largest budget first. */
const listKeysToAskAbout = (keys: readonly JudgedKey[]): JudgedKey[] =>
  keys
    .filter(({ suggestion }) => suggestion === "to_be_asked_about")
    .sort((a, b) => (b.key.budget ?? -1) - (a.key.budget ?? -1));
