/** The usage of one agent, member or department, as the three analytics tools show it. */
import * as v from "valibot";
import { sumCompleteDays } from "../analytics/daily.ts";
import { roundUnitCost, roundUsd } from "../domain/money.ts";
import { divideUsd } from "../domain/ratios.ts";
import { dayOf } from "../domain/time.ts";
import type { EntityUsage } from "../domain/usage.ts";
import { modelsShown } from "./models-shown.ts";
import {
  ReportWindow,
  reportWindow,
  Source,
  TodaySoFar,
  todaySoFar,
  UsageChangeOutput,
  usageChange,
  Warnings,
  windowWarnings,
} from "./outputs.ts";
import { Table, tableOf } from "./table.ts";
import type { PeriodSummary } from "./usage-summary.ts";

const Figure = v.nullable(v.number());

export const EntityUsageOutput = v.object({
  id: v.string(),
  name: v.nullable(v.string()),
  window: ReportWindow,
  cost_usd: Figure,
  requests: Figure,
  tokens: Figure,
  cost_per_request_usd: Figure,
  cost_per_million_tokens_usd: Figure,
  today_so_far: TodaySoFar,
  change: UsageChangeOutput,
  mean_cost_per_complete_day_usd: Figure,
  days: Table,
  incomplete_day: v.pipe(v.nullable(v.string()), v.description("The row that is not over yet")),
  models: v.optional(Table),
  reported: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    v.description("What the entity's own route adds up to now, in the API's words and units"),
  ),
  source: Source,
  warnings: Warnings,
});

export function entityUsage(id: string, usage: EntityUsage & PeriodSummary, period: string, now: Date) {
  const { cost, requests, tokens } = usage;
  const today = dayOf(now);
  const totals = sumCompleteDays(usage.days, usage.window, today);
  return {
    id,
    name: usage.name,
    window: reportWindow(period, usage.window, now),
    cost_usd: roundUsd(cost),
    requests,
    tokens,
    cost_per_request_usd: roundUnitCost(divideUsd(cost, requests)),
    cost_per_million_tokens_usd: roundUnitCost(divideUsd(cost, tokens === null ? null : tokens / 1e6)),
    today_so_far: todaySoFar(usage.today),
    change: usageChange(usage.change),
    mean_cost_per_complete_day_usd: roundUsd(totals.meanCost),
    days: tableOf(usage.days, {
      date: ({ day }) => day,
      cost_usd: (day) => roundUsd(day.cost),
      requests: (day) => day.requests,
      tokens: (day) => day.tokens,
    }),
    incomplete_day: usage.days.find(({ day }) => day >= today)?.day ?? null,
    ...(usage.models === null ? {} : { models: modelsShown(usage.models.costs, usage.models.days) }),
    reported: usage.reported,
    source: usage.source,
    warnings: [...usage.warnings, ...windowWarnings(period, usage.window), ...totals.warnings],
  };
}
