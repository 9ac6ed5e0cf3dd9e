/** What a virtual key may call: the "cockpit", as the API names its read-only routes for one key. */

import type { CostByModel } from "../../domain/costs.ts";
import type { BudgetStatus } from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import type { Period } from "../../domain/periods.ts";
import type { DailyCosts, RecentRequests, UsageSummary } from "../../domain/usage.ts";
import { type ConnectionCheck, probeRoute, toConnectionCheck } from "../connection-check.ts";
import { healthRoute, readHealth } from "../health.ts";
import type { SendRequest } from "../http/requests.ts";
import type { SharedApi, Subject } from "../shared-api.ts";
import {
  type RecentRequestsPage,
  readBudgetStatus,
  readCostByModel,
  readDailyCosts,
  readRecentRequests,
  readUsageSummary,
} from "./cockpit.ts";
import { readKeyModels } from "./key-models.ts";
import { readScope, type Scope, type ScopeMemory, scopeRoute, toSubject } from "./scope.ts";

export interface VirtualKeyApi extends SharedApi {
  scope(): Promise<Scope>;
  usageSummary(period: Period): Promise<UsageSummary>;
  dailyCosts(period: Period): Promise<DailyCosts>;
  costByModel(period: Period): Promise<CostByModel>;
  budgetStatus(period: Period): Promise<BudgetStatus>;
  recentRequests(page: RecentRequestsPage): Promise<RecentRequests>;
}

export interface VirtualKeySettings {
  readonly baseUrl: string;
  readonly memory: ScopeMemory;
  readonly warnings: () => readonly string[];
}

export function createVirtualKeyApi(
  request: SendRequest,
  { baseUrl, memory, warnings }: VirtualKeySettings,
): VirtualKeyApi {
  /** This call's own question for the scope, if it asked: its answer is newer than what is remembered. */
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
    warnings,
    subject: () => readSubject(() => own ?? memory.read()),
    health: () => readHealth(request),
    connection: () => probeConnection(request, baseUrl, scope),
    usageSummary: (period) => readUsageSummary(request, period),
    dailyCosts: (period) => readDailyCosts(request, period),
    costByModel: (period) => readCostByModel(request, period),
    budgetStatus: (period) => readBudgetStatus(request, period),
    recentRequests: (page) => readRecentRequests(request, page),
    models: () => readKeyModels(request, scope),
  };
}

/** Figures do not fail because the scope could not be read. */
async function readSubject(readKnownScope: () => Promise<Scope>): Promise<Subject> {
  try {
    return toSubject(await readKnownScope());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { text: "one virtual key", warnings: ["Whom the key speaks for could not be read."] };
  }
}

async function probeConnection(
  request: SendRequest,
  baseUrl: string,
  askScope: () => Promise<Scope>,
): Promise<ConnectionCheck> {
  const [health, scope] = await Promise.all([
    probeRoute(healthRoute.text, () => readHealth(request)),
    probeRoute(scopeRoute.text, askScope),
  ]);
  const subject = scope.value === undefined ? undefined : toSubject(scope.value);
  return toConnectionCheck({
    mode: "vk",
    baseUrl,
    speaksFor: subject?.text ?? null,
    health,
    authorized: scope,
    warnings: [...(scope.value?.warnings ?? []), ...(subject?.warnings ?? [])],
  });
}
