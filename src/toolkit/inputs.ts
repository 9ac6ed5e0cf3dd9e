/** Arguments that several tools share. Descriptions are paid for in every conversation: they say only what matters. */
import * as v from "valibot";
import { asCents } from "../domain/money.ts";
import { Period } from "../domain/periods.ts";

/** Text, because a period can be any days; `resolvePeriod` says which it means. */
const PeriodText = v.pipe(v.string(), v.maxLength(40));

/** The words that the page inside the chat offers for an argument that takes others as well. */
const offerChoices = (...words: readonly string[]) =>
  v.metadata<string, { choices: readonly string[] }>({ choices: words });
const Choices = v.object({ choices: v.array(v.string()) });

/** The words offered for an argument; none for most. */
export function choicesOf(argument: v.GenericSchema): readonly string[] {
  const wrapped = "wrapped" in argument && isSchema(argument.wrapped) ? argument.wrapped : argument;
  const found = v.safeParse(Choices, v.getMetadata(wrapped));
  return found.success ? found.output.choices : [];
}

export const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";

const anyDays = "2026-10 or 2026-10-03..2026-10-09";

/** For tools of a workspace. */
export const PeriodInput = v.optional(
  v.pipe(
    PeriodText,
    v.description(`24h, 7d, 30d, billing_cycle, ${anyDays}`),
    offerChoices("24h", "7d", "30d", "billing_cycle"),
  ),
  "billing_cycle",
);

/** For tools of both credentials. */
export const SharedPeriodInput = v.optional(
  v.pipe(
    PeriodText,
    v.description(`24h, 7d, 30d, billing_cycle; in a workspace also ${anyDays}`),
    offerChoices("24h", "7d", "30d", "billing_cycle"),
  ),
  "billing_cycle",
);

/** The four periods of the cockpit (the API of a virtual key), for tools that take its windows as they are. */
export const CockpitPeriodInput = v.optional(
  v.pipe(Period, v.description("Ends now, today included")),
  "billing_cycle",
);

export const PageInput = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.description("From 1")),
  1,
);

/** Ten by default: what is looked for is mostly at the top, and the rest is one page away. */
export const pageSizeInput = (maximum: number) =>
  v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximum), v.description("Rows a page")),
    10,
  );

/** For the analytics of one entity. */
export const EntityPeriodInput = v.optional(
  v.pipe(PeriodText, v.description(`24h, 7d, 30d, billing_cycle, ${anyDays}`)),
  "30d",
);

export const SortInput = v.optional(v.pipe(v.picklist(["cost", "name"]), v.description("Order")), "cost");

/** Turned into lower case, as the API spells ids. */
export const idInput = (description: string) =>
  v.pipe(v.string(), v.uuid(), v.toLowerCase(), v.description(description));

export const SearchInput = v.optional(
  v.pipe(v.string(), v.maxLength(100), v.description("Text in the name")),
);

/** 10 million dollars: a budget beyond that is a typing error. */
const maxBudgetCents = 1_000_000_000;

export const BudgetCents = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(maxBudgetCents),
  asCents,
);

export const BudgetActionInput = v.pipe(
  v.picklist(["alert_only", "block"]),
  v.description("At the limit: only alert, or block requests"),
);

/** The API's documentation does not say what a budget of zero means. */
export const warnOfZeroBudget = (budgetCents: number | undefined): string[] =>
  budgetCents === 0
    ? [
        "A budget of 0 may block every request, mean no limit, or be rejected: Alephant does not document which.",
      ]
    : [];

/** A PNG is sent as an image, an SVG as text: no model accepts an SVG as an image, and hosts have lost sessions over one. */
const ChartFormat = v.picklist(["png", "svg"]);
export type ChartFormat = v.InferOutput<typeof ChartFormat>;

export const ChartInput = v.optional(v.pipe(ChartFormat, v.description("Adds a chart")));

/** The chart that the arguments ask for, if any. */
export const chartFormatIn = ({ chart }: { readonly chart?: unknown }): ChartFormat | undefined =>
  v.is(ChartFormat, chart) ? chart : undefined;

/** For series over time, which have complete days, and today after them. */
export const SeriesPeriodInput = v.optional(
  v.pipe(
    PeriodText,
    v.description(`7d, 30d, 3m, 6m, 12m, ${anyDays}`),
    offerChoices("7d", "30d", "3m", "6m", "12m"),
  ),
  "30d",
);

/** For analyses, which have complete days only. */
export const CompleteDaysInput = v.optional(v.pipe(PeriodText, v.description(`7d, 30d, ${anyDays}`)), "30d");

export const CompareWithInput = v.optional(
  v.pipe(PeriodText, v.description("Other days, such as 2026-09; default as many right before")),
);

export const SparklineMetricsInput = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^[a-z_]+(?:,[a-z_]+)*$/, "a comma list of metric names such as spend,requests, or all"),
    v.maxLength(100),
    v.description("Comma list such as spend,requests; or all"),
  ),
  "all",
);
