import * as v from "valibot";
import {
  avoidableSpend,
  idleContext,
  isActive,
  isLive,
  type JudgedAgent,
  type JudgedKey,
  judgeAgent,
  judgeKey,
  type Tier,
} from "../analytics/idle.ts";
import { sum } from "../analytics/statistics.ts";
import { itemsById, mayBeCut } from "../analytics/windowed-costs.ts";
import type { CostBreakdown } from "../domain/costs.ts";
import type { VirtualKey } from "../domain/entities.ts";
import { InputError } from "../domain/errors.ts";
import { derivedUsd, roundUsd, usdText } from "../domain/money.ts";
import { type CompletePeriod, completePeriod, endsYesterday } from "../domain/periods.ts";
import { dayOf, daysOf, startOfDay } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { CompleteDaysInput, PageInput } from "../toolkit/inputs.ts";
import { daysShown, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { trackPartialReads } from "../toolkit/partial-reads.ts";
import { Page, pageOf, Table, tableOf } from "../toolkit/table.ts";

const pageSize = 10;
const Counts = v.record(v.string(), v.number());

export const findIdleResources = defineTool({
  name: "find_idle_resources",
  title: "Find idle resources",
  description:
    "Active keys and agents that nobody used in the last complete days, with evidence and a tier: safe_to_remove, confirm_with_owner, keep_watching. Unknown use is kept apart and never leads to a suggestion. Also budget that idle keys block, avoidable spend, and hygiene (no budget, no expiry, unbound). Reads every page.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: CompleteDaysInput,
    include: v.optional(
      v.pipe(v.picklist(["all", "keys", "agents"]), v.description("What to look at")),
      "all",
    ),
    page: PageInput,
  }),
  output: v.object({
    headline: v.string(),
    window: v.string(),
    keys_by_state: v.pipe(Counts, v.description("Of active keys")),
    agents_by_state: v.pipe(Counts, v.description("Of active agents")),
    candidates: v.pipe(Table, v.description("Keys and agents with a suggestion, surest first")),
    page: Page,
    reclaimable_budget_usd: v.pipe(
      v.record(v.string(), v.nullable(v.number())),
      v.description("Budgets of idle keys by budget window: room and risk, not money saved"),
    ),
    avoidable_spend_usd: v.pipe(
      v.nullable(v.number()),
      v.description("Cost in the window of low use; what is idle costs nothing"),
    ),
    hygiene: Table,
    method: v.string(),
    coverage: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now, progress }, { period, include, page }) {
    const { window, warnings: notes } = recentDays(period, now);
    const parts = trackPartialReads(progress);
    const [keys, agents, costs, subscription] = await Promise.all([
      include === "agents" ? null : parts.read("The virtual keys", api.virtualKeys()),
      include === "keys" ? null : parts.read("The agents", api.agents()),
      parts.read("The use by agent and member", api.costs(window)),
      include === "agents" ? null : parts.read("The billing period", api.subscription()),
    ]);
    const failures = parts.failures();
    const all = keys?.rows ?? [];
    const context = idleContext(keys?.rows ?? null, {
      now,
      window,
      spendSince: subscription?.periodStart ? startOfDay(subscription.periodStart) : null,
      useOf: { agent: useIn(costs, "agent"), member: useIn(costs, "member") },
    });
    const live = all.filter((key) => isLive(key, now));
    const judgedKeys = live.map((key) => judgeKey(key, context));
    const activeAgents = (agents?.rows ?? []).filter(({ status }) => isActive(status));
    const judgedAgents = activeAgents.map((agent) => judgeAgent(agent, context));
    const candidates = [...judgedKeys.map(keyRow), ...judgedAgents.map(agentRow)]
      .filter((row) => row.tier !== null)
      .sort((a, b) => rank(a.tier) - rank(b.tier) || (b.budget ?? -1) - (a.budget ?? -1));
    const shown = pageOf(candidates, page, pageSize);
    const idleKeys = judgedKeys.filter(
      ({ tier }) => tier === "safe_to_remove" || tier === "confirm_with_owner",
    );
    const days = daysShown(window) ?? "";
    return {
      headline: headlineOf(keys && idleKeys, agents && judgedAgents, days),
      window: days,
      keys_by_state: countBy(judgedKeys),
      agents_by_state: countBy(judgedAgents),
      candidates: tableOf(shown.items, {
        name: ({ name }) => name,
        kind: ({ kind }) => kind,
        state: ({ state }) => state,
        tier: ({ tier }) => tier,
        evidence: ({ evidence }) => evidence,
        cost_in_window_usd: ({ cost }) => roundUsd(cost),
        budget_usd: ({ budget }) => roundUsd(budget),
        id: ({ id }) => id,
      }),
      page: shown.page,
      reclaimable_budget_usd: reclaimable(idleKeys),
      // What is hardly used can only be told from the costs.
      avoidable_spend_usd:
        context.useOf.agent === null ? null : roundUsd(avoidableSpend(judgedKeys, judgedAgents)),
      hygiene: tableOf(hygieneOf(live), {
        finding: ({ finding }) => finding,
        active_keys: ({ found }) => found.length,
        for_example: ({ found }) =>
          found
            .slice(0, 3)
            .map(({ label, id }) => label ?? id)
            .join(", "),
      }),
      method:
        "Use: last use, else requests of the agent or member whose only key it is, else spend; where they contradict each other, unknown or in use. Safe: last used 60 days ago or more, or never used in 30 days or more. New: younger than 14 days. Low use: under one request a day. Reclaimable budget is room and risk, not money saved; avoidable spend is what low use cost.",
      coverage: coverageOf(keys?.rows ?? null, live.length, agents?.rows ?? null, activeAgents.length),
      next: nextCalls(candidates),
      source: "virtual-keys, agents, analytics/costs, subscriptions/current",
      warnings: [
        ...notes,
        ...failures,
        ...(keys?.warnings ?? []),
        ...(agents?.warnings ?? []),
        ...unknownUse(costs),
      ],
    };
  },
});

