/** Whether more of a budget is used, or will be, than a script allows: the figures that were held against it, and the verdict. */
import { asDerivedUsd, formatUsd, roundUsd } from "../../domain/money.ts";
import { computeSharePercent } from "../../domain/ratios.ts";
import { UsageError, writeWord } from "../command-line.ts";
import { type ExitCode, exitCodes } from "../shell.ts";

export interface BudgetFacts {
  /** Dollars; "none" where none is set; otherwise why it is unknown or cannot be compared. */
  readonly budget: { readonly usd: number } | "none" | { readonly unknown: string };
  /** What is held against it; dollars are null where unknown, and `problem` then says why. */
  readonly figures: readonly BudgetFigure[];
  /** What can never be judged with a credential of this kind. */
  readonly notes: readonly string[];
  /** What was not judged this time, though it is no failure. */
  readonly cautions: readonly string[];
}

interface BudgetFigure {
  readonly name: string;
  readonly usd: number | null;
  readonly problem: string;
}

const verdictCodes = {
  within: exitCodes.ok,
  /** Nothing is wrong with a workspace that has none; it is said each time. */
  no_budget: exitCodes.ok,
  over: exitCodes.overBudget,
  unknown: exitCodes.unreachable,
} as const satisfies Readonly<Record<string, ExitCode>>;

/** As programs read it. */
export interface BudgetJudgement {
  readonly percent: number;
  readonly verdict: keyof typeof verdictCodes;
  readonly budget_usd: number | null;
  readonly figures: readonly {
    readonly name: string;
    readonly cost_usd: number | null;
    readonly percent_of_budget: number | null;
    /** How far it is beyond the percentage that is allowed; null where it is within, or unknown. */
    readonly over_by_usd: number | null;
  }[];
  readonly explanation: readonly string[];
  /** The part of the explanation that nobody should overlook; empty where all is well. */
  readonly alerts: readonly string[];
}

/** `80` or `80%`. @throws UsageError */
export function readPercent(text: string): number {
  const [, digits = ""] = /^(\d{1,6}(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  const percent = Number(digits);
  if (digits !== "" && percent > 0) return percent;
  throw new UsageError(`--fail-over is a percentage above 0, such as 80, not ${writeWord(text)}.`);
}

/** What is known to be over is over, whatever else is unknown. */
export function judgeBudget(facts: BudgetFacts, percent: number): BudgetJudgement {
  const { budget, figures, notes, cautions } = facts;
  if (budget === "none") {
    const says = `No budget is set, so nothing can be over ${percent} % of it: this passes whatever is spent.`;
    return judgeWithoutBudget(percent, "no_budget", says);
  }
  if ("unknown" in budget)
    return judgeWithoutBudget(percent, "unknown", tellUnknown(percent, budget.unknown));
  const judged = figures.map((figure) => judgeFigure(figure, budget.usd, percent));
  const problems = figures.flatMap(({ usd, problem }) =>
    usd === null ? [tellUnknown(percent, problem)] : [],
  );
  const over = judged.filter(({ over_by_usd }) => over_by_usd !== null);
  const sentences = (some: typeof judged) =>
    some.flatMap((figure) => tellFigure(figure, budget.usd, percent));
  return {
    percent,
    verdict: over.length > 0 ? "over" : problems.length > 0 ? "unknown" : "within",
    budget_usd: budget.usd,
    figures: judged,
    explanation: [...sentences(judged), ...problems, ...cautions, ...notes],
    alerts: [...sentences(over), ...problems, ...cautions],
  };
}

const tellUnknown = (percent: number, why: string): string =>
  `Whether more than ${percent} % of the budget is used is unknown: ${why}`;

const judgeWithoutBudget = (
  percent: number,
  verdict: "no_budget" | "unknown",
  says: string,
): BudgetJudgement => ({
  percent,
  verdict,
  budget_usd: null,
  figures: [],
  explanation: [says],
  alerts: [says],
});

type JudgedFigure = BudgetJudgement["figures"][number];

function judgeFigure({ name, usd }: BudgetFigure, budget: number, percent: number): JudgedFigure {
  const over = usd === null ? null : usd - (budget * percent) / 100;
  return {
    name,
    cost_usd: usd,
    percent_of_budget: computeSharePercent(usd, budget),
    // Less than half a cent is what rounding leaves.
    over_by_usd: over === null || over < 0.005 ? null : roundUsd(asDerivedUsd(over)),
  };
}

function tellFigure(
  { name, cost_usd, percent_of_budget, over_by_usd }: JudgedFigure,
  budget: number,
  percent: number,
): string[] {
  if (cost_usd === null) return [];
  const [cost, whole] = [formatUsd(asDerivedUsd(cost_usd)), formatUsd(asDerivedUsd(budget))];
  const share = percent_of_budget === null ? "" : ` (${percent_of_budget} %)`;
  const limit = `${percent} % of the budget of ${whole}`;
  return [
    over_by_usd === null
      ? `${name}, ${cost}${share}, is not over ${limit}.`
      : `${name}, ${cost}${share}, is over ${limit} by ${formatUsd(asDerivedUsd(over_by_usd))}.`,
  ];
}

export const exitCodeOfVerdict = ({ verdict }: BudgetJudgement): ExitCode => verdictCodes[verdict];
