/** What whoever pays for a workspace wants to know first; the sections below give the figures. */
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn } from "../../toolkit/table.ts";
import type { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import type { getWorkspaceBudgetStatus } from "../../tools/get-workspace-budget-status.ts";
import { writeChange, writeCount, writeCountOf, writePercent, writeUsd } from "../figure-text.ts";
import { readAnomalies, tellAnomaly } from "./anomalies.ts";
import { type AnswerCard, answerWhatFirst, missing, showCompleteDays, showWindow } from "./answer-card.ts";
import { writeProse, writeSentence, writeSignedUsd, writeToolText } from "./page-text.ts";
import type { ReportData, ReportResults } from "./report-data.ts";
import { isCycleUsedUp, listWorkspaceSteps } from "./workspace-steps.ts";

const writeParagraph = (words: string): Content => (words === "" ? null : writeSentence(words));

/** The page in a sentence, for whoever reads no further. */
export function writeWorkspaceLead(results: ReportResults): string {
  const { get_executive_dashboard: dashboard, compare_entity_periods: compared } = results;
  const cycle = dashboard?.cycle;
  const known = findSpent(results);
  const spent =
    known === null
      ? "What this workspace has spent in this billing cycle is not known"
      : `${writeUsd(known)} so far in this billing cycle`;
  const moved = compared === undefined ? "" : writeToolText(compared.headline);
  return [`${spent}${cycle === undefined ? "" : tellEnd(cycle)}.`, moved]
    .filter((part) => part !== "")
    .join(" ");
}

function tellEnd(cycle: Dashboard["cycle"]): string {
  const budget = isCycleUsedUp(cycle) ? `, of a budget of ${writeUsd(cycle.budget_usd)}` : "";
  if (cycle.forecast_usd === null) return budget;
  const judgements: Readonly<Record<string, string>> = {
    yes: ", within the budget",
    no: ", over the budget",
    open: "; whether the budget holds is open",
  };
  const judgement = budget === "" ? (judgements[cycle.ends_within_budget ?? ""] ?? "") : "";
  return `${budget}, heading for ${writeUsd(cycle.forecast_usd)}${judgement}`;
}

/** Two routes of the API have the cost of the cycle: what is held against the budget comes first. */
const findSpent = ({
  get_executive_dashboard: dashboard,
  get_workspace_overview: overview,
}: ReportResults): number | null => dashboard?.cycle.cost_usd ?? overview?.cost_usd ?? null;

export const answerForWorkspace = ({ results }: ReportData): readonly AnswerCard[] => [
  answerSpent(results),
  answerBudget(results.get_executive_dashboard, results.get_workspace_budget_status),
  answerChange(results),
  answerWhatFirst(listWorkspaceSteps(results), findUnknowns(results)),
];

function answerSpent(results: ReportResults): AnswerCard {
  const { get_workspace_overview: overview, get_daily_costs: daily } = results;
  const spent = findSpent(results);
  return {
    question: "What did we spend?",
    first: spent === null ? "Not known" : `${writeUsd(spent)} in this billing cycle`,
    more: [
      overview === undefined ? null : showWindow(overview.window),
      showCompleteDays(daily, "billing_cycle"),
    ],
  };
}

type Dashboard = Answer<typeof getExecutiveDashboard>;
type Status = Answer<typeof getWorkspaceBudgetStatus>;

function answerBudget(dashboard: Dashboard | undefined, status: Status | undefined): AnswerCard {
  const question = "Is it within budget?";
  if (dashboard === undefined) return { question, first: missing, more: null };
  const { cycle, over_budget: over } = dashboard;
  const [low, high] = cycle.forecast_80_percent_range_usd ?? [];
  const range =
    low === undefined || high === undefined
      ? ""
      : `Forecast of the cycle's end: ${writeUsd(cycle.forecast_usd)}, 80 % range ${writeUsd(low)} to ${writeUsd(high)}. `;
  const used = cycle.used_percent === null ? "" : `${writePercent(cycle.used_percent)} is used, `;
  const others =
    over.count === null || over.count === 0
      ? ""
      : `${cycle.ends_within_budget === "yes" ? "But" : "And"} ${over.count === 1 ? "1 key or department is over its" : `${writeCount(over.count)} keys and departments are over their`} own budget.`;
  return {
    question,
    first: tellWithin(cycle, status),
    more: [
      writeParagraph(`${range}${used}${writeCountOf(cycle.days_left, "day")} left, today included.`),
      others === "" ? null : html`<p><a href="#budgets">${others}</a></p>`,
    ],
  };
}

function tellWithin(cycle: Dashboard["cycle"], status: Status | undefined): string {
  const { ends_within_budget: within, budget_usd: budget, forecast_usd: forecast } = cycle;
  if (isCycleUsedUp(cycle)) return `No: ${writeUsd(cycle.cost_usd)} of ${writeUsd(budget)} is spent already`;
  switch (within) {
    case "yes":
      return `Yes: heading for ${writeUsd(forecast)} of ${writeUsd(budget)}`;
    case "no":
      return `No: heading for ${writeUsd(forecast)}, over the budget of ${writeUsd(budget)}`;
    case "open":
      return `Open: heading for ${writeUsd(forecast)}; the budget is ${writeUsd(budget)}`;
    default:
      return budget === null ? tellBudget(status) : `Unknown: the budget is ${writeUsd(budget)}`;
  }
}

/**
 * The answer where the budget is not one of dollars a billing cycle. The API states what happens at a limit only where
 * there is one.
 */
function tellBudget(status: Status | undefined): string {
  if (status === undefined || status.at_limit === null) return "No budget is set, or it is unknown";
  return status.budget_usd === null
    ? "Not known: the budget cannot be held against the cost"
    : `Not known: the budget of ${writeUsd(status.budget_usd)} counts ${status.budget_period ?? "other days"}`;
}

/** More of them would hide the largest. */
const anomaliesNamed = 3;

function answerChange({
  compare_entity_periods: compared,
  diagnose_cost_anomaly: diagnosis,
}: ReportResults): AnswerCard {
  const all = diagnosis === undefined ? [] : readAnomalies(diagnosis);
  // Departments and keys show the same dollars once more.
  const nearest = all.filter(({ dimension }) => dimension !== "department" && dimension !== "master key");
  const anomalies = nearest.length > 0 ? nearest : all;
  const [costChange = null] = compared === undefined ? [] : figuresIn(compared.figures, "change_percent");
  const first =
    compared === undefined
      ? missing
      : compared.change_usd === null
        ? "Not known"
        : `${writeSignedUsd(compared.change_usd)}${costChange === null ? "" : ` (${writeChange(costChange)})`}`;
  return {
    question: "What changed, and why?",
    first,
    more: [
      compared === undefined
        ? null
        : writeParagraph(
            `${writeToolText(compared.window)} against ${writeToolText(compared.compared_with)}.`,
          ),
      anomalies.length === 0
        ? writeParagraph(diagnosis === undefined ? "" : writeToolText(diagnosis.headline))
        : html`<ul>${anomalies
            .slice(0, anomaliesNamed)
            .map(
              (each) =>
                html`<li><strong>${each.dimension} ${each.name}</strong>: ${writeProse(tellAnomaly(each))}</li>`,
            )}</ul>
<p class="screen"><a href="#anomalies">What is unusual, and why</a></p>`,
    ],
  };
}

/** Which of the figures that could lead to a step are not known. */
function findUnknowns({
  get_executive_dashboard: dashboard,
  diagnose_cost_anomaly: diagnosis,
  find_idle_resources: idle,
}: ReportResults): string[] {
  const isJudged = diagnosis?.verdict === "anomaly" || diagnosis?.verdict === "no_anomaly";
  return [
    ...(dashboard === undefined || dashboard.cycle.forecast_usd === null
      ? ["where the billing cycle is heading"]
      : []),
    ...(dashboard === undefined || dashboard.over_budget.count === null
      ? ["which budgets of keys and departments are used up"]
      : []),
    ...(isJudged ? [] : ["what is unusual"]),
    ...(idle === undefined ? ["which keys nobody uses"] : []),
  ];
}