/** Weekdays differ: fewer days without use show nothing. */
const minDays = 7;

/** What is idle is idle now: days that end earlier cannot show it. @throws InputError */
function recentDays(period: string, now: Date): CompletePeriod {
  const asked = completePeriod(period, now, "find_idle_resources looks at");
  if (endsYesterday(asked.window, dayOf(now)) && daysOf(asked.window).length >= minDays) return asked;
  throw new InputError(
    `find_idle_resources tells what nobody uses now: it takes ${minDays} or more days that end yesterday, such as 7d or 30d, not ${asked.name}. No request was sent.`,
  );
}

/** A list that may have been cut says nothing about the entities it does not hold. */
function useIn(costs: CostBreakdown | null, dimension: "agent" | "member") {
  const items = costs && itemsById(costs, dimension);
  return items === null || mayBeCut(items) ? null : items;
}

const unknownUse = (costs: CostBreakdown | null): string[] =>
  (["agent", "member"] as const)
    .filter((dimension) => costs !== null && useIn(costs, dimension) === null)
    .map(
      (dimension) =>
        `The use by ${dimension} is missing or may be incomplete, so those without a last use are unknown.`,
    );

const keyRow = ({ key, state, tier, evidence, cost }: JudgedKey) => ({
  kind: "key",
  name: key.label ?? key.prefix,
  state,
  tier,
  evidence,
  cost,
  budget: key.budget,
  id: key.id,
});

const agentRow = ({ agent, state, tier, evidence, cost }: JudgedAgent) => ({
  kind: "agent",
  name: agent.name,
  state,
  tier,
  evidence,
  cost,
  budget: null,
  id: agent.id,
});

const tierOrder: readonly Tier[] = ["safe_to_remove", "confirm_with_owner", "keep_watching"];
const rank = (tier: Tier | null): number => (tier === null ? tierOrder.length : tierOrder.indexOf(tier));

function countBy(judged: readonly { readonly state: string }[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(judged, ({ state }) => state)].map(([state, rows]) => [state, rows.length]),
  );
}

const budgetWindows: readonly (string | null)[] = ["daily", "weekly", "monthly", "yearly"];
const knownWindow = (window: string | null): string =>
  window !== null && budgetWindows.includes(window) ? window : "window_unknown";

function reclaimable(keys: readonly JudgedKey[]): Record<string, number | null> {
  const limited = keys.filter(({ key }) => key.budget !== null);
  const byWindow = Map.groupBy(limited, ({ key }) => knownWindow(key.budgetWindow));
  return Object.fromEntries(
    [...byWindow].map(([window, own]) => [
      window,
      roundUsd(derivedUsd(sum(own.map(({ key }) => key.budget ?? 0)))),
    ]),
  );
}

const hygieneOf = (keys: readonly VirtualKey[]) =>
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
  ].filter(({ found }) => found.length > 0);

function headlineOf(
  idleKeys: readonly JudgedKey[] | null,
  agents: readonly JudgedAgent[] | null,
  days: string,
): string {
  const sentences: string[] = [];
  if (idleKeys !== null) {
    const safe = idleKeys.filter(({ tier }) => tier === "safe_to_remove").length;
    const monthly = sum(
      idleKeys.flatMap(({ key }) => (key.budgetWindow === "monthly" ? (key.budget ?? []) : [])),
    );
    const budget =
      monthly === 0 ? "" : `, with monthly budgets of ${usdText(derivedUsd(monthly))} between them`;
    sentences.push(
      idleKeys.length === 0
        ? `Every active key whose use is known was used in ${days}, or is new.`
        : `${idleKeys.length} active keys were not used in ${days}${budget}; ${safe} of them are safe to remove, the rest needs the owner's word.`,
    );
  }
  if (agents !== null) {
    const idle = agents.filter(({ state }) => state === "idle" || state === "never_used").length;
    if (agents.length === 0 || agents.some(({ state }) => state !== "unknown"))
      sentences.push(`${idle} active agents had no requests${idleKeys === null ? ` in ${days}` : ""}.`);
    else sentences.push(`Which agents had requests in ${days} is unknown.`);
  }
  return sentences.join(" ") || `What was used in ${days} is unknown.`;
}

function coverageOf(
  keys: readonly VirtualKey[] | null,
  live: number,
  agents: readonly unknown[] | null,
  active: number,
): string {
  const parts = [
    ...(keys === null
      ? []
      : [`${keys.length} keys read, ${keys.length - live} revoked, disabled or expired left out`]),
    ...(agents === null
      ? []
      : [`${agents.length} agents read, ${agents.length - active} not active left out`]),
  ];
  return `${parts.join("; ") || "Nothing read"}.`;
}

function nextCalls(candidates: readonly ReturnType<typeof keyRow>[]): NextCall[] {
  const [first] = candidates;
  const safest = candidates.find(({ tier }) => tier === "safe_to_remove");
  return [
    ...(first?.name == null
      ? []
      : [
          {
            tool: "list_virtual_keys",
            // As long as a search may be; a key is also found by the name of its agent.
            arguments: { search: first.name.slice(0, 100), status: "active" },
            why: `Owner, budget, expiry and last use: ${first.name}`,
          },
        ]),
    ...(safest === undefined
      ? []
      : [
          {
            tool: "revoke_virtual_key",
            arguments: { key_id: safest.id },
            why: `Only if the user decides so: ${safest.name ?? safest.id}`,
          },
        ]),
  ];
}
