/** The dashboard in a few sentences: where the billing cycle ends, whose budget is used up, and what moved. */
import { type Usd, usdText } from "../domain/money.ts";
import { sharePercent } from "../domain/ratios.ts";
import type { BudgetUse, FullBudgets } from "./budget-use.ts";
import { isRise, type Mover } from "./dashboard.ts";
import type { Exhaustion } from "./exhaustion.ts";
import type { Forecast, ForecastBasis } from "./forecast.ts";

export type Within = "yes" | "no" | "open";

export const withinBudget = (low: Usd, high: Usd, budget: Usd): Within =>
  high <= budget ? "yes" : low > budget ? "no" : "open";

interface HeadlineFacts {
  readonly spent: Usd | null;
  readonly budget: Usd | null;
  readonly within: Within | null;
  readonly forecast: Forecast | null;
  /** Of keys and departments. */
  readonly budgets: FullBudgets;
  readonly movers: readonly NamedMover[];
  readonly cycleDays: string;
}

type NamedMover = Mover & { readonly dimension: string };

export function dashboardHeadline({
  spent,
  budget,
  within,
  forecast,
  budgets,
  movers,
  cycleDays,
}: HeadlineFacts): string {
  const cost =
    spent === null ? "The cost of the billing cycle is unknown" : `${usdText(spent)} so far in ${cycleDays}`;
  const end =
    forecast === null
      ? ""
      : `, heading for ${usdText(forecast.total)} (80 % range ${usdText(forecast.low)} to ${usdText(forecast.high)}, ${shortBasis(forecast.basis)})`;
  const usedUp = forecast?.exhaustion ? ` (${exhaustionText(forecast.exhaustion)})` : "";
  const limit =
    budget === null || within === null
      ? ""
      : {
          yes: `, within the budget of ${usdText(budget)}`,
          no: `, over the budget of ${usdText(budget)}${usedUp}`,
          open: `; whether the budget of ${usdText(budget)} holds is open${usedUp}`,
        }[within];
  return [`${cost}${end}${limit}.`, ...fullBudgetsText(budgets), ...moversText(movers)].join(" ");
}

/** So many are named. */
const namedBudgets = 2;

/** Over is said first. */
export const fullBudgetsText = ({ over, near }: FullBudgets): string[] => [
  ...(over.length === 0 ? [] : [`Over their own budget: ${listed(over)}.`]),
  ...(near.length === 0 ? [] : [`Near their own budget: ${listed(near)}.`]),
];

function listed(uses: readonly BudgetUse[]): string {
  const named = uses
    .slice(0, namedBudgets)
    .map(({ kind, name, spent, budget }) => `${kind} ${name} (${sharePercent(spent, budget)} %)`);
  const more = uses.length - named.length;
  return `${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

/** The largest rise and the largest fall of all dimensions together. */
function moversText(movers: readonly NamedMover[]): string[] {
  const sorted = movers.toSorted((a, b) => b.change - a.change);
  const [rise, fall] = [sorted.find(isRise), sorted.findLast((mover) => !isRise(mover))];
  const told = (what: string, mover: NamedMover | undefined): string[] =>
    mover === undefined
      ? []
      : [`${what} ${mover.dimension} ${mover.name}, ${mover.change > 0 ? "+" : ""}${usdText(mover.change)}`];
  const moves = [...told("largest rise", rise), ...told("largest fall", fall)];
  return moves.length === 0
    ? []
    : [`Last 7 days against the 7 before, agents and models: ${moves.join("; ")}.`];
}

const shortBasis = ({ historyDays, isLittleHistory, pastForecasts }: ForecastBasis): string =>
  isLittleHistory
    ? `wider for want of history: ${historyDays} days`
    : `measured on ${pastForecasts} past forecasts`;

/** What the range rests on, in a sentence. */
export function basisText({
  historyDays,
  isLittleHistory,
  pastForecasts,
  horizonDays,
}: ForecastBasis): string {
  const measured =
    pastForecasts === 0
      ? `The range rests on how much the days vary: in ${historyDays} days of history no forecast can be checked`
      : `The range is measured on the errors of ${pastForecasts} forecasts made the same way over ${horizonDays} days within ${historyDays} days of history, and on how much the days vary`;
  return `${measured}${isLittleHistory ? "; with so little history it is wider." : "."}`;
}

function exhaustionText({ earliest, expected, latest }: Exhaustion): string {
  if (expected === null) return `not used up before ${earliest}`;
  const range =
    latest === null
      ? `not before ${earliest}`
      : latest === earliest
        ? ""
        : `80 % range ${earliest} to ${latest}`;
  return `at this pace used up on ${expected}${range === "" ? "" : `, ${range}`}`;
}
