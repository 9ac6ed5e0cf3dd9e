/** What a virtual key may call: the read-only cockpit of one key. */

import type { CostByModel } from "../../domain/costs.ts";
import type { BudgetStatus } from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import type { Period } from "../../domain/time.ts";
import type { DailyCosts, RecentRequests, UsageSummary } from "../../domain/usage.ts";
import { healthRoute, readHealth } from "../health.ts";
import type { SendRequest } from "../http/requests.ts";
import { probeRoute, toConnection } from "../probe.ts";
import type { SharedApi } from "../shared-api.ts";
import {
  type RequestPage,
  readBudget,
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
  budget(period: Period): Promise<BudgetStatus>;
  recentRequests(page: RequestPage): Promise<RecentRequests>;
}

export interface VirtualKeySettings {
  readonly baseUrl: string;
  readonly memory: ScopeMemory;
  readonly notes: () => readonly string[];
}

export function createVirtualKeyApi(
  request: SendRequest,
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
        return toSubject(await (own ?? memory.read()));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { text: "one virtual key", warnings: ["Whom the key speaks for could not be read."] };
      }
    },

    health: () => readHealth(request),

    async connection() {
      const [health, key] = await Promise.all([
        probeRoute(healthRoute.text, () => readHealth(request)),
        probeRoute(scopeRoute.text, scope),
      ]);
      const subject = key.value === undefined ? undefined : toSubject(key.value);
      return toConnection({
        mode: "vk",
        baseUrl,
        speaksFor: subject?.text ?? null,
        health,
        authorized: key,
        warnings: [...(key.value?.warnings ?? []), ...(subject?.warnings ?? [])],
      });
    },

    usageSummary: (period) => readUsageSummary(request, period),
    dailyCosts: (period) => readDailyCosts(request, period),
    costByModel: (period) => readCostByModel(request, period),
    budget: (period) => readBudget(request, period),
    recentRequests: (page) => readRecentRequests(request, page),
    models: () => readKeyModels(request, scope),
  };
}
