/**
 * Which keys and agents nobody uses. Judged on use in a period and on the last use where it is known; what is not known
 * stays unknown and leads to no suggestion.
 */

import type { CostItem } from "../domain/costs.ts";
import { type Agent, isActive, type VirtualKey } from "../domain/entities.ts";
import type { Usd } from "../domain/money.ts";
import { dayMs, dayOf, laterOf, type TimeWindow } from "../domain/time.ts";

export type UseState = "in_use" | "low_use" | "idle" | "no_spend" | "new" | "unknown";

/** What may be done about a key or an agent; the longer no use was observed, the bolder. Where use is not stated, one asks. */
export type Suggestion = "safe_to_remove" | "confirm_with_owner" | "keep_watching" | "to_be_asked_about";

/** What is younger may simply not have been put to use yet. */
const graceDays = 14;
/** After this many days without use, the owner is asked about a removal; before that, a key or agent is only watched. */
const confirmDays = 30;
/** A stated last use that is at least this many days ago makes a key safe to remove. */
const safeDays = 60;

export interface IdleContext {
  readonly now: Date;
  /** Complete days. */
  readonly window: TimeWindow;
  /** First day of the period over which the list states a key's spend; null when unknown. */
  readonly spendSince: Date | null;
  /** Requests and cost in the window by agent and by member; null: not known. A missing id had none. */
  readonly useByKind: Readonly<Record<"agent" | "member", ReadonlyMap<string, CostItem> | null>>;
  /** Active keys by the entity they are bound to; null when the keys are not known. */
  readonly keyCountByEntity: ReadonlyMap<string, number> | null;
}

export interface JudgedKey {
  readonly key: VirtualKey;
  readonly state: UseState;
  /** null: nothing is suggested. */
  readonly suggestion: Suggestion | null;
  /** What the judgement rests on. */
  readonly evidence: string;
  /** For a key without a stated use that has spent nothing: since when. */
  readonly noSpendSince: Date | null;
  /** In the window, where the key's share of its entity is known. */
  readonly cost: Usd | null;
}

export interface JudgedAgent {
  readonly agent: Agent;
  readonly state: UseState;
  readonly suggestion: Suggestion | null;
  readonly evidence: string;
  readonly cost: Usd | null;
}

/** Whether a key is still in service: of one that is revoked, disabled or expired there is nothing left to remove. */
export const isLive = ({ status, expiresAt }: VirtualKey, now: Date): boolean =>
  isActive(status) && (expiresAt === null || expiresAt > now);

export function createIdleContext(
  keys: readonly VirtualKey[] | null,
  facts: Omit<IdleContext, "keyCountByEntity">,
): IdleContext {
  if (keys === null) return { ...facts, keyCountByEntity: null };
  const keyCountByEntity = new Map<string, number>();
  for (const { entityId } of keys.filter((key) => isLive(key, facts.now))) {
    if (entityId !== null) keyCountByEntity.set(entityId, (keyCountByEntity.get(entityId) ?? 0) + 1);
  }
  return { ...facts, keyCountByEntity };
}

export function judgeKey(key: VirtualKey, context: IdleContext): JudgedKey {
  const { now } = context;
  const age = key.createdAt && countDaysBetween(key.createdAt, now);
  const { observed, isLow, cost } = observeKey(key, context);
  const conclude = (state: UseState, suggestion: Suggestion | null, evidence: string): JudgedKey => ({
    key,
    state,
    suggestion,
    evidence,
    cost,
    noSpendSince: observed.by === "no_spend" ? observed.since : null,
  });
  // Nothing is suggested about a key whose status is not stated.
  if (key.status === null) return conclude("unknown", null, "its status is not known");
  if (observed.by === "nothing") return conclude("unknown", null, observed.evidence);
  if (observed.by === "use")
    return isLow
      ? conclude("low_use", "keep_watching", observed.evidence)
      : conclude("in_use", null, observed.evidence);
  if (age !== null && age < graceDays) return conclude("new", null, `created ${age} days ago, not used yet`);
  const days = countDaysBetween(observed.since, now);
  switch (observed.by) {
    case "last_use":
      return conclude(
        "idle",
        days >= safeDays ? "safe_to_remove" : chooseSuggestion(days),
        observed.evidence,
      );
    case "no_requests":
      return age === null
        ? conclude("idle", "keep_watching", `${observed.evidence}; age unknown`)
        : conclude("idle", chooseSuggestion(days), observed.evidence);
    case "no_spend":
      return conclude("no_spend", "to_be_asked_about", observed.evidence);
  }
}

const chooseSuggestion = (days: number): Suggestion =>
  days >= confirmDays ? "confirm_with_owner" : "keep_watching";

/**
 * What is known of a key's use, and by what. use: it was used. nothing: the facts do not tell. By its last use, by no
 * requests of its owner, or by no spend of its own, no use was seen from `since` on.
 */
type Observation =
  | { readonly by: "use"; readonly evidence: string }
  | { readonly by: "nothing"; readonly evidence: string }
  | { readonly by: "last_use" | "no_requests" | "no_spend"; readonly since: Date; readonly evidence: string };

