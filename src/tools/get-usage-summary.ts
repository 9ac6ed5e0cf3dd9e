import * as v from "valibot";
import { roundUsd } from "../domain/money.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { SharedPeriodInput } from "../toolkit/inputs.ts";
import {
  describeToday,
  describeUsageChange,
  describeWindow,
  Figure,
  FiguresWindow,
  roundCostPerMillionTokens,
  roundCostPerRequest,
  Source,
  TodaySoFar,
  UsageChangeOutput,
  Warnings,
  warnOfUndatedChange,
  warnOfWindow,
} from "../toolkit/outputs.ts";

export const getUsageSummary = defineTool({
  name: "get_usage_summary",
  title: "Usage summary",
  description:
    "Totals of a period: cost in USD, requests, tokens, cost per request and per million tokens, the change against the days before, and today so far. For one figure of the whole; for parts use get_cost_by_model, for a trend get_daily_costs.",
  modes: ["vk", "manager"],
  effect: "read",
  input: v.strictObject({ period: SharedPeriodInput }),
  output: v.object({
    window: FiguresWindow,
    cost_usd: Figure,
    requests: Figure,
    tokens: Figure,
    input_tokens: Figure,
    output_tokens: Figure,
    cost_per_request_usd: Figure,
    cost_per_million_tokens_usd: Figure,
    today_so_far: v.optional(TodaySoFar),
    change: UsageChangeOutput,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ periodUsage, now }, { period }) {
    const summary = await periodUsage.usageSummary(period);
    const { cost, requests, tokens, change } = summary;
    return {
      window: describeWindow(period, summary.window, now),
      cost_usd: roundUsd(cost),
      requests,
      tokens,
      input_tokens: summary.inputTokens,
      output_tokens: summary.outputTokens,
      cost_per_request_usd: roundCostPerRequest(summary),
      cost_per_million_tokens_usd: roundCostPerMillionTokens(summary),
      ...describeToday(summary.today),
      change: describeUsageChange(change, cost),
      source: summary.source,
      warnings: [
        ...summary.warnings,
        ...warnOfWindow(period, summary.window),
        ...warnOfUndatedChange(change),
      ],
    };
  },
});
