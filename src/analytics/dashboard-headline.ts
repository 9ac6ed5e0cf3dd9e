/** The dashboard in a few sentences: where the billing cycle ends, whose budget runs out, and what moved. */
import { isBlocking, isUsedUp } from "../domain/budget.ts";
import { formatUsd, type Usd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { unnamed } from "../domain/text.ts";
import type { PacedUse } from "./budget-use.ts";
import type { Mover, WithinBudget } from "./dashboard.ts";
import type { Exhaustion } from "./exhaustion.ts";
import type { Forecast, ForecastBasis } from "./forecast.ts";

interface HeadlineFacts {
  readonly spent: Usd | null;
  readonly budget: Usd | null;
  readonly within: WithinBudget | null;
  readonly forecast: Forecast | null;
  readonly movers: readonly (Mover & { readonly dimension: string })[];
  readonly cycleDays: string;
  /** Keys and departments whose budget is used up, and those whose budget nearly is or will be. */
  readonly over: readonly PacedUse[];
  readonly near: readonly PacedUse[];
}

export function tellDashboard({
  spent,
  budget,
  within,
  forecast,
  movers,
  cycleDays,
  over,
  near,
}: HeadlineFacts): string {
  const cost =
    spent === null
      ? "The cost of the billing cycle is unknown"
      : `${formatUsd(spent)} so far in ${cycleDays}`;
  const end =
    forecast === null
      ? ""
      : `, heading for ${formatUsd(forecast.total)} (80 % range ${formatUsd(forecast.low)} to ${formatUsd(forecast.high)}${tellShortBasis(forecast.basis)})`;
  const usedUp = forecast?.exhaustion ? ` (${tellExhaustion(forecast.exhaustion)})` : "";
  const isOver = isUsedUp(spent, budget);
  const limit = budget === null ? "" : tellLimit(budget, isOver ? "used_up" : within, usedUp);
  return `${cost}${end}${limit}.${tellBlocking(near)}${tellOverBudget(over)}${tellMovers(movers)}`;
}

function tellLimit(budget: Usd, within: WithinBudget | "used_up" | null, usedUp: string): string {
  switch (within) {
    case "used_up":
      return `, and the budget of ${formatUsd(budget)} is used up already`;
    case "yes":
      return `, within the budget of ${formatUsd(budget)}`;
    case "no":
      return `, over the budget of ${formatUsd(budget)}${usedUp}`;
    case "open":
      return `; whether the budget of ${formatUsd(budget)} holds is open${usedUp}`;
    case null:
      return "";
  }
}

const tellShortBasis = ({ historyDays, isLittleHistory }: ForecastBasis): string =>
  isLittleHistory ? `, wider for want of history: ${historyDays} days` : "";

/** What the range rests on, in a sentence. */
export function tellBasis({
  historyDays,
  isLittleHistory,
  pastForecastCount,
  horizonDays,
}: ForecastBasis): string {
  const measured =
    pastForecastCount === 0
      ? `It rests on how much days vary: in ${historyDays} days of history no forecast can be checked`
      : `Measured on the errors of ${pastForecastCount} such forecasts over ${horizonDays} days within ${historyDays} days of history, and on how much days vary`;
  return `${measured}${isLittleHistory ? "; with so little history it is wider." : "."}`;
}

function tellExhaustion({ earliest, expected, latest }: Exhaustion): string {
  if (expected === null) return `not used up before ${earliest}`;
  const range =
    latest === null
      ? `not before ${earliest}`
      : latest === earliest
        ? ""
        : `80 % range ${earliest} to ${latest}`;
  return `at this pace used up on ${expected}${range === "" ? "" : `, ${range}`}`;
}

/** Whose requests will stop first. */
function tellBlocking(near: readonly PacedUse[]): string {
  const blocking = near
    .flatMap((use) =>
      use.runsOutOn !== null && isBlocking(use.actionAtLimit) ? [{ ...use, on: use.runsOutOn }] : [],
    )
    .sort((a, b) => a.on.localeCompare(b.on));
  return blocking.length === 0
    ? ""
    : ` At this pace requests are blocked before the cycle ends: ${joinNamed(blocking, (use) => `${tellBudgetUse(use)}, used up about ${use.on}`)}.`;
}

const tellOverBudget = (over: readonly PacedUse[]): string =>
  over.length === 0 ? "" : ` Over their own budgets: ${joinNamed(over, tellBudgetUse)}.`;

const tellBudgetUse = ({ kind, name, spent, budget }: PacedUse): string =>
  `${kind} ${name ?? unnamed} at ${computeSharePercent(spent, budget)} %`;

const maxNamed = 2;

function joinNamed<T>(items: readonly T[], textOf: (item: T) => string): string {
  const named = items.slice(0, maxNamed).map(textOf).join("; ");
  const more = items.length - maxNamed;
  return more > 0 ? `${named}; and ${more} more` : named;
}

/**
 * A rise is what somebody may have to act on, so it comes first. The dimension of each is named, because agents and models
 * divide the same dollars.
 */
function tellMovers(movers: HeadlineFacts["movers"]): string {
  const findLargest = (sign: 1 | -1) =>
    movers.filter(({ change }) => change * sign > 0).sort((a, b) => (b.change - a.change) * sign)[0];
  const [rise, fall] = [findLargest(1), findLargest(-1)];
  const told = [
    ...(rise === undefined
      ? []
      : [`largest rise ${rise.dimension} ${rise.name}, +${formatUsd(rise.change)}`]),
    ...(fall === undefined ? [] : [`largest fall ${fall.dimension} ${fall.name}, ${formatUsd(fall.change)}`]),
  ];
  return told.length === 0
    ? ""
    : ` Among agents and models, the last 7 complete days against the 7 before: ${told.join("; ")}.`;
}
