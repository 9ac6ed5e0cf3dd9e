import * as v from "valibot";
import { computeSharePercent } from "../domain/ratios.ts";
import { sumNumbers } from "../domain/sums.ts";
import { toTimestamp } from "../domain/time.ts";
import type { LiveRow } from "../domain/usage.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { Figure, Source, Warnings } from "../toolkit/outputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

export const getLive24h = defineTool({
  name: "get_live_24h",
  title: "Last 24 hours",
  description:
    "Rolling last 24 hours from hourly aggregates: requests, tokens, cache hits, and the costliest models and master keys with their shares. The API gives no dollars here: for those use get_daily_costs.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    limit: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10), v.description("Rows a table")),
      5,
    ),
  }),
  output: v.object({
    window: v.string(),
    requests: Figure,
    input_tokens: Figure,
    output_tokens: Figure,
    cache_hits: Figure,
    cache_hits_of_requests_percent: Figure,
    cache_hits_of_lookups_percent: v.pipe(Figure, v.description("Of requests that looked into the cache")),
    last_event_at: v.nullable(v.string()),
    top_models: Table,
    top_master_keys: v.pipe(Table, v.description("Presumably: the API says keys")),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api }, { limit }) {
    const live = await api.live24h(limit);
    const lookups = sumNumbers([live.cacheHits, live.cacheMisses]);
    const columns = {
      name: (row: LiveRow) => row.name,
      provider: (row: LiveRow) => row.provider,
      requests: (row: LiveRow) => row.requests,
      requests_share_percent: (row: LiveRow) => computeSharePercent(row.requests, live.requests),
      cost_share_percent: (row: LiveRow) => computeSharePercent(row.rawCost, live.rawCost),
    };
    return {
      window: "rolling 24 hours",
      requests: live.requests,
      input_tokens: live.inputTokens,
      output_tokens: live.outputTokens,
      cache_hits: live.cacheHits,
      cache_hits_of_requests_percent: computeSharePercent(live.cacheHits, live.requests),
      cache_hits_of_lookups_percent: computeSharePercent(live.cacheHits, lookups),
      last_event_at: live.lastEventAt && toTimestamp(live.lastEventAt),
      top_models: tableOf(live.topModels, columns),
      top_master_keys: tableOf(live.topKeys, columns),
      source: live.source,
      warnings: [...live.warnings, "Cost has no documented unit here, so only shares are shown."],
    };
  },
});
