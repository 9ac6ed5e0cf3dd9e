/**
 * Which keys and agents nobody uses. Judged on use in a period and on the last use where it is known; what is not known
 * stays unknown and leads to no suggestion.
 */

import type { CostItem } from "../domain/costs.ts";
import type { Agent, VirtualKey } from "../domain/entities.ts";
import { sumUsd, type Usd } from "../domain/money.ts";
import type { TimeWindow } from "../domain/time.ts";

export type UseState = "in_use" | "low_use" | "idle" | "never_used" | "new" | "unknown";

/** How sure a suggestion is; null: none is made. */
export type Tier = "safe_to_remove" | "confirm_with_owner" | "keep_watching";

/** Something this young may simply not have been put to use yet. */
const graceDays = 14;
/** Longer without use than this, a key is safe to remove. */
const safeDays = 60;
/** The least age at which a key that was never used is safe to remove. */
const safeAgeDays = 30;

const dayMs = 86_400_000;

export interface IdleContext {
  readonly now: Date;
  /** Complete days. */
  readonly window: TimeWindow;
  /** First day of the period over which the list states a key's spend; null when unknown. */
  readonly spendSince: Date | null;
  /** Requests and cost in the window by agent and by member; null: not known. A missing id had none. */
  readonly useOf: Readonly<Record<"agent" | "member", ReadonlyMap<string, CostItem> | null>>;
  /** Every key with spend also has a last use: then a key without one was never used. */
  readonly isLastUseReliable: boolean;
  /** Active keys by the entity they are bound to; null when the keys are not known. */
  readonly keysOfEntity: ReadonlyMap<string, number> | null;
}

export interface JudgedKey {
  readonly key: VirtualKey;
  readonly state: UseState;
  readonly tier: Tier | null;
  /** What the judgement rests on. */
  readonly evidence: string;
  readonly idleDays: number | null;
  /** In the window, where the key's share of its entity is known. */
  readonly cost: Usd | null;
}

export interface JudgedAgent {
  readonly agent: Agent;
  readonly state: UseState;
  readonly tier: Tier | null;
  readonly evidence: string;
  readonly cost: Usd | null;
}

/** Revoked, disabled and expired keys are out: there is nothing left to remove. */
export const isLive = ({ status, expiresAt }: VirtualKey, now: Date): boolean =>
  isActive(status) && (expiresAt === null || expiresAt > now);

/** A status that is not stated may be this one. */
export const isActive = (status: string | null): boolean =>
  status === null || status.toLowerCase() === "active";

export function idleContext(
  keys: readonly VirtualKey[] | null,
  facts: Omit<IdleContext, "isLastUseReliable" | "keysOfEntity">,
): IdleContext {
  if (keys === null) return { ...facts, isLastUseReliable: false, keysOfEntity: null };
  const keysOfEntity = new Map<string, number>();
  for (const { entityId } of keys.filter((key) => isLive(key, facts.now))) {
    if (entityId !== null) keysOfEntity.set(entityId, (keysOfEntity.get(entityId) ?? 0) + 1);
  }
  const spending = keys.filter(({ spent }) => spent !== null && spent > 0);
  const isLastUseReliable = spending.length > 0 && spending.every(({ lastUsedAt }) => lastUsedAt !== null);
  return { ...facts, isLastUseReliable, keysOfEntity };
}

export function judgeKey(key: VirtualKey, context: IdleContext): JudgedKey {
  const { now, window } = context;
  const age = key.createdAt && daysBetween(key.createdAt, now);
  const use = useOfKey(key, context);
  const idleDays = key.lastUsedAt && daysBetween(key.lastUsedAt, now);
  const judged = (state: UseState, tier: Tier | null, evidence: string): JudgedKey => ({
    key,
    state,
    tier,
    evidence,
    idleDays,
    cost: use.cost,
  });
  // Somebody is responsible for a status that the API does not state; nothing is suggested about it.
  if (use.isUsed === null || key.status === null) return judged("unknown", null, use.evidence);
  if (use.isUsed)
    return use.isLow
      ? judged("low_use", "keep_watching", use.evidence)
      : judged("in_use", null, use.evidence);
  if (age !== null && age < graceDays) return judged("new", null, `created ${age} days ago, not used yet`);
  const isNever =
    key.lastUsedAt === null &&
    (context.isLastUseReliable || (key.createdAt !== null && key.createdAt >= window.start));
  const state = isNever ? "never_used" : "idle";
  if (age === null && idleDays === null)
    return judged(state, "keep_watching", `${use.evidence}; age unknown`);
  const isSafe = isNever
    ? age !== null && age >= safeAgeDays && context.isLastUseReliable
    : idleDays !== null && idleDays >= safeDays;
  return judged(state, isSafe ? "safe_to_remove" : "confirm_with_owner", use.evidence);
}

interface Use {
  /** null: not known. */
  readonly isUsed: boolean | null;
  readonly isLow: boolean;
  readonly evidence: string;
  readonly cost: Usd | null;
}

