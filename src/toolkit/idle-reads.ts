/** What is read to tell what nobody uses. */
import type { TimeWindow } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { trackPartialReads } from "./partial-reads.ts";

export type Included = "all" | "keys" | "agents";

export async function readResources(
  { api, progress }: Context<"manager">,
  window: TimeWindow,
  include: Included,
) {
  const parts = trackPartialReads(progress);
  const [keys, members, agents, costs, subscription] = await Promise.all([
    include === "agents" ? null : parts.read("The virtual keys", api.virtualKeys()),
    include === "agents" ? null : parts.readIfOffered("The members", api.members()),
    include === "keys" ? null : parts.read("The agents", api.agents()),
    parts.read("The use by agent and member", api.costs(window)),
    include === "agents" ? null : parts.read("The billing period", api.subscription()),
  ]);
  parts.throwIfAllFailed();
  return { keys, members, agents, costs, subscription, warnings: parts.warnings() };
}

export type IdleReads = Awaited<ReturnType<typeof readResources>>;
