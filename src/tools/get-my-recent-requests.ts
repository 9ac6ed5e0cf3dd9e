import * as v from "valibot";
import { roundUnitCost, roundUsd, sumUsd } from "../domain/money.ts";
import { sumNumbers } from "../domain/sums.ts";
import { toTimestamp } from "../domain/time.ts";
import type { RecentRequest } from "../domain/usage.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";
import { tableOf, tableWith } from "../toolkit/table.ts";

export const getMyRecentRequests = defineTool({
  name: "get_my_recent_requests",
  title: "My recent requests",
  description:
    "Single requests of this virtual key, newest first: time, model, status, tokens, cost in USD (the API rounds it to cents), latency in ms. To inspect failures or expensive calls, not for totals.",
  modes: ["vk"],
  effect: "read",
  input: v.strictObject({
    limit: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100), v.description("Requests to return")),
      20,
    ),
    offset: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(0), v.description("Newer requests to skip")),
      0,
    ),
  }),
  output: v.object({
    requests: tableWith(
      "created_at",
      "model",
      "provider",
      "status",
      "input_tokens",
      "output_tokens",
      "cost_usd",
      "latency_ms",
      "id",
    ),
    returned: v.number(),
    total: v.nullable(v.number()),
    next_offset: v.nullable(v.number()),
    of_returned: v.pipe(
      v.object({
        failed: v.nullable(v.number()),
        cost_usd: v.nullable(v.number()),
        tokens: v.nullable(v.number()),
        slowest_ms: v.nullable(v.number()),
      }),
      v.description("Over the returned rows only"),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }, { limit, offset }) {
    const { requests, total, isAvailable, source, warnings } = await api.recentRequests({ limit, offset });
    const returned = requests.length;
    const end = offset + returned;
    const hasMore = returned > 0 && (total === null ? returned === limit : end < total);
    const known = isAvailable ? requests : null;
    const rounded = requests.filter(isRoundedToNothing).length;
    return {
      requests: tableOf(requests, {
        created_at: (request) => request.createdAt && toTimestamp(request.createdAt),
        model: (request) => request.model,
        provider: (request) => request.provider,
        status: (request) => request.status,
        input_tokens: (request) => request.inputTokens,
        output_tokens: (request) => request.outputTokens,
        cost_usd: (request) => roundUnitCost(request.cost),
        latency_ms: (request) => request.latencyMs,
        id: (request) => request.id,
      }),
      returned,
      total,
      next_offset: hasMore ? end : null,
      of_returned: {
        failed: known?.filter(({ status }) => status === "failed").length ?? null,
        cost_usd: known && roundUsd(sumUsd(known.map(({ cost }) => cost))),
        tokens: known && sumNumbers(known.flatMap((request) => [request.inputTokens, request.outputTokens])),
        slowest_ms: findSlowest(requests.map(({ latencyMs }) => latencyMs)),
      },
      source,
      warnings: [
        ...warnings,
        ...(isAvailable
          ? []
          : ["Recent requests are not available here; that does not mean that there were none."]),
        ...(rounded === 0
          ? []
          : [
              `${rounded} of these requests show a cost of 0: the API rounds to cents, so each cost nothing or less than half a cent, and of_returned.cost_usd is no exact sum.`,
            ]),
      ],
    };
  },
});

const isRoundedToNothing = ({ cost, inputTokens, outputTokens }: RecentRequest): boolean =>
  cost === 0 && (inputTokens ?? 0) + (outputTokens ?? 0) > 0;

function findSlowest(latencies: readonly (number | null)[]): number | null {
  const known = latencies.filter((latency) => latency !== null);
  return known.length === 0 ? null : Math.max(...known);
}
