/** What the holder of one virtual key wants to know first. */
import { html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getMyBudget } from "../../tools/get-my-budget.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import { change, count, named, percent, plural, usd, windowText } from "../figure-text.ts";
import type { AnswerCard } from "./answers.ts";
import type { ReportData, ReportResults } from "./report-data.ts";
import { daysText, list } from "./section.ts";

type Usage = Answer<typeof getUsageSummary>;
type Budget = Answer<typeof getMyBudget>;

const missing = "Not known: see below.";

/** The page in a sentence. */
export function keyLead({ get_usage_summary: usage, get_my_budget: budget }: ReportResults): string {
  if (usage === undefined) return "";
  const spent =
    usage.cost_usd === null ? "What this key spent is not known" : `This key spent ${usd(usage.cost_usd)}`;
  const key = budget?.virtual_key_budget;
  const used =
    key === null || key === undefined || key.used_percent === null
      ? ""
      : ` Of its ${named(key.budget_window)} budget of ${usd(key.budget_usd)}, ${percent(key.used_percent)} is used.`;
  return `${spent} in ${spanText(usage)}.${used}`;
}

const spanText = ({ window }: Usage): string =>
  window.period === "billing_cycle" ? "this billing cycle so far" : windowText(window);

export const keyAnswers = ({ results }: ReportData): readonly AnswerCard[] => [
  spentCard(results),
  budgetCard(results.get_my_budget),
  changeCard(results.get_usage_summary),
  stepsCard(results),
];

function spentCard({ get_usage_summary: usage, get_daily_costs: daily }: ReportResults): AnswerCard {
  const question = "What did this key spend?";
  const days = daily?.complete_days;
  const byDay =
    daily === undefined ||
    days === undefined ||
    days.cost_usd === null ||
    daily.window.period === usage?.window.period
      ? null
      : html`<p>${usd(days.cost_usd)} in ${plural(days.days, "complete day")}, ${windowText(daily.window)}: ${usd(days.mean_cost_per_day_usd)} a day.</p>`;
  if (usage === undefined) return { question, first: missing, more: byDay };
  const first = usage.cost_usd === null ? "Not known" : `${usd(usage.cost_usd)} in ${spanText(usage)}`;
  return { question, first, more: [html`<p>${windowText(usage.window)}.</p>`, byDay] };
}

function changeCard(usage: Usage | undefined): AnswerCard {
  const question = "What changed?";
  if (usage === undefined) return { question, first: missing, more: null };
  const { change: changes } = usage;
  const first = changes.cost_percent === null ? "Not known" : `${change(changes.cost_percent)} of cost`;
  const requests = changes.requests_percent === null ? "" : `Requests ${change(changes.requests_percent)}. `;
  const days =
    changes.days === null || changes.compared_with === null
      ? "The comparison is the API's own; it does not say which days it compares."
      : `${daysText(changes.days)} against ${daysText(changes.compared_with)}.`;
  return { question, first, more: html`<p>${changes.cost_percent === null ? "" : `${requests}${days}`}</p>` };
}

function budgetCard(budget: Budget | undefined): AnswerCard {
  const question = "Is it within budget?";
  const key = budget?.virtual_key_budget;
  if (key === null || key === undefined) return { question, first: missing, more: null };
  if (key.has_limit !== true) {
    const first =
      key.has_limit === false ? "This key has no limit" : "It is not known whether there is a limit";
    const spent =
      key.spent_in_period_usd === null ? null : html`<p>${usd(key.spent_in_period_usd)} spent.</p>`;
    return { question, first, more: spent };
  }
  const first =
    key.used_percent === null
      ? `Not known: the budget is ${usd(key.budget_usd)}`
      : `${key.used_percent >= 100 ? "No" : "Yes"}: ${percent(key.used_percent)} of ${usd(key.budget_usd)} is used`;
  const left = key.remaining_usd === null ? "" : `${usd(key.remaining_usd)} left. `;
  const until =
    key.days_left === null ? "" : `It starts anew after ${plural(key.days_left, "day")}, today included. `;
  return { question, first, more: html`<p>${left}${until}At the limit: ${named(key.at_limit)}.</p>` };
}

/** From here on a budget is nearly used up. */
const nearPercent = 80;

function stepsCard({ get_my_budget: budget, get_my_recent_requests: recent }: ReportResults): AnswerCard {
  const key = budget?.virtual_key_budget;
  const used = key?.used_percent ?? null;
  const failed = recent?.of_returned.failed ?? null;
  const steps = [
    ...(key === null || key === undefined || used === null || used < nearPercent
      ? []
      : [
          `Decide whether to spend less or to have the budget raised: ${percent(used)} of ${usd(key.budget_usd)} is used; at the limit: ${named(key.at_limit)}.`,
        ]),
    ...(recent === undefined || failed === null || failed === 0
      ? []
      : [`Look at the failed requests: ${count(failed)} of the last ${count(recent.returned)}.`]),
    ...(key?.has_limit === false ? ["Ask whether this key should have a budget: it has no limit."] : []),
  ];
  const [first, ...others] = steps;
  return {
    question: "What should be done first?",
    first:
      first ??
      (used === null && key?.has_limit !== false && failed === null
        ? missing
        : "Nothing in these figures asks for a decision today."),
    more: list(others),
  };
}
