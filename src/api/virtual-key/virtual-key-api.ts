/** The endpoints that a virtual key may call: the read-only cockpit of one key. */

import type { CostByModel } from "../../domain/costs.ts";
import { keyOfModel } from "../../domain/costs.ts";
import type { BudgetStatus } from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import type { CatalogueModel } from "../../domain/models.ts";
import { type Cents, centsToUsd, sumUsd, type Usd } from "../../domain/money.ts";
import type { Period } from "../../domain/time.ts";
import type { DailyCosts, RecentRequests, UsageSummary } from "../../domain/usage.ts";
import { path, routeSource } from "../http/path.ts";
import type { Request } from "../http/requests.ts";
import { mergeRows, warnOfMergedRows } from "../merged-rows.ts";
import { catalogueModel, ModelsResponse } from "../model-catalogue.ts";
import { credentialFrom, healthRoute, probe, problemsOf, readHealth } from "../probe.ts";
import type { SharedApi } from "../shared-api.ts";
import { nullIfDegradedZero, reportOf } from "./cockpit-report.ts";
import {
  BudgetStatusResponse,
  CostByModelResponse,
  DailyCostsResponse,
  RecentRequestsResponse,
  UsageSummaryResponse,
} from "./responses.ts";
import { readScope, type Scope, type ScopeMemory, scopeRoute, subjectOf } from "./scope.ts";

export interface VirtualKeyApi extends SharedApi {
  scope(): Promise<Scope>;
  usageSummary(period: Period): Promise<UsageSummary>;
  dailyCosts(period: Period): Promise<DailyCosts>;
  costByModel(period: Period): Promise<CostByModel>;
  budget(period: Period): Promise<BudgetStatus>;
  recentRequests(page: { readonly limit: number; readonly offset: number }): Promise<RecentRequests>;
}

const routes = {
  usageSummary: path`/api/v1/cockpit/usage-summary`,
  dailyCosts: path`/api/v1/cockpit/daily-costs`,
  costByModel: path`/api/v1/cockpit/cost-by-model`,
  budgetStatus: path`/api/v1/cockpit/budget-status`,
  recentRequests: path`/api/v1/cockpit/recent-requests`,
  models: path`/api/v1/models`,
} as const;

export interface VirtualKeySettings {
  readonly baseUrl: string;
  readonly memory: ScopeMemory;
  readonly notes: () => readonly string[];
}

