/** The figures of the cockpit, the read-only routes of a virtual key: what the key has used and cost, and its budget. */

import { type CostByModel, keyOfModel } from "../../domain/costs.ts";
import type { BudgetStatus } from "../../domain/entities.ts";
import { centsToUsd, sumUsd } from "../../domain/money.ts";
import type { Period } from "../../domain/periods.ts";
import type { DailyCosts, RecentRequests, UsageSummary } from "../../domain/usage.ts";
import { path } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { mergeRows, warnOfMergedRows } from "../merged-rows.ts";
import { dropDegradedZero, toSourced } from "./provenance.ts";
import {
  BudgetStatusResponse,
  CostByModelResponse,
  DailyCostsResponse,
  RecentRequestsResponse,
  UsageSummaryResponse,
} from "./responses.ts";

const routes = {
  usageSummary: path`/api/v1/cockpit/usage-summary`,
  dailyCosts: path`/api/v1/cockpit/daily-costs`,
  costByModel: path`/api/v1/cockpit/cost-by-model`,
  budgetStatus: path`/api/v1/cockpit/budget-status`,
  recentRequests: path`/api/v1/cockpit/recent-requests`,
} as const;

export async function readUsageSummary(request: SendRequest, period: Period): Promise<UsageSummary> {
  const answer = await request(routes.usageSummary, UsageSummaryResponse, { query: { period } });
  const keepKnown = dropDegradedZero(answer.degraded);
  const inputTokens = keepKnown(answer.totalTokens?.input ?? null);
  const outputTokens = keepKnown(answer.totalTokens?.output ?? null);
  return {
    ...toSourced(routes.usageSummary, answer),
    window: answer.period,
    cost: centsToUsd(keepKnown(answer.totalCostCents)),
    requests: keepKnown(answer.totalRequests),
    inputTokens,
    outputTokens,
    tokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
    change: {
      window: null,
      before: null,
      costNow: null,
      costBefore: null,
      cost: null,
      costPercent: keepKnown(answer.vsPreviousPeriod?.costPct ?? null),
      requestsPercent: keepKnown(answer.vsPreviousPeriod?.requestsPct ?? null),
      tokensPercent: null, // the cockpit does not compare tokens
    },
  };
}

export async function readDailyCosts(request: SendRequest, period: Period): Promise<DailyCosts> {
  const answer = await request(routes.dailyCosts, DailyCostsResponse, { query: { period } });
  const keepKnown = dropDegradedZero(answer.degraded);
  const rows = answer.data.map((row) => ({
    day: row.date,
    cost: centsToUsd(keepKnown(row.costCents)),
    requests: keepKnown(row.requests),
    tokens: keepKnown(row.tokens),
  }));
  const days = mergeRows(rows, ({ day }) => day).sort((a, b) => a.day.localeCompare(b.day));
  const provenance = toSourced(routes.dailyCosts, answer);
  return {
    ...provenance,
    window: answer.period,
    days,
    warnings: [...provenance.warnings, ...warnOfMergedRows(rows.length, days.length, "day")],
  };
}

export async function readCostByModel(request: SendRequest, period: Period): Promise<CostByModel> {
  const answer = await request(routes.costByModel, CostByModelResponse, { query: { period } });
  const keepKnown = dropDegradedZero(answer.degraded);
  const rows = answer.data.map((row) => ({
    model: row.model,
    provider: row.provider,
    cost: centsToUsd(keepKnown(row.costCents)),
    requests: keepKnown(row.requests),
    tokens: null, // the cockpit's rows carry no tokens
  }));
  const models = mergeRows(rows, keyOfModel);
  const provenance = toSourced(routes.costByModel, answer);
  const isUnknown = answer.degraded === true && models.length === 0;
  return {
    ...provenance,
    warnings: [...provenance.warnings, ...warnOfMergedRows(rows.length, models.length, "model")],
    window: answer.period,
    total: isUnknown ? null : sumUsd(models.map(({ cost }) => cost)),
    models,
  };
}

export async function readBudgetStatus(request: SendRequest, period: Period): Promise<BudgetStatus> {
  const answer = await request(routes.budgetStatus, BudgetStatusResponse, { query: { period } });
  const keepKnown = dropDegradedZero(answer.degraded);
  const { virtualKeyBudget: key, entityBudget: entity } = answer;
  return {
    ...toSourced(routes.budgetStatus, answer),
    virtualKey: key && {
      budget: centsToUsd(key.budgetCents ?? null),
      isBudgetStated: key.budgetCents !== undefined,
      spent: centsToUsd(keepKnown(key.spentCents)),
      budgetWindow: key.budgetWindow?.toLowerCase() ?? null,
      budgetAction: key.budgetAction,
      resetsAt: key.resetsAt,
    },
    entity: entity && {
      budget: centsToUsd(entity.budgetCents),
      spent: centsToUsd(keepKnown(entity.spentCents)),
    },
  };
}

export interface RecentRequestsPage {
  readonly limit: number;
  readonly offset: number;
}

export async function readRecentRequests(
  request: SendRequest,
  { limit, offset }: RecentRequestsPage,
): Promise<RecentRequests> {
  const answer = await request(routes.recentRequests, RecentRequestsResponse, {
    query: { limit, offset },
  });
  const isAvailable = !(answer.degraded === true && answer.data.length === 0);
  return {
    ...toSourced(routes.recentRequests, answer),
    isAvailable,
    requests: answer.data.map(({ tokensIn, tokensOut, costCents, ...row }) => ({
      ...row,
      inputTokens: tokensIn,
      outputTokens: tokensOut,
      cost: centsToUsd(costCents),
    })),
    total: isAvailable ? (answer.pagination?.total ?? null) : null,
  };
}
