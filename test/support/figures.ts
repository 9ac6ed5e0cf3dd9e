/** What the tools must come to, counted here from the world's charges and not by the double's own sums. */
import type { World } from "../api-double/server.ts";

type Usage = Pick<
  World["charges"][number],
  "date" | "keyId" | "model" | "costMicroUsd" | "requests" | "inputTokens" | "outputTokens"
>;

export interface Figures {
  /** Whole cents. */
  readonly costUsd: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly tokens: number;
}

export function figuresOf(usage: readonly Usage[]): Figures {
  const sum = (figure: (each: Usage) => number) => usage.reduce((total, each) => total + figure(each), 0);
  const inputTokens = sum((each) => each.inputTokens);
  const outputTokens = sum((each) => each.outputTokens);
  return {
    costUsd: Math.round(sum((each) => each.costMicroUsd) / 10_000) / 100,
    requests: sum((each) => each.requests),
    inputTokens,
    outputTokens,
    tokens: inputTokens + outputTokens,
  };
}

/** The usage of all keys of an agent. Both days are included. */
export function listChargesOfAgent(
  world: World,
  agentId: string,
  from: string,
  to: string,
): readonly Usage[] {
  const keyIds = keyIdsOf(world, agentId);
  return world.charges.filter(({ date, keyId }) => from <= date && date <= to && keyIds.has(keyId));
}

/** The same between two times, the later one excluded. */
export function listRequestsOfAgent(world: World, agentId: string, from: Date, to: Date): readonly Usage[] {
  const keyIds = keyIdsOf(world, agentId);
  return world.requestsBetween(from, to).filter(({ keyId }) => keyIds.has(keyId));
}

const keyIdsOf = (world: World, entityId: string): ReadonlySet<string> =>
  new Set(world.virtualKeys.filter((key) => key.entityId === entityId).map(({ id }) => id));

/** Half away from zero, also where the half has no exact binary form: 255.65 is 255.7. */
export const rounded = (value: number, decimals: number): number =>
  Math.round(value * 10 ** decimals * (1 + Number.EPSILON)) / 10 ** decimals || 0;