/**
 * The last use decides, unless something later contradicts it: a list may lag behind. Then what the key's agent or member
 * used, where the key is its only one; then the key's own spend.
 */
function useOfKey(key: VirtualKey, { window, spendSince, useOf, keysOfEntity }: IdleContext): Use {
  const { lastUsedAt, entityType, entityId, spent, createdAt } = key;
  const uses = entityType === "agent" || entityType === "member" ? useOf[entityType] : null;
  const entity = uses === null || entityId === null ? undefined : (uses.get(entityId) ?? null);
  const isOnlyKey = entityId !== null && keysOfEntity?.get(entityId) === 1;
  const entityUsed = entity === undefined ? null : hadUse(entity);
  const found = (isUsed: boolean | null, evidence: string): Use => ({
    isUsed,
    isLow: isOnlyKey && isLowUse(entity?.requests ?? null, window),
    evidence,
    cost: isOnlyKey ? (entity?.cost ?? null) : null,
  });
  if (lastUsedAt !== null && lastUsedAt >= window.start)
    return found(true, `last used ${dayText(lastUsedAt)}`);
  if (isOnlyKey && entityUsed === true)
    return found(true, `only key of its ${entityType}, which had requests`);
  if (lastUsedAt !== null) {
    return spent !== null && spent > 0 && spendSince !== null && spendSince > lastUsedAt
      ? found(null, `last used ${dayText(lastUsedAt)}, but spend since ${dayText(spendSince)}`)
      : found(false, `last used ${dayText(lastUsedAt)}`);
  }
  if (entityUsed === false) return found(false, `its ${entityType} had no requests in the period`);
  if (spent !== null && spendSince !== null) {
    if (spent > 0 && spendSince >= window.start) return found(true, "spend in the billing period");
    const isCovered = spendSince <= window.start || (createdAt !== null && spendSince <= createdAt);
    if (spent === 0 && isCovered) return found(false, `no spend since ${dayText(spendSince)}`);
  }
  return found(null, "no last use, no cost of its own: the API does not tell");
}

/** An entity that the breakdown does not list had none; one without figures is not known. */
function hadUse(item: CostItem | null): boolean | null {
  if (item === null) return false;
  if ((item.requests ?? 0) > 0 || (item.cost ?? 0) > 0) return true;
  return item.requests === null && item.cost === null ? null : false;
}

/** Less than a request a day. */
const isLowUse = (requests: number | null, window: TimeWindow): boolean =>
  requests !== null && requests < (window.end.getTime() - window.start.getTime()) / dayMs;

export function judgeAgent(agent: Agent, { now, window, useOf, keysOfEntity }: IdleContext): JudgedAgent {
  const age = agent.createdAt && daysBetween(agent.createdAt, now);
  const item = useOf.agent?.get(agent.id) ?? null;
  const judged = (state: UseState, tier: Tier | null, evidence: string): JudgedAgent => ({
    agent,
    state,
    tier,
    evidence,
    cost: item?.cost ?? null,
  });
  const isUsed = useOf.agent === null ? null : hadUse(item);
  if (isUsed === null || agent.status === null)
    return judged("unknown", null, isUsed === null ? "its use is not known" : "its status is not known");
  if (isUsed) {
    return isLowUse(item?.requests ?? null, window)
      ? judged("low_use", "keep_watching", requestsText(item?.requests ?? 0))
      : judged("in_use", null, "requests in the period");
  }
  if (age !== null && age < graceDays) return judged("new", null, `created ${age} days ago, not used yet`);
  const isNever = agent.createdAt !== null && agent.createdAt >= window.start;
  const keys = keysOfEntity === null ? "" : `, ${keysText(keysOfEntity.get(agent.id) ?? 0)}`;
  const evidence = `no requests in the period${keys}`;
  return judged(
    isNever ? "never_used" : "idle",
    age === null ? "keep_watching" : "confirm_with_owner",
    age === null ? `${evidence}, age unknown` : evidence,
  );
}

const requestsText = (count: number): string =>
  `${count} ${count === 1 ? "request" : "requests"} in the period`;
const keysText = (count: number): string => `${count} active ${count === 1 ? "key" : "keys"}`;

/**
 * What the window's low use cost: dollars that may be given up. An agent and its only key are the same dollars and count
 * once. null when none of it is known.
 */
export function avoidableSpend(keys: readonly JudgedKey[], agents: readonly JudgedAgent[]): Usd | null {
  const low = [
    ...agents.map(({ agent, state, cost }) => ({ entity: agent.id, state, cost })),
    ...keys.map(({ key, state, cost }) => ({ entity: key.entityId ?? key.id, state, cost })),
  ].filter(({ state }) => state === "low_use");
  const costOf = new Map(low.map(({ entity, cost }) => [entity, cost]));
  const known = [...costOf.values()].flatMap((cost) => cost ?? []);
  return costOf.size > 0 && known.length === 0 ? null : sumUsd(known);
}

const daysBetween = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / dayMs);
const dayText = (time: Date): string => time.toISOString().slice(0, 10);
