/** What is read to tell what nobody uses. */
import type { TimeWindow } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

export type Included = "all" | "keys" | "agents";

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

export type IdleReads = Awaited<ReturnType<typeof readResources>>;
