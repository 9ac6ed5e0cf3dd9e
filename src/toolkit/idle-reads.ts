/** What is read to tell what nobody uses, and the judgement of each key and agent. */
import { mapItemsByKey, mayBeTruncated } from "../analytics/breakdown-items.ts";
import { createIdleContext, type IdleContext, isLive, judgeAgent, judgeKey } from "../analytics/idle.ts";
import type { CostBreakdown } from "../domain/costs.ts";
import { isActive } from "../domain/entities.ts";
import { startOfDay, type TimeWindow } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { formatDays } from "./outputs.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

type Included = "all" | "keys" | "agents";

export async function readResources(
  { api, progress }: Context<"manager">,
  window: TimeWindow,
  include: Included,
) {
  const parts = trackPartialReads(progress);
  const read = await readAll({
    keys: include === "agents" ? null : parts.read("The virtual keys", api.virtualKeys()),
    members: include === "agents" ? null : parts.readIfOffered("The members", api.members()),
    agents: include === "keys" ? null : parts.read("The agents", api.agents()),
    costs: parts.read("The use by agent and member", api.costs(window)),
    subscription: include === "agents" ? null : parts.read("The billing period", api.subscription()),
  });
  parts.throwIfAllFailed();
  return { ...read, warnings: parts.warnings() };
}

type ReadResources = Awaited<ReturnType<typeof readResources>>;

export function judgeResources(read: ReadResources, window: TimeWindow, now: Date) {
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
        `The use by ${dimension} is missing or may be incomplete, so those without a last use are unknown.`,
    );
