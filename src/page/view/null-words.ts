/** The words for null. Where a tool does not mean "unknown" by it, the member's name and its siblings tell what it means. */

type Group = Readonly<Record<string, unknown>>;

const isUnknown = (value: unknown): boolean => value === null || value === undefined;

/** In the dashboard's cycle: without a budget there is nothing to compare the cost with. */
const chooseBudgetWord = (group: Group): string =>
  isUnknown(group["budget_usd"]) ? "no budget known" : "unknown";

const chooseExhaustionWord = (group: Group): string =>
  isUnknown(group["budget_usd"]) || isUnknown(group["forecast_usd"])
    ? chooseBudgetWord(group)
    : "not within the cycle";

/** A sum of ratios says nothing. */
const chooseSumWord = ({ unit }: Group): string =>
  unit === "percent" || unit === "ms" || unit === "USD per request" ? "none, for it is a ratio" : "unknown";

const meanings: ReadonlyMap<string, string | ((group: Group) => string)> = new Map(
  Object.entries<string | ((group: Group) => string)>({
    next_page: "none",
    incomplete_day: "none",
    incomplete_point: "none",
    today_so_far: "none",
    budget_usd: "none, or unknown",
    ends_within_budget: chooseBudgetWord,
    burn_multiple: chooseBudgetWord,
    budget_exhausted_on: chooseExhaustionWord,
    budget_exhausted_range: chooseExhaustionWord,
    forecast_level_since: (group) => (isUnknown(group["forecast_usd"]) ? "unknown" : "none"),
    runs_out_on: "not foreseen",
    total: chooseSumWord,
    complete_days_total: chooseSumWord,
    unit: "not stated",
    week_change_percent: ({ unit }) => (unit === "percent" ? "in points, for it is a percentage" : "unknown"),
    week_change_points: ({ unit }) => (unit === "percent" ? "unknown" : "only of percentages"),
  }),
);

/** @param group the object that the member belongs to */
export function chooseNullWord(name: string, group: Group): string {
  const meaning = meanings.get(name);
  return typeof meaning === "function" ? meaning(group) : (meaning ?? "unknown");
}

/** For a null inside a list. */
export const chooseNullWordInside = (name: string): string =>
  name === "budget_exhausted_range" ? "after the cycle" : "unknown";
