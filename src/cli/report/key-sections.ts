/** What the holder of one virtual key sees: scope, budget, totals, models and requests. */

import { writeFacts } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getMyScope } from "../../tools/get-my-scope.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import {
  writeAllowedModels,
  writeCount,
  writeOrUnknown,
  writePercent,
  writeUsd,
  writeWindow,
} from "../figure-text.ts";
import {
  showMore,
  writeLimit,
  writePeriod,
  writeRequestUsd,
  writeSentence,
  writeTerm,
  writeTime,
} from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import {
  countColumn,
  requestUsdColumn,
  shareColumn,
  tabulateRows,
  termColumn,
  timeColumn,
  unitUsdColumn,
  usdColumn,
  wordsColumn,
} from "./tool-table.ts";

type Usage = Answer<typeof getUsageSummary>;
type Budget = Answer<typeof getMyBudget>;

export const showScopeSection = (data: ReportData): Section => ({
  id: "scope",
  heading: "Whom this key speaks for",
  content: showPart(data, "get_my_scope", tabulateScope),
});

export const showKeyBudgetSection = (data: ReportData): Section => ({
  id: "budget",
  heading: "Budget",
  content: showPart(data, "get_my_budget", tabulateBudget),
});

export const showUsageSection = (data: ReportData): Section => ({
  id: "usage",
  heading: "Totals",
  content: showPart(data, "get_usage_summary", tabulateUsage),
});

function tabulateScope({ virtual_key: key, workspace, bound_to: owner }: Answer<typeof getMyScope>): Content {
  return writeFacts("This virtual key", [
    ["Name", writeOrUnknown(key.label)],
    ["Begins with", writeOrUnknown(key.prefix)],
    ["Status", writeOrUnknown(key.status)],
    [
      "Bound to",
      owner === null ? "nobody, or unknown" : `${writeOrUnknown(owner.type)} ${writeOrUnknown(owner.name)}`,
    ],
    ["Department", writeOrUnknown(owner?.department ?? null)],
    ["Workspace", writeOrUnknown(workspace.name)],
    ["Requests a minute", key.rate_limit_rpm === null ? "no limit known" : writeCount(key.rate_limit_rpm)],
    ["Models", writeAllowedModels(key.allowed_models)],
  ]);
}

function tabulateBudget({ virtual_key_budget: key, entity_budget: entity, period }: Budget): Content {
  if (key === null) return writeSentence("The API states nothing about a budget of this key.");
  const ofLimit = (words: string): string => (key.has_limit === false ? "no limit" : words);
  return writeFacts(`Budget of the key; spent in the ${writePeriod(period)}`, [
    ["Limit", ofLimit(writeUsd(key.budget_usd))],
    ["Spent", writeUsd(key.spent_in_period_usd)],
    ["Left", ofLimit(writeUsd(key.remaining_usd))],
    ["Used", ofLimit(writePercent(key.used_percent))],
    ["Counts", ofLimit(writeTerm(writeOrUnknown(key.budget_window)))],
    ["Starts anew (UTC)", ofLimit(key.resets_at === null ? "unknown" : writeTime(key.resets_at))],
    ["At the limit", ofLimit(writeLimit(key.at_limit))],
    ...(entity === null
      ? []
      : [
          ["Budget of the agent or member behind it", writeUsd(entity.budget_usd)] as const,
          ["Spent by the agent or member", writeUsd(entity.spent_in_period_usd)] as const,
        ]),
  ]);
}

function tabulateUsage(usage: Usage): Content {
  return writeFacts(writeWindow(usage.window), [
    ["Cost", writeUsd(usage.cost_usd)],
    ["Requests", writeCount(usage.requests)],
    ["Tokens", writeCount(usage.tokens)],
    ["Tokens in", writeCount(usage.input_tokens)],
    ["Tokens out", writeCount(usage.output_tokens)],
    ["A request costs", writeUsd(usage.cost_per_request_usd, 4)],
    ["A million tokens cost", writeUsd(usage.cost_per_million_tokens_usd, 4)],
  ]);
}

export const showModelsSection = (data: ReportData): Section => ({
  id: "models",
  heading: "Cost by model",
  content: showPart(data, "get_cost_by_model", (costs) => [
    costs.models.rows.length === 0
      ? writeSentence("No model has a known cost in these days.")
      : tabulateRows(`Cost by model, ${writeWindow(costs.window)}`, costs.models, [
          wordsColumn("model", "Model"),
          wordsColumn("provider", "Provider"),
          usdColumn("cost_usd", "Cost"),
          shareColumn("share_percent", "Share"),
          countColumn("requests", "Requests"),
          unitUsdColumn("cost_per_request_usd", "A request costs"),
          countColumn("tokens", "Tokens"),
          unitUsdColumn("cost_per_million_tokens_usd", "A million tokens cost"),
        ]),
    showMore(costs.page.total, costs.page.returned, "model"),
    html`<p class="muted">Total: ${writeUsd(costs.total_cost_usd)}.</p>`,
  ]),
});

export const showRequestsSection = (data: ReportData): Section => ({
  id: "requests",
  heading: "Recent requests",
  content: showPart(data, "get_my_recent_requests", ({ requests, returned, total, of_returned: sums }) =>
    requests.rows.length === 0
      ? writeSentence("No requests are known.")
      : [
          html`<p>The last ${writeCount(returned)}${total === null ? "" : ` of ${writeCount(total)}`}: ${sums.failed === null ? "failures unknown" : `${writeCount(sums.failed)} failed`}, ${writeRequestUsd(sums.cost_usd)}, slowest ${sums.slowest_ms === null ? "unknown" : `${writeCount(sums.slowest_ms)} ms`}.</p>`,
          tabulateRows("Requests, the newest first", requests, [
            timeColumn("created_at", "Time (UTC)"),
            wordsColumn("model", "Model"),
            wordsColumn("provider", "Provider"),
            termColumn("status", "Status"),
            countColumn("input_tokens", "Tokens in"),
            countColumn("output_tokens", "Tokens out"),
            requestUsdColumn("cost_usd", "Cost"),
            countColumn("latency_ms", "Latency in ms"),
          ]),
        ],
  ),
});
