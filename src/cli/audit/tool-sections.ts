/** Tool results as a person reads them in a terminal: for each tool, what is shown of its result, and how. */

import { isUsedUp } from "../../domain/budget.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { getCostByModel } from "../../tools/get-cost-by-model.ts";
import type { getDailyCosts } from "../../tools/get-daily-costs.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getMyScope } from "../../tools/get-my-scope.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import type { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import {
  writeAllowedModels,
  writeChange,
  writeCount,
  writeCounted,
  writeOrUnknown,
  writePercent,
  writeUsd,
  writeWindow,
} from "../figure-text.ts";
import { type Drawing, drawBar } from "../terminal-drawing.ts";
import { type DayCost, drawDays } from "./day-chart.ts";

export function writeScope(
  { virtual_key: key, workspace, bound_to: owner }: Answer<typeof getMyScope>,
  drawing: Drawing,
): string[] {
  const limit =
    key.rate_limit_rpm === null ? "no rate limit known" : `${key.rate_limit_rpm} requests a minute`;
  const whose =
    owner === null
      ? "nobody"
      : `${writeOrUnknown(owner.type)} ${writeOrUnknown(owner.name)}, department ${writeOrUnknown(owner.department)}`;
  return drawing.pairs([
    [
      "Key",
      `${writeOrUnknown(key.label)} (${writeOrUnknown(key.prefix)}…), ${writeOrUnknown(key.status)}, ${limit}`,
    ],
    ["Bound to", whose],
    ["Workspace", writeOrUnknown(workspace.name)],
    ["Models", writeAllowedModels(key.allowed_models)],
  ]);
}

export function writeUsage(facts: Answer<typeof getUsageSummary>, drawing: Drawing): string[] {
  const { change: changes } = facts;
  const inAndOut =
    facts.input_tokens === null || facts.output_tokens === null
      ? ""
      : `${writeCount(facts.input_tokens)} in, ${writeCount(facts.output_tokens)} out`;
  return [
    ...drawing.wrapped(writeWindow(facts.window)),
    ...drawing.table(
      [
        { name: "Cost", figure: writeUsd(facts.cost_usd), change: changes.cost_percent, more: "" },
        { name: "Requests", figure: writeCount(facts.requests), change: changes.requests_percent, more: "" },
        { name: "Tokens", figure: writeCount(facts.tokens), change: changes.tokens_percent, more: inAndOut },
      ],
      [
        { name: "", text: (row) => row.name },
        { name: "", text: (row) => row.figure, isNumber: true },
        { name: "change", text: (row) => writeChange(row.change), isNumber: true },
        { name: "", text: (row) => row.more, isExtra: true },
      ],
    ),
    ...drawing.wrapped(
      `${writeUsd(facts.cost_per_request_usd, 4)} a request, ${writeUsd(facts.cost_per_million_tokens_usd, 4)} a million tokens`,
    ),
    // Where the days are unknown, a warning says so.
    ...(changes.days === null || changes.compared_with === null
      ? []
      : drawing.wrapped(`change: ${changes.days} against ${changes.compared_with}`)),
  ];
}

export function writeKeyBudget(
  { virtual_key_budget: key }: Answer<typeof getMyBudget>,
  drawing: Drawing,
): string[] {
  if (key === null) return ["  unknown"];
  const spent = writeUsd(key.spent_in_period_usd);
  if (key.has_limit !== true)
    return [`  ${key.has_limit === false ? "no limit" : "limit unknown"}; ${spent} spent`];
  return [
    ...drawBudgetBar(key.used_percent, drawing),
    ...drawing.wrapped(`${spent} of ${writeUsd(key.budget_usd)}, ${writeUsd(key.remaining_usd)} left`),
    ...drawing.wrapped(
      `${writeOrUnknown(key.budget_window)} budget, resets ${writeOrUnknown(key.resets_at)}, at the limit: ${writeOrUnknown(key.at_limit)}`,
    ),
  ];
}

function drawBudgetBar(used: number | null, drawing: Drawing): string[] {
  // At 60 columns and more it has 40; the words beside it take 15.
  const length = Math.min(40, drawing.columns - 20);
  return [`  ${drawBar(used, length)}  ${writePercent(used)} used`];
}

export function writeOverview(facts: Answer<typeof getWorkspaceOverview>, drawing: Drawing): string[] {
  const counts = Object.entries(facts.counts ?? {}).flatMap(([name, number]) =>
    number === null ? [] : [`${writeCount(number)} ${name.replaceAll("_", " ")}`],
  );
  return [
    ...drawing.wrapped(writeWindow(facts.window)),
    ...drawing.pairs([
      ["Cost", `${writeUsd(facts.cost_usd)}, ${writeUsd(facts.cost_per_request_usd, 4)} a request`],
      [
        "Requests",
        `${writeCount(facts.requests)}, ${writePercent(facts.success_rate_percent)} of them successful`,
      ],
      ["Tokens", writeCount(facts.tokens)],
    ]),
    ...(counts.length === 0 ? [] : drawing.wrapped(counts.join(", "))),
  ];
}

export function writeWorkspaceBudget(
  facts: Answer<typeof getWorkspaceBudgetStatus>,
  drawing: Drawing,
): string[] {
  const { thresholds_percent: thresholds, thresholds_reached_percent: reached } = facts;
  if (facts.budget_usd === null) return [`  none set, or unknown; ${writeUsd(facts.cost_usd)} spent`];
  return [
    ...drawBudgetBar(facts.used_percent, drawing),
    ...drawing.wrapped(
      `${writeUsd(facts.cost_usd)} of ${writeUsd(facts.budget_usd)}, ${writeUsd(facts.remaining_usd)} left`,
    ),
    ...drawing.wrapped(
      `${writeOrUnknown(facts.budget_period)} budget, alerts at ${writePercents(thresholds)} (reached: ${writePercents(reached)}), at the limit: ${writeOrUnknown(facts.at_limit)}`,
    ),
  ];
}

function writePercents(values: readonly number[] | null): string {
  if (values === null) return "unknown";
  return values.length === 0 ? "none" : `${values.join(", ")} %`;
}

export function writeForecast({ cycle }: Answer<typeof getExecutiveDashboard>, drawing: Drawing): string[] {
  if (cycle.forecast_usd === null) return ["  unknown"];
  const [low, high] = cycle.forecast_80_percent_range_usd ?? [];
  const range =
    low === undefined || high === undefined ? "" : ` (80 % range ${writeUsd(low)} to ${writeUsd(high)})`;
  const [earliest = null] = cycle.budget_exhausted_range ?? [];
  const end = isUsedUp(cycle.cost_usd, cycle.budget_usd)
    ? "; the budget is used up already"
    : earliest === null
      ? ""
      : cycle.budget_exhausted_on === null
        ? `; the budget is not used up before ${earliest}`
        : `; the budget is used up on ${cycle.budget_exhausted_on}${earliest < cycle.budget_exhausted_on ? `, not before ${earliest}` : ""}`;
  const within =
    { yes: ", within the budget", no: ", over the budget", open: ", within the budget or not" }[
      cycle.ends_within_budget ?? ""
    ] ?? "";
  return drawing.wrapped(
    `${writeUsd(cycle.forecast_usd)} at the end of ${cycle.days.replace("..", " to ")}${range}${within}${end}. ${cycle.range_basis ?? ""}`,
  );
}

/** Budgets of keys and departments that are used up, and then those that nearly are; nothing where there are none. */
export function writeFullBudgets(facts: Answer<typeof getExecutiveDashboard>, drawing: Drawing): string[] {
  const lines = (state: string, { count, shown }: BudgetUses): string[] => {
    const kinds = wordsIn(shown, "kind");
    const [spent, budgets, used] = [
      figuresIn(shown, "cost_usd"),
      figuresIn(shown, "budget_usd"),
      figuresIn(shown, "used_percent"),
    ];
    const [names, ends] = [wordsIn(shown, "name"), wordsIn(shown, "runs_out_on")];
    const told = names.flatMap((name, index) =>
      drawing.wrapped(
        `${state}: ${kinds[index] ?? ""} ${writeOrUnknown(name)}, ${writeUsd(spent[index] ?? null)} of ${writeUsd(budgets[index] ?? null)} (${writePercent(used[index] ?? null)})${ends[index] == null ? "" : `, used up about ${ends[index]} at this pace`}`,
      ),
    );
    const more = (count ?? 0) - names.length;
    return more > 0 ? [...told, `  and ${more} more ${state}`] : told;
  };
  return [...lines("over budget", facts.over_budget), ...lines("near budget", facts.near_budget)];
}

type BudgetUses = Answer<typeof getExecutiveDashboard>["over_budget"];

/** The rows of daily costs. */
export function readDayCosts({ days }: Pick<Answer<typeof getDailyCosts>, "days">): DayCost[] {
  const costs = figuresIn(days, "cost_usd");
  return wordsIn(days, "date").map((date, index) => ({ date: date ?? "", cost_usd: costs[index] ?? null }));
}

export function writeDailyCosts(
  { days: table, complete_days, incomplete_day }: Answer<typeof getDailyCosts>,
  drawing: Drawing,
): string[] {
  const days = readDayCosts({ days: table });
  const today = days.find(({ date }) => date === incomplete_day);
  const star =
    today === undefined
      ? []
      : [`* ${today.date} is not over: ${writeUsd(today.cost_usd)} so far, counted in none of these figures`];
  return [
    ...drawDays(days, today !== undefined, drawing.columns),
    ...drawing.wrapped(
      `${writeCounted(complete_days.days, "complete day")}: ${writeUsd(complete_days.cost_usd)}, mean ${writeUsd(complete_days.mean_cost_per_day_usd)} a day`,
    ),
    ...writeExtremes(
      days.filter((day) => day !== today),
      drawing,
    ),
    ...star.flatMap((text) => drawing.wrapped(text, "  ", "    ")),
  ];
}

/** Nothing when no cost is known. */
function writeExtremes(days: readonly DayCost[], drawing: Drawing): string[] {
  const sorted = days
    .flatMap(({ date, cost_usd }) => (cost_usd === null ? [] : [{ date, cost: cost_usd }]))
    .toSorted((a, b) => a.cost - b.cost);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  return drawing.wrapped(
    `lowest ${writeUsd(lowest.cost)} on ${lowest.date}, highest ${writeUsd(highest.cost)} on ${highest.date}`,
  );
}

const modelsShown = 10;

export interface ModelRow {
  readonly model: string | null;
  readonly provider: string | null;
  readonly cost_usd: number | null;
  readonly share_percent: number | null;
  readonly requests: number | null;
  readonly cost_per_request_usd: number | null;
}

/** The rows of the costs by model. */
export function readModelRows({ models }: Pick<Answer<typeof getCostByModel>, "models">): ModelRow[] {
  const providers = wordsIn(models, "provider");
  const costs = figuresIn(models, "cost_usd");
  const shares = figuresIn(models, "share_percent");
  const requests = figuresIn(models, "requests");
  const unitCosts = figuresIn(models, "cost_per_request_usd");
  return wordsIn(models, "model").map((model, index) => ({
    model,
    provider: providers[index] ?? null,
    cost_usd: costs[index] ?? null,
    share_percent: shares[index] ?? null,
    requests: requests[index] ?? null,
    cost_per_request_usd: unitCosts[index] ?? null,
  }));
}

/** `total`: how many there are, of which these rows are the first; null when unknown. */
export function writeModels(
  models: readonly ModelRow[],
  total: number | null,
  cost: number | null,
  drawing: Drawing,
): string[] {
  const shown = models.slice(0, modelsShown);
  const more = (total ?? models.length) - shown.length;
  return [
    ...drawing.table(shown, [
      { name: "model", text: (row) => writeOrUnknown(row.model) },
      { name: "provider", text: (row) => writeOrUnknown(row.provider), isExtra: true },
      { name: "cost", text: (row) => writeUsd(row.cost_usd), isNumber: true },
      { name: "share", text: (row) => writePercent(row.share_percent), isNumber: true },
      { name: "", text: (row) => drawBar(row.share_percent, drawing.columns < 90 ? 10 : 20), isExtra: true },
      { name: "requests", text: (row) => writeCount(row.requests), isNumber: true, isExtra: true },
      {
        name: "a request",
        text: (row) => writeUsd(row.cost_per_request_usd, 4),
        isNumber: true,
        isExtra: true,
      },
    ]),
    ...(more > 0 ? [`  and ${writeCounted(more, "more model")}`] : []),
    `  total ${writeUsd(cost)}`,
  ];
}
