/** What the figures of a workspace ask somebody to do or to decide, the most urgent first. */
import { isBlocking, isUsedUp } from "../../domain/budget.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import { writePercent, writeUsd } from "../figure-text.ts";
import { readAnomalies } from "./anomalies.ts";
import { writeLimit } from "./page-text.ts";
import type { ReportResults } from "./report-data.ts";

type Dashboard = Answer<typeof getExecutiveDashboard>;

/** Sentences; none when no figure asks for a decision. */
export function listWorkspaceSteps({
  get_executive_dashboard: dashboard,
  diagnose_cost_anomaly: diagnosis,
  find_idle_resources: idle,
  get_workspace_budget_status: status,
}: ReportResults): string[] {
  const goingOn =
    diagnosis === undefined ? [] : readAnomalies(diagnosis).filter(({ goesOn }) => goesOn === true);
  // A department's dollars are those of its agents: whoever runs the agent can act.
  const nearest = goingOn.filter(({ dimension }) => dimension === "agent" || dimension === "member");
  const removable = idle === undefined ? [] : findRemovable(idle);
  return [
    ...(dashboard === undefined
      ? []
      : [
          ...listBudgetSteps(dashboard.over_budget, true),
          ...listOverrunSteps(dashboard),
          ...listBudgetSteps(dashboard.near_budget, true),
        ]),
    ...(nearest.length > 0 ? nearest : goingOn).map(
      ({ dimension, name, since, excessADay, through }) =>
        `Ask whoever runs ${dimension} ${name} why it has cost ${excessADay === null ? "more" : `${writeUsd(excessADay)} a day more`} since ${since ?? "this window"}${through === null ? "" : `, through ${through}`}: it goes on.`,
    ),
    ...(dashboard === undefined
      ? []
      : [...listBudgetSteps(dashboard.over_budget, false), ...listBudgetSteps(dashboard.near_budget, false)]),
    ...(dashboard?.cycle.budget_usd === null
      ? [
          status === undefined || status.at_limit === null
            ? "Find out whether the workspace has a budget, and whether it should: none is set, or it is unknown."
            : "Find out how much of the workspace's budget is used: it cannot be held against the cost of the billing cycle.",
        ]
      : []),
    ...(removable[0] === undefined
      ? []
      : [
          `Have the keys removed that nobody uses, ${removable[0]} first; the list is under "Keys and agents to ask about".`,
        ]),
  ];
}

export const isCycleUsedUp = ({ cost_usd: cost, budget_usd: budget }: Dashboard["cycle"]): boolean =>
  isUsedUp(cost, budget);

/** A step where the cycle ends over its budget, or may. */
function listOverrunSteps({ cycle }: Dashboard): string[] {
  const { ends_within_budget: within, budget_usd: budget, forecast_usd: forecast } = cycle;
  if (isCycleUsedUp(cycle))
    return [
      `Decide whether to spend less or to raise the budget of ${writeUsd(budget)}: ${writeUsd(cycle.cost_usd)} is spent already.`,
    ];
  if (within !== "no" && within !== "open") return [];
  const [earliest = null] = cycle.budget_exhausted_range ?? [];
  const day = cycle.budget_exhausted_on ?? earliest;
  const until =
    day === null
      ? ""
      : ` before ${day}, when it ${cycle.budget_exhausted_on === null ? "may be" : "is expected to be"} used up`;
  return [
    `Decide whether to spend less or to raise the budget of ${writeUsd(budget)}${until}: the cycle is heading for ${writeUsd(forecast)}.`,
  ];
}

/** A step for each key and department of a list: for those that stop at their limit, or for the others. */
function listBudgetSteps({ shown }: Dashboard["over_budget"], wantsBlocking: boolean): string[] {
  const words = (column: "kind" | "name" | "at_limit" | "runs_out_on") => wordsIn(shown, column);
  const [kinds, limits, days] = [words("kind"), words("at_limit"), words("runs_out_on")];
  const figures = (column: "cost_usd" | "budget_usd" | "used_percent") => figuresIn(shown, column);
  const [costs, budgets, used] = [figures("cost_usd"), figures("budget_usd"), figures("used_percent")];
  return words("name").flatMap((name, index) => {
    const limit = limits[index] ?? null;
    if (isBlocking(limit?.split(" ")[0] ?? null) !== wantsBlocking) return [];
    const who = `${kinds[index] ?? ""} ${name ?? ""}`.trim();
    const state = `${writeUsd(costs[index] ?? null)} of ${writeUsd(budgets[index] ?? null)} (${writePercent(used[index] ?? null)})`;
    const end =
      days[index] === null || days[index] === undefined ? "" : `, used up on ${days[index]} at this pace`;
    if (wantsBlocking && (used[index] ?? 0) >= 100)
      return [`Decide about the budget of ${who}, whose requests should have stopped: ${state}.`];
    return [
      wantsBlocking
        ? `Decide about the budget of ${who} before its requests stop: ${state}${end}.`
        : `Decide about the budget of ${who}: ${state}${end}; at the limit: ${writeLimit(limit)}.`,
    ];
  });
}

function findRemovable({ candidates }: NonNullable<ReportResults["find_idle_resources"]>): string[] {
  const tiers = wordsIn(candidates, "tier");
  return wordsIn(candidates, "name").flatMap((name, index) =>
    name !== null && tiers[index] === "safe_to_remove" ? [name] : [],
  );
}
