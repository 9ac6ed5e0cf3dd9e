import { CENT_MICRO_USD, type Charge } from "./charges.ts";

/** The figures of some charges together. */
export interface Sum {
  readonly requests: number;
  readonly failedRequests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly tokens: number;
  readonly costMicroUsd: number;
  readonly costCents: number;
  readonly costUsd: number;
  readonly latencyMsSum: number;
}

type Summable = Pick<
  Charge,
  "requests" | "failedRequests" | "inputTokens" | "outputTokens" | "costMicroUsd" | "latencyMsSum"
>;

/** What charges and single requests have in common. */
export type Usage = Summable & Pick<Charge, "date" | "keyId" | "model" | "provider">;

export function sumOf(charges: Iterable<Summable>): Sum {
  let requests = 0;
  let failedRequests = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let costMicroUsd = 0;
  let latencyMsSum = 0;
  for (const charge of charges) {
    requests += charge.requests;
    failedRequests += charge.failedRequests;
    inputTokens += charge.inputTokens;
    outputTokens += charge.outputTokens;
    costMicroUsd += charge.costMicroUsd;
    latencyMsSum += charge.latencyMsSum;
  }
  const costCents = costMicroUsd / CENT_MICRO_USD;
  return {
    requests,
    failedRequests,
    inputTokens,
    outputTokens,
    tokens: inputTokens + outputTokens,
    costMicroUsd,
    costCents,
    costUsd: costCents / 100,
    latencyMsSum,
  };
}

/** Percent of successful requests to two decimals; null without requests. */
export function computeSuccessRate({ requests, failedRequests }: Sum): number | null {
  return requests === 0 ? null : Math.round((10_000 * (requests - failedRequests)) / requests) / 100;
}
