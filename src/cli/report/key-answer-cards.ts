/** What the holder of one virtual key wants to know first. */
import { nearShare } from "../../analytics/budget-use.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import {
  writeChange,
  writeCount,
  writeCountOf,
  writePercent,
  writeUsd,
  writeWindow,
} from "../figure-text.ts";
import { type AnswerCard, answerWhatFirst, missing, showCompleteDays, showWindow } from "./answer-card.ts";
import { writeLimit, writePeriod, writeSentence, writeTerm, writeToolText } from "./page-text.ts";
import type { ReportData, ReportResults } from "./report-data.ts";

type Usage = Answer<typeof getUsageSummary>;
type Budget = Answer<typeof getMyBudget>;

/** The page in a sentence. */
export function writeKeyLead({ get_usage_summary: usage, get_my_budget: budget }: ReportResults): string {
  const spent =
    usage === undefined
      ? "What this key spent is not known"
      : `${usage.cost_usd === null ? "What this key spent is not known" : `This key spent ${writeUsd(usage.cost_usd)}`} in ${writeSpan(usage)}`;
  const key = budget?.virtual_key_budget;
  const used =
    key === null || key === undefined || key.used_percent === null
      ? ""
      : ` Of its ${nameBudget(key.budget_window)} of ${writeUsd(key.budget_usd)}, ${writePercent(key.used_percent)} is used.`;
  return `${spent}.${used}`;
}

function writeSpan({ window }: Usage): string {
  if (window.period === "billing_cycle") return "this billing cycle so far";
  return window.from === null ? "days that are not known" : writeWindow(window);
}

export const answerForKey = ({ results, caution }: ReportData): readonly AnswerCard[] => [
  answerSpent(results),
  answerBudget(results.get_my_budget),
  answerChange(results.get_usage_summary),
  answerWhatFirst(listKeySteps(results, caution), findUnknowns(results)),
];

function answerSpent({ get_usage_summary: usage, get_daily_costs: daily }: ReportResults): AnswerCard {
  const question = "What did this key spend?";
  const byDay = showCompleteDays(daily, usage?.window.period);
  if (usage === undefined) return { question, first: missing, more: byDay };
  const first = usage.cost_usd === null ? "Not known" : `${writeUsd(usage.cost_usd)} in ${writeSpan(usage)}`;
  // Days other than the cycle's are named in the answer itself.
  const isDated = usage.cost_usd !== null && usage.window.period !== "billing_cycle";
  return { question, first, more: [isDated ? null : showWindow(usage.window), byDay] };
}

function answerChange(usage: Usage | undefined): AnswerCard {
  const question = "What changed?";
  if (usage === undefined) return { question, first: missing, more: null };
  const { change: changes } = usage;
  const first = changes.cost_percent === null ? "Not known" : `${writeChange(changes.cost_percent)} of cost`;
  const requests =
    changes.requests_percent === null ? "" : `Requests ${writeChange(changes.requests_percent)}. `;
  const days =
    changes.days === null || changes.compared_with === null
      ? "The comparison is the API's own; it does not say which days it compares."
      : `${writeToolText(changes.days)} against ${writeToolText(changes.compared_with)}.`;
  return {
    question,
    first,
    more: changes.cost_percent === null ? null : writeSentence(`${requests}${days}`),
  };
}

function answerBudget(budget: Budget | undefined): AnswerCard {
  const question = "Is it within budget?";
  const key = budget?.virtual_key_budget;
  if (budget === undefined || key === null || key === undefined)
    return { question, first: missing, more: null };
  if (key.has_limit !== true) {
    const first =
      key.has_limit === false ? "This key has no limit" : "It is not known whether there is a limit";
    const spent =
      key.spent_in_period_usd === null
        ? null
        : writeSentence(`${writeUsd(key.spent_in_period_usd)} spent in the ${writePeriod(budget.period)}.`);
    return { question, first, more: spent };
  }
  const whole = `the ${nameBudget(key.budget_window)} of ${writeUsd(key.budget_usd)}`;
  const first =
    key.used_percent === null
      ? `Not known: how much of ${whole} is used`
      : `${key.used_percent >= 100 ? "No" : "Yes"}: ${writePercent(key.used_percent)} of ${whole} is used`;
  const more = [
    key.budget_window === null ? "Over which days it counts, the API does not state." : "",
    key.remaining_usd === null ? "" : `${writeUsd(key.remaining_usd)} left.`,
    key.days_left === null
      ? ""
      : `It starts anew after ${writeCountOf(key.days_left, "day")}, today included.`,
    `At the limit: ${writeLimit(key.at_limit)}.`,
  ];
  return { question, first, more: writeSentence(more.filter((each) => each !== "").join(" ")) };
}

/** "monthly budget"; without a word for the window, which the API may not state. */
const nameBudget = (window: string | null): string =>
  window === null ? "budget" : `${writeTerm(window)} budget`;

/** Which of the figures that could lead to a step are not known. */
function findUnknowns({ get_my_budget: budget, get_my_recent_requests: recent }: ReportResults): string[] {
  const key = budget?.virtual_key_budget;
  const hasLimit = key?.has_limit ?? null;
  return [
    ...(hasLimit === null ? ["whether the key has a budget, and how much of it is used"] : []),
    ...(hasLimit === true && key?.used_percent === null ? ["how much of the budget is used"] : []),
    ...(recent === undefined || recent.of_returned.failed === null ? ["whether requests failed"] : []),
  ];
}

function listKeySteps(
  { get_my_budget: budget, get_my_recent_requests: recent }: ReportResults,
  caution: readonly string[],
): string[] {
  const key = budget?.virtual_key_budget;
  const used = key?.used_percent ?? null;
  const failed = recent?.of_returned.failed ?? null;
  return [
    ...(key === null || key === undefined || used === null || used < nearShare * 100
      ? []
      : [
          `Decide whether to spend less or to have the ${nameBudget(key.budget_window)} raised: ${writePercent(used)} of ${writeUsd(key.budget_usd)} is used; at the limit: ${writeLimit(key.at_limit)}.`,
        ]),
    // There is a caution only for a key that is bound to nobody.
    ...(caution.length === 0
      ? []
      : [
          "Have this key bound to the agent or member that uses it: until then its figures may be those of the whole workspace.",
        ]),
    ...(recent === undefined || failed === null || failed === 0
      ? []
      : [`Look at the failed requests: ${writeCount(failed)} of the last ${writeCount(recent.returned)}.`]),
    ...(key?.has_limit === false ? ["Ask whether this key should have a budget: it has no limit."] : []),
  ];
}
