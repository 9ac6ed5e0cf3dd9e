import * as v from "valibot";
import { roundUsd } from "../domain/money.ts";
import { roundPercent } from "../domain/ratios.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import {
  describeWindow,
  Figure,
  FiguresWindow,
  roundCostPerRequest,
  Source,
  Warnings,
  warnOfWindow,
} from "../toolkit/outputs.ts";

export const getWorkspaceOverview = defineTool({
  name: "get_workspace_overview",
  title: "Workspace overview",
  description:
    "The workspace at a glance for the current billing cycle: cost in USD, requests, tokens, success rate, and numbers of agents, members, departments and keys as far as the API states them. For changes use get_usage_summary.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({}),
  output: v.object({
    window: FiguresWindow,
    cost_usd: Figure,
    requests: Figure,
    tokens: Figure,
    success_rate_percent: Figure,
    cost_per_request_usd: Figure,
    counts: v.nullable(
      v.object({
        agents: Figure,
        members: Figure,
        departments: Figure,
        virtual_keys: Figure,
        master_keys: Figure,
      }),
    ),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }) {
    const overview = await api.overview();
    const { agents, members, departments, virtualKeys, masterKeys } = overview.counts;
    const isCounted = Object.values(overview.counts).some((count) => count !== null);
    return {
      window: describeWindow("billing_cycle", overview.window, now),
      cost_usd: roundUsd(overview.cost),
      requests: overview.requests,
      tokens: overview.tokens,
      success_rate_percent: roundPercent(overview.successRatePercent),
      cost_per_request_usd: roundCostPerRequest(overview),
      counts: isCounted
        ? { agents, members, departments, virtual_keys: virtualKeys, master_keys: masterKeys }
        : null,
      source: overview.source,
      warnings: [
        ...overview.warnings,
        ...warnOfWindow("billing_cycle", overview.window),
        ...(isCounted
          ? []
          : ["The API states no numbers of agents, members, departments and keys; their lists do."]),
      ],
    };
  },
});
