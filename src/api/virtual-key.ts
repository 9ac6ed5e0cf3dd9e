/** The endpoints that a virtual key may call: the read-only cockpit of one key. */
import type * as v from "valibot";
import { ApiError } from "../errors.ts";
import { type Cents, centsToUsd, sumUsd, type Usd } from "../money.ts";
import type { Period } from "../time.ts";
import { type Path, path, type Request } from "./http.ts";
import { credentialFrom, healthWarnings, probe, problemsOf } from "./probe.ts";
import { type CatalogueModel, type Report, routeSource, type SharedApi, type Subject } from "./reports.ts";
import {
  BudgetStatusResponse,
  CostByModelResponse,
  catalogueModel,
  DailyCostsResponse,
  HealthResponse,
  ModelsResponse,
  RecentRequestsResponse,
  ScopeResponse,
  UsageSummaryResponse,
} from "./responses.ts";

export interface Scope extends Report {
  readonly workspace: { readonly id: string | null; readonly name: string | null };
  readonly virtualKey: {
    readonly id: string | null;
    readonly label: string | null;
    readonly prefix: string | null;
    readonly status: string | null;
    readonly allowedModels: readonly string[] | null;
    readonly rateLimitRpm: number | null;
  };
  /** The agent or member that the key is bound to; null when it is bound to none, or when that is unknown. */
  readonly entity: {
    readonly type: string | null;
    readonly id: string | null;
    readonly name: string | null;
    readonly department: string | null;
    readonly departmentId: string | null;
  } | null;
  /** Whether `entity: null` means bound to none. */
  readonly isUnbound: boolean;
}

export interface BudgetStatus extends Report {
  readonly virtualKey: {
    /** null: no limit is set. */
    readonly budget: Usd | null;
    /** Summed over the period that was asked for, whatever the budget's own window is. */
    readonly spent: Usd | null;
    readonly budgetWindow: string | null;
    readonly budgetAction: string | null;
    readonly resetsAt: Date | null;
  } | null;
  readonly entity: { readonly budget: Usd | null; readonly spent: Usd | null } | null;
}

export interface RecentRequest {
  readonly id: string | null;
  readonly createdAt: Date | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly status: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: Usd | null;
  readonly latencyMs: number | null;
}

export interface RecentRequests extends Report {
  /** false: the API cannot say, which is not the same as no requests. */
  readonly isAvailable: boolean;
  /** Newest first. */
  readonly requests: readonly RecentRequest[];
  readonly total: number | null;
}

export interface VirtualKeyApi extends SharedApi {
  scope(): Promise<Scope>;
  budget(period: Period): Promise<BudgetStatus>;
  recentRequests(page: { readonly limit: number; readonly offset: number }): Promise<RecentRequests>;
}

/** What the key speaks for, remembered by the connection because every result names it. */
export interface ScopeMemory {
  read(): Promise<Scope>;
  remember(scope: Promise<Scope>): Promise<Scope>;
}

const routes = {
  health: path`/api/v1/cockpit/health`,
  scope: path`/api/v1/cockpit/scope`,
  usageSummary: path`/api/v1/cockpit/usage-summary`,
  dailyCosts: path`/api/v1/cockpit/daily-costs`,
  costByModel: path`/api/v1/cockpit/cost-by-model`,
  budgetStatus: path`/api/v1/cockpit/budget-status`,
  recentRequests: path`/api/v1/cockpit/recent-requests`,
  models: path`/api/v1/models`,
} as const;

export const readScope = async (request: Request): Promise<Scope> =>
  scopeFrom(await request(routes.scope, ScopeResponse));

