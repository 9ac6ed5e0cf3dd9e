/** The dashboard in two sentences: where the billing cycle ends, and what moved. */
import { type Usd, usdText } from "../domain/money.ts";
import type { Mover } from "./dashboard.ts";
import type { Exhaustion, Forecast, ForecastBasis } from "./forecast.ts";

export type Within = "yes" | "no" | "open";

export const withinBudget = (low: Usd, high: Usd, budget: Usd): Within =>
  high <= budget ? "yes" : low > budget ? "no" : "open";

interface HeadlineFacts {
  readonly spent: Usd | null;
  readonly budget: Usd | null;
  readonly within: Within | null;
  readonly forecast: Forecast | null;
  readonly movers: readonly (Mover & { readonly dimension: string })[];
  readonly cycleDays: string;
}

export function dashboardHeadline({
  spent,
  budget,
  within,
  forecast,
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
  const [top] = movers;
  const mover =
    top === undefined
      ? ""
      : ` Largest move of the last 7 complete days: ${top.dimension} ${top.name}, ${top.change >= 0 ? "+" : ""}${usdText(top.change)} against the 7 before.`;
  return `${cost}${end}${limit}.${mover}`;
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
      ? `The range rests on how much the days vary, for ${historyDays} days of history allow no forecast to be checked`
      : `The range is as wide as the errors of ${pastForecasts} forecasts made the same way over ${horizonDays} days within ${historyDays} days of history`;
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