/**
 * The last use decides, unless something later contradicts it, because a list may lag behind. Where it is unknown, the key
 * counts as used if it is the only key of an agent or member that was used, or if it has spent in a billing period that
 * began within the window. Else the observation that goes back further decides: its agent or member had no requests,
 * whatever other keys there are, or the key no spend.
 */
function observeKey(
  key: VirtualKey,
  context: IdleContext,
): { readonly observed: Observation; readonly isLow: boolean; readonly cost: Usd | null } {
  const { entityType, entityId } = key;
  const uses = entityType === "agent" || entityType === "member" ? context.useByKind[entityType] : null;
  // undefined: its use is not known. null: the breakdown does not list it, so it had none.
  const item = uses === null || entityId === null ? undefined : (uses.get(entityId) ?? null);
  const isOnlyKey = entityId !== null && context.keyCountByEntity?.get(entityId) === 1;
  return {
    observed: observeUse(key, context, item === undefined ? null : hadUse(item), isOnlyKey),
    isLow: isOnlyKey && isLowUse(item?.requests ?? null, context.window),
    cost: isOnlyKey ? (item?.cost ?? null) : null,
  };
}

function observeUse(
  { lastUsedAt, entityType, spent, createdAt }: VirtualKey,
  { window, spendSince }: IdleContext,
  wasEntityUsed: boolean | null,
  isOnlyKey: boolean,
): Observation {
  if (lastUsedAt !== null && lastUsedAt >= window.start)
    return { by: "use", evidence: `last used ${dayOf(lastUsedAt)}` };
  if (isOnlyKey && wasEntityUsed === true)
    return { by: "use", evidence: `only key of its ${entityType}, which had requests` };
  if (lastUsedAt !== null) {
    return spent !== null && spent > 0 && spendSince !== null && spendSince > lastUsedAt
      ? { by: "nothing", evidence: `last used ${dayOf(lastUsedAt)}, but spend since ${dayOf(spendSince)}` }
      : { by: "last_use", since: lastUsedAt, evidence: `last used ${dayOf(lastUsedAt)}` };
  }
  if (spent !== null && spent > 0 && spendSince !== null && spendSince >= window.start)
    return { by: "use", evidence: "spend in the billing period" };
  const seen = [
    ...(wasEntityUsed === false ? [observeNoRequests(entityType, laterOf(window.start, createdAt))] : []),
    ...(spent === 0 && spendSince !== null ? [observeNoSpend(laterOf(spendSince, createdAt))] : []),
  ];
  // The longer of two observations tells more.
  return (
    seen.sort((x, y) => x.since.getTime() - y.since.getTime())[0] ?? {
      by: "nothing",
      evidence: "its use is not known",
    }
  );
}

const observeNoRequests = (entityType: string | null, since: Date) => ({
  by: "no_requests" as const,
  since,
  evidence: `its ${entityType} had no requests in the period`,
});

const observeNoSpend = (since: Date) => ({
  by: "no_spend" as const,
  since,
  evidence: `no stated use, no spend since ${dayOf(since)}`,
});

/** An entity that the breakdown does not list had none; one without figures is not known. */
function hadUse(item: CostItem | null): boolean | null {
  if (item === null) return false;
  if ((item.requests ?? 0) > 0 || (item.cost ?? 0) > 0) return true;
  return item.requests === null && item.cost === null ? null : false;
}

/** Less than a request a day. */
const isLowUse = (requests: number | null, window: TimeWindow): boolean =>
  requests !== null && requests < (window.end.getTime() - window.start.getTime()) / dayMs;

export function judgeAgent(
  agent: Agent,
  { now, window, useByKind, keyCountByEntity }: IdleContext,
): JudgedAgent {
  const age = agent.createdAt && countDaysBetween(agent.createdAt, now);
  const item = useByKind.agent?.get(agent.id) ?? null;
  const conclude = (state: UseState, suggestion: Suggestion | null, evidence: string): JudgedAgent => ({
    agent,
    state,
    suggestion,
    evidence,
    cost: item?.cost ?? null,
  });
  const isUsed = useByKind.agent === null ? null : hadUse(item);
  if (isUsed === null || agent.status === null)
    return conclude("unknown", null, isUsed === null ? "its use is not known" : "its status is not known");
  if (isUsed) {
    return isLowUse(item?.requests ?? null, window)
      ? conclude("low_use", "keep_watching", formatRequests(item?.requests ?? 0))
      : conclude("in_use", null, "requests in the period");
  }
  if (age !== null && age < graceDays) return conclude("new", null, `created ${age} days ago, not used yet`);
  const keys = keyCountByEntity === null ? "" : `, ${formatKeys(keyCountByEntity.get(agent.id) ?? 0)}`;
  const evidence = `no requests in the period${keys}`;
  if (age === null) return conclude("idle", "keep_watching", `${evidence}, age unknown`);
  return conclude(
    "idle",
    chooseSuggestion(countDaysBetween(laterOf(window.start, agent.createdAt), now)),
    evidence,
  );
}

const formatRequests = (count: number): string =>
  `${count} ${count === 1 ? "request" : "requests"} in the period`;
const formatKeys = (count: number): string => `${count} active ${count === 1 ? "key" : "keys"}`;

const countDaysBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / dayMs);