export function virtualKeyApi(request: Request, baseUrl: string, memory: ScopeMemory): VirtualKeyApi {
  const scope = (): Promise<Scope> => memory.remember(readScope(request));

  return {
    scope,

    async subject() {
      try {
        return subjectOf(await memory.read());
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { text: "one virtual key", warnings: ["Whom the key speaks for could not be read."] };
      }
    },

    async connection() {
      const [health, key] = await Promise.all([
        probe(routes.health.text, () => request(routes.health, HealthResponse, { anonymous: true })),
        probe(routes.scope.text, scope),
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
          ...healthWarnings(health.value),
        ],
      };
    },

    async usageSummary(period) {
      const answer = await request(routes.usageSummary, UsageSummaryResponse, { query: { period } });
      const known = knownUnless(answer.degraded);
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
          cost: null,
          costPercent: known(answer.vsPreviousPeriod?.costPct ?? null),
          requestsPercent: known(answer.vsPreviousPeriod?.requestsPct ?? null),
          tokensPercent: null, // the cockpit does not compare tokens
        },
      };
    },

    async dailyCosts(period) {
      const answer = await request(routes.dailyCosts, DailyCostsResponse, { query: { period } });
      const known = knownUnless(answer.degraded);
      const days = answer.data
        .map((row) => ({
          day: row.date,
          cost: usdFromCents(known(row.costCents)),
          requests: known(row.requests),
          tokens: known(row.tokens),
        }))
        .sort((a, b) => a.day.localeCompare(b.day));
      return { ...reportOf(routes.dailyCosts, answer), window: answer.period, days };
    },

    async costByModel(period) {
      const answer = await request(routes.costByModel, CostByModelResponse, { query: { period } });
      const known = knownUnless(answer.degraded);
      const models = answer.data.map((row) => ({
        model: row.model,
        provider: row.provider,
        cost: usdFromCents(known(row.costCents)),
        requests: known(row.requests),
        tokens: null, // the cockpit's rows carry no tokens
      }));
      const isEmptyUnknown = answer.degraded === true && models.length === 0;
      return {
        ...reportOf(routes.costByModel, answer),
        window: answer.period,
        total: isEmptyUnknown ? null : sumUsd(models.map(({ cost }) => cost)),
        models,
      };
    },

    async budget(period) {
      const answer = await request(routes.budgetStatus, BudgetStatusResponse, { query: { period } });
      const known = knownUnless(answer.degraded);
      const { virtualKeyBudget: key, entityBudget: entity } = answer;
      return {
        ...reportOf(routes.budgetStatus, answer),
        virtualKey: key && {
          budget: usdFromCents(key.budgetCents),
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
      const source = sourceOf(routes.models);
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
          source: sourceOf(routes.scope),
          warnings: [
            "This deployment does not show its catalogue to virtual keys; these are the models that the key's own settings allow, without prices.",
          ],
          models: virtualKey.allowedModels.map(allowedModel),
        };
      }
    },
  };
}

interface Provenance {
  readonly degraded: boolean | null;
  readonly dataSource: string | null;
  readonly message: string | null;
}

const sourceOf = (route: Path, dataSource: string | null = null): string =>
  `${routeSource(route)}${dataSource === null ? "" : ` (${dataSource})`}`;

/** Source and warnings of a cockpit answer. */
const reportOf = (route: Path, { degraded, dataSource, message }: Provenance): Report => ({
  source: sourceOf(route, dataSource),
  warnings: degraded
    ? [
        `Alephant marked this answer as degraded${message === null ? "" : ` ("${message}")`}: its data source was not available, and figures it sent as 0 or left out are unknown, not zero.`,
      ]
    : [],
});

/** In a degraded answer a zero stands for "not known" (documented fallbacks of the cockpit). */
const knownUnless =
  (degraded: boolean | null) =>
  <N extends number>(value: N | null): N | null =>
    degraded && value === 0 ? null : value;

const usdFromCents = (cents: Cents | null): Usd | null => (cents === null ? null : centsToUsd(cents));

function scopeFrom(answer: v.InferOutput<typeof ScopeResponse>): Scope {
  const nothing = { id: null, name: null };
  return {
    ...reportOf(routes.scope, answer),
    workspace: answer.workspace ?? nothing,
    virtualKey: answer.virtualKey ?? {
      ...nothing,
      label: null,
      prefix: null,
      status: null,
      allowedModels: null,
      rateLimitRpm: null,
    },
    entity: answer.entity,
    isUnbound: answer.entity === null && answer.degraded !== true,
  };
}

function subjectOf({ virtualKey, entity, workspace, isUnbound }: Scope): Subject {
  const quoted = (name: string | null) => (name === null ? "" : ` "${name}"`);
  const binding =
    entity === null
      ? isUnbound
        ? " (bound to no agent or member)"
        : ""
      : ` (${entity.type ?? "entity"}${quoted(entity.name)})`;
  return {
    text: `virtual key${quoted(virtualKey.label)}${binding}${workspace.name === null ? "" : ` in workspace${quoted(workspace.name)}`}`,
    warnings: isUnbound
      ? ["This key is bound to no agent or member: its figures may cover the whole workspace, or nothing."]
      : [],
  };
}

const allowedModel = (id: string): CatalogueModel => ({
  provider: null,
  id,
  name: null,
  isEnabled: true,
  maxContextTokens: null,
  inputPrice: null,
  outputPrice: null,
});
