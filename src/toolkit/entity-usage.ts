/** The usage of one agent, member or department: how it is read, and how the three analytics tools show it. */
import * as v from "valibot";
import { sumCompleteDays } from "../analytics/complete-days.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Entity } from "../domain/entities.ts";
import { explainApiError } from "../domain/errors.ts";
import { roundUsd } from "../domain/money.ts";
import { isPeriodOfDays, periodLengths, resolvePeriod } from "../domain/periods.ts";
import { dayOf } from "../domain/time.ts";
import type { EntityUsage, Scalars } from "../domain/usage.ts";
import { describeListedModels } from "./listed-models.ts";
import {
  describeToday,
  describeUsageChange,
  describeWindow,
  Figure,
  FiguresWindow,
  roundCostPerMillionTokens,
  roundCostPerRequest,
  Source,
  TodaySoFar,
  UsageChangeOutput,
  Warnings,
  warnOfWindow,
} from "./outputs.ts";
import { Table, tableOf } from "./table.ts";
import { type PeriodSummary, summarizeUsage } from "./usage-summary.ts";

/** As many days up to now as the entity's own route has for the period; undefined where it has none. */
function countDaysUpToNow(period: string): number | undefined {
  if (period === "24h") return 1;
  return isPeriodOfDays(period) ? periodLengths[period] : undefined;
}

/** @throws ApiError not_found when neither the entity's route nor the usage knows the id */
export async function readEntityUsage(
  api: WorkspaceApi,
  now: Date,
  period: string,
  entity: Entity,
): Promise<EntityUsage & PeriodSummary> {
  // The entity's own route has days up to now only: for another window it gives the name and nothing else.
  const days = countDaysUpToNow(resolvePeriod(period, now).name);
  const [summary, { notFoundError, otherError, figures, models }] = await Promise.all([
    summarizeUsage(api, now, period, entity),
    api.entityAnalytics(entity, days ?? 30),
  ]);
  if (notFoundError === undefined) {
    const warnings =
      otherError === undefined
        ? []
        : [`Name and further figures could not be read. ${explainApiError(otherError, "manager").sentence}`];
    return {
      ...summary,
      name: nameIn(figures),
      reported: days === undefined ? {} : dropUsageMembers(figures),
      models: days === undefined || models === null ? null : { dayCount: days, costs: models },
      warnings: [...summary.warnings, ...warnings],
    };
  }
  // A route that is missing and an id that is unknown both give a 404. Usage tells them apart: only an id that exists has any.
  if (summary.requests === null || summary.requests === 0) throw notFoundError;
  return {
    ...summary,
    name: null,
    reported: {},
    models: null,
    warnings: [
      ...summary.warnings,
      `This deployment does not offer ${notFoundError.facts.request}; the figures come from ${summary.source}.`,
    ],
  };
}

/** Members of the route's answer that repeat what usage says, or what was asked. */
const usageMembers = /^(?:.*id|name|(?:total)?_?(?:cost|requests|tokens)|period.*|window.*|days)$/i;

const dropUsageMembers = (figures: Scalars): Scalars =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => !usageMembers.test(name)));

const nameIn = ({ name }: Scalars): string | null => (typeof name === "string" ? name : null);

export const EntityUsageOutput = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  window: FiguresWindow,
  cost_usd: Figure,
  requests: Figure,
  tokens: Figure,
  cost_per_request_usd: Figure,
  cost_per_million_tokens_usd: Figure,
  today_so_far: v.optional(TodaySoFar),
  change: UsageChangeOutput,
  mean_cost_per_complete_day_usd: Figure,
  incomplete_day: v.pipe(v.nullable(v.string()), v.description("The day that is not over yet")),
  days: Table,
  models: v.optional(Table),
  reported: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    v.description("What the entity's own route adds up to now, in the API's words and units"),
  ),
  source: Source,
  warnings: Warnings,
});

export function describeEntityUsage(
  id: string,
  usage: EntityUsage & PeriodSummary,
  period: string,
  now: Date,
) {
  const { cost, requests, tokens } = usage;
  const today = dayOf(now);
  const totals = sumCompleteDays(usage.days, usage.window, today);
  return {
    id,
    name: usage.name,
    window: describeWindow(period, usage.window, now),
    cost_usd: roundUsd(cost),
    requests,
    tokens,
    cost_per_request_usd: roundCostPerRequest(usage),
    cost_per_million_tokens_usd: roundCostPerMillionTokens(usage),
    ...describeToday(usage.today),
    change: describeUsageChange(usage.change, cost),
    mean_cost_per_complete_day_usd: roundUsd(totals.meanCost),
    incomplete_day: usage.days.find(({ day }) => day >= today)?.day ?? null,
    days: tableOf(usage.days, {
      date: ({ day }) => day,
      cost_usd: (day) => roundUsd(day.cost),
      requests: (day) => day.requests,
      tokens: (day) => day.tokens,
    }),
    ...(usage.models === null
      ? {}
      : { models: describeListedModels(usage.models.costs, usage.models.dayCount) }),
    reported: usage.reported,
    source: usage.source,
    warnings: [...usage.warnings, ...warnOfWindow(period, usage.window), ...totals.warnings],
  };
}