export function virtualKeyApi(
  request: Request,
  { baseUrl, memory, notes }: VirtualKeySettings,
): VirtualKeyApi {
  /** This call's own question, if it asked: its answer is newer than what is remembered. */
  let own: Promise<Scope> | undefined;
  const scope = (): Promise<Scope> => {
    own ??= readScope(request).then((answer) => {
      memory.remember(answer);
      return answer;
    });
    return own;
  };

  return {
    scope,
    notes,

    async subject() {
      try {
        return subjectOf(await (own ?? memory.read()));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { text: "one virtual key", warnings: ["Whom the key speaks for could not be read."] };
      }
    },

    health: () => readHealth(request),

    async connection() {
      const [health, key] = await Promise.all([
        probe(healthRoute.text, () => readHealth(request)),
        probe(scopeRoute.text, scope),
      ]);
      const subject = key.value === undefined ? undefined : subjectOf(key.value);
      return {
        mode: "vk",
        baseUrl,
        apiStatus: health.value?.status ?? null,
        apiVersion: health.value?.version ?? null,
        credential: credentialFrom(key),
        speaksFor: subject?.text ?? null,
        probes: [health.probe, key.probe],
        problems: problemsOf([health, key], "vk"),
        warnings: [
          ...(key.value?.warnings ?? []),
          ...(subject?.warnings ?? []),
          ...(health.value?.warnings ?? []),
        ],
      };
    },

    async usageSummary(period) {
      const answer = await request(routes.usageSummary, UsageSummaryResponse, { query: { period } });
      const known = nullIfDegradedZero(answer.degraded);
      const inputTokens = known(answer.totalTokens?.input ?? null);
      const outputTokens = known(answer.totalTokens?.output ?? null);
      return {
        ...reportOf(routes.usageSummary, answer),
        window: answer.period,
        cost: usdFromCents(known(answer.totalCostCents)),
        requests: known(answer.totalRequests),
        inputTokens,
        outputTokens,
        tokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
        change: {
          window: null,
          before: null,
          costBefore: null,
          cost: null,
          costPercent: known(answer.vsPreviousPeriod?.costPct ?? null),
          requestsPercent: known(answer.vsPreviousPeriod?.requestsPct ?? null),
          tokensPercent: null, // the cockpit does not compare tokens
        },
      };
    },

    async dailyCosts(period) {
      const answer = await request(routes.dailyCosts, DailyCostsResponse, { query: { period } });
      const known = nullIfDegradedZero(answer.degraded);
      const rows = answer.data.map((row) => ({
        day: row.date,
        cost: usdFromCents(known(row.costCents)),
        requests: known(row.requests),
        tokens: known(row.tokens),
      }));
      const days = mergeRows(rows, ({ day }) => day).sort((a, b) => a.day.localeCompare(b.day));
      const report = reportOf(routes.dailyCosts, answer);
      return {
        ...report,
        window: answer.period,
        days,
        warnings: [...report.warnings, ...warnOfMergedRows(rows.length, days.length, "day")],
      };
    },

    async costByModel(period) {
      const answer = await request(routes.costByModel, CostByModelResponse, { query: { period } });
      const known = nullIfDegradedZero(answer.degraded);
      const rows = answer.data.map((row) => ({
        model: row.model,
        provider: row.provider,
        cost: usdFromCents(known(row.costCents)),
        requests: known(row.requests),
        tokens: null, // the cockpit's rows carry no tokens
      }));
      const models = mergeRows(rows, keyOfModel);
      const report = reportOf(routes.costByModel, answer);
      const isEmptyUnknown = answer.degraded === true && models.length === 0;
      return {
        ...report,
        warnings: [...report.warnings, ...warnOfMergedRows(rows.length, models.length, "model")],
        window: answer.period,
        total: isEmptyUnknown ? null : sumUsd(models.map(({ cost }) => cost)),
        models,
      };
    },

    async budget(period) {
      const answer = await request(routes.budgetStatus, BudgetStatusResponse, { query: { period } });
      const known = nullIfDegradedZero(answer.degraded);
      const { virtualKeyBudget: key, entityBudget: entity } = answer;
      return {
        ...reportOf(routes.budgetStatus, answer),
        virtualKey: key && {
          budget: usdFromCents(key.budgetCents ?? null),
          isBudgetStated: key.budgetCents !== undefined,
          spent: usdFromCents(known(key.spentCents)),
          budgetWindow: key.budgetWindow,
          budgetAction: key.budgetAction,
          resetsAt: key.resetsAt,
        },
        entity: entity && {
          budget: usdFromCents(entity.budgetCents),
          spent: usdFromCents(known(entity.spentCents)),
        },
      };
    },

    async recentRequests({ limit, offset }) {
      const answer = await request(routes.recentRequests, RecentRequestsResponse, {
        query: { limit, offset },
      });
      const isAvailable = !(answer.degraded === true && answer.data.length === 0);
      return {
        ...reportOf(routes.recentRequests, answer),
        isAvailable,
        requests: answer.data.map(({ tokensIn, tokensOut, costCents, ...row }) => ({
          ...row,
          inputTokens: tokensIn,
          outputTokens: tokensOut,
          cost: usdFromCents(costCents),
        })),
        total: isAvailable ? (answer.pagination?.total ?? null) : null,
      };
    },

    async models() {
      const source = routeSource(routes.models);
      try {
        const models = await request(routes.models, ModelsResponse);
        return { source, warnings: [], models: models.map(catalogueModel) };
      } catch (error) {
        // No page says that a virtual key may read the catalogue; its own list of models is the next best answer.
        if (!(error instanceof ApiError && (error.kind === "unauthorized" || error.kind === "forbidden"))) {
          throw error;
        }
        const { virtualKey } = await scope(); // asked anew: a key revoked since is told as such
        if (virtualKey.allowedModels === null || virtualKey.allowedModels.length === 0) {
          // The key is good, as its scope shows: it is the catalogue that is closed to it.
          const detail =
            "This deployment does not show its catalogue to virtual keys, and this key may use every model";
          throw new ApiError("forbidden", { ...error.facts, detail });
        }
        return {
          source: routeSource(scopeRoute),
          warnings: [
            "This deployment does not show its catalogue to virtual keys; these are the models that the key's own settings allow, without prices.",
          ],
          models: virtualKey.allowedModels.map(allowedModel),
        };
      }
    },
  };
}

const usdFromCents = (cents: Cents | null): Usd | null => (cents === null ? null : centsToUsd(cents));

const allowedModel = (id: string): CatalogueModel => ({
  provider: null,
  id,
  name: null,
  isEnabled: true,
  maxContextTokens: null,
  inputPrice: null,
  outputPrice: null,
});
