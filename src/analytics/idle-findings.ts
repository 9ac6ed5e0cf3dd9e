/** What the judged keys and agents of a workspace come to: counts, budgets, hygiene, and the sentences about them. */
import type { VirtualKey } from "../domain/entities.ts";
import { asDerivedUsd, formatUsd, roundUsd, sumUsd, type Usd } from "../domain/money.ts";
import type { JudgedAgent, JudgedKey } from "./idle.ts";
import { sum } from "./statistics.ts";

export function countStates(judged: readonly { readonly state: string }[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(judged, ({ state }) => state)].map(([state, rows]) => [state, rows.length]),
  );
}

const budgetWindows: readonly (string | null)[] = ["daily", "weekly", "monthly", "yearly"];
const nameWindow = (window: string | null): string =>
  window !== null && budgetWindows.includes(window) ? window : "window_unknown";

export function sumBudgetsByWindow(keys: readonly JudgedKey[]): Record<string, number | null> {
  const limited = keys.filter(({ key }) => key.budget !== null);
  const byWindow = Map.groupBy(limited, ({ key }) => nameWindow(key.budgetWindow));
  return Object.fromEntries(
    [...byWindow].map(([window, own]) => [
      window,
      roundUsd(asDerivedUsd(sum(own.map(({ key }) => key.budget ?? 0)))),
    ]),
  );
}

/**
 * @param formerOwners ids of those that are stated not to be active, of the kinds that were read
 * @param ownerWord what an owner of those kinds is called, such as "agent or member"
 */
export const findHygieneGaps = (
  keys: readonly VirtualKey[],
  formerOwners: ReadonlySet<string>,
  ownerWord: string,
) =>
  [
    {
      finding: "no budget: unlimited spend",
      found: keys.filter(({ budget, isBudgetStated }) => isBudgetStated && budget === null),
    },
    { finding: "never expires", found: keys.filter(({ expiresAt }) => expiresAt === null) },
    {
      finding: "bound to nobody: cost unattributed",
      found: keys.filter(({ entityType, entityId }) => entityType === null && entityId === null),
    },
    {
      finding: `its ${ownerWord} is not active`,
      found: keys.filter(({ entityId }) => entityId !== null && formerOwners.has(entityId)),
    },
  ].filter(({ found }) => found.length > 0);

/**
 * What the window's low use cost: dollars that could be saved. An agent and its only key are the same dollars and count
 * once. null when none of it is known.
 */
export function sumLowUseCost(keys: readonly JudgedKey[], agents: readonly JudgedAgent[]): Usd | null {
  const low = [
    ...agents.map(({ agent, state, cost }) => ({ entity: agent.id, state, cost })),
    ...keys.map(({ key, state, cost }) => ({ entity: key.entityId ?? key.id, state, cost })),
  ].filter(({ state }) => state === "low_use");
  const costByEntity = new Map(low.map(({ entity, cost }) => [entity, cost]));
  const known = [...costByEntity.values()].flatMap((cost) => cost ?? []);
  return costByEntity.size > 0 && known.length === 0 ? null : sumUsd(known);
}

/** What was read of keys and agents; null: it could not be, or was not asked for. */
export interface IdleScan {
  readonly days: string;
  readonly keys: { readonly read: readonly VirtualKey[]; readonly judged: readonly JudgedKey[] } | null;
  readonly agents: { readonly read: readonly unknown[]; readonly judged: readonly JudgedAgent[] } | null;
}

export function tellIdleFindings({ days, keys, agents }: IdleScan): string {
  const sentences = [
    ...(keys === null ? [] : tellKeys(keys.read, keys.judged, days)),
    ...(agents === null ? [] : [tellAgents(agents.judged, days)]),
  ];
  return sentences.join(" ") || `What was used in ${days} is unknown.`;
}

function tellKeys(read: readonly VirtualKey[], judged: readonly JudgedKey[], days: string): string[] {
  if (read.length === 0) return ["The API lists no virtual keys."];
  if (judged.length === 0) return [`Nothing was judged: none of the ${read.length} keys is in service.`];
  const count = (isMeant: (judged: JudgedKey) => boolean): number => judged.filter(isMeant).length;
  const idle = judged.filter(({ state }) => state === "idle");
  const asked = count(({ suggestion }) => suggestion === "to_be_asked_about");
  const unknown = count(({ state }) => state === "unknown");
  const safe = judged.filter(({ suggestion }) => suggestion === "safe_to_remove");
  return [
    idle.length === 0
      ? `No active key is known to have gone without use in ${days}.`
      : `${idle.length} active ${idle.length === 1 ? "key was" : "keys were"} not used in ${days}${tellBudgets(idle)}; ${safe.length === 0 ? "none" : safe.length} of them ${safe.length === 1 ? "is" : "are"} safe to remove by what was observed${tellBudgets(safe)}.`,
    ...(asked === 0 ? [] : [`${asked} more have no stated use and no spend: ask about them.`]),
    ...(unknown === 0 ? [] : [`Of ${unknown} the use is unknown.`]),
  ];
}

function tellBudgets(keys: readonly JudgedKey[]): string {
  const monthly = asDerivedUsd(sumBudgetsByWindow(keys)["monthly"] ?? 0);
  return monthly === 0 ? "" : ` (monthly budgets: ${formatUsd(monthly)})`;
}

function tellAgents(judged: readonly JudgedAgent[], days: string): string {
  const idle = judged.filter(({ state }) => state === "idle").length;
  return judged.length > 0 && judged.every(({ state }) => state === "unknown")
    ? `Which agents had requests in ${days} is unknown.`
    : `${idle} active ${idle === 1 ? "agent shows" : "agents show"} no requests in ${days}.`;
}

/** How much was read, and what of it was left out. */
export function tellCoverage({ keys, agents }: IdleScan): string {
  const parts = [
    ...(keys === null
      ? []
      : [
          `${keys.read.length} keys read, ${keys.read.length - keys.judged.length} revoked, disabled or expired left out`,
        ]),
    ...(agents === null
      ? []
      : [
          `${agents.read.length} agents read, ${agents.read.length - agents.judged.length} not active left out`,
        ]),
  ];
  return `${parts.join("; ") || "Nothing read"}.`;
}
