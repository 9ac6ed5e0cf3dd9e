import { createRequests, type SingleRequest } from "./charges.ts";
import {
  computeChange,
  computePercent,
  type Period,
  periods,
  previousOf,
  resetOf,
  usageOf,
  windowOf,
} from "./cockpit-windows.ts";
import { addDays, type Day, toDay, toTimestamp } from "./days.ts";
import { wrapBare, wrapCockpit, writePeriod } from "./envelopes.ts";
import type { VirtualKey } from "./population.ts";
import type { QueryReader } from "./query-reader.ts";
import { createUuid } from "./random.ts";
import { type Call, defineRoute, type Route, readNoQuery } from "./route.ts";
import type { JsonObject } from "./state.ts";
import { sumOf } from "./sums.ts";
import { listUsageRows } from "./usage-rows.ts";

const readPeriodOrCycle = (read: QueryReader) => read.oneOf("period", periods, "billing_cycle");
const readPeriodOrMonth = (read: QueryReader) => read.oneOf("period", periods, "30d");

export const cockpitRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/cockpit/health",
    access: "public",
    query: readNoQuery,
    answer: answerHealth,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/scope",
    access: "virtual key",
    query: readNoQuery,
    answer: answerScope,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/usage-summary",
    access: "virtual key",
    query: readPeriodOrCycle,
    answer: answerUsageSummary,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/daily-costs",
    access: "virtual key",
    query: readPeriodOrCycle,
    answer: answerDailyCosts,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/cost-by-model",
    access: "virtual key",
    query: readPeriodOrCycle,
    answer: answerCostByModel,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/budget-status",
    access: "virtual key",
    query: readPeriodOrMonth,
    answer: answerBudgetStatus,
  }),
  defineRoute({
    method: "GET",
    path: "/cockpit/recent-requests",
    access: "virtual key",
    query: (read) => ({
      limit: read.integer("limit", 1, 100, 20),
      offset: read.integer("offset", 0, Number.MAX_SAFE_INTEGER, 0),
    }),
    answer: answerRecentRequests,
  }),
];

/** Whether a call has an answer to give; without one the documented fallbacks stand in. */
function isDegraded({ switches, key }: Call): boolean {
  return switches.degraded || (key?.entityId === null && switches.unboundReads === "nothing");
}

function createFlags(call: Call, isFallback = isDegraded(call)): JsonObject {
  if (!isFallback) return { degraded: false, data_source: "live" };
  return { degraded: true, data_source: "cache", message: call.switches.degradedMessage };
}

function answerHealth(call: Call) {
  const isUp = !call.switches.degraded;
  return wrapBare(call, {
    status: isUp ? "healthy" : "unhealthy",
    components: {
      collector: { status: isUp ? "up" : "down", latency_ms: isUp ? 38 : 6_000 },
      database: { status: "up", latency_ms: 6 },
    },
    version: "1.4.2",
  });
}

function answerScope(call: Call) {
  const { key, world } = call;
  if (key === undefined) return wrapCockpit(call, createFlags(call));
  return wrapCockpit(call, {
    // A key bound to nobody has a scope all the same.
    ...createFlags(call, call.switches.degraded),
    workspace: world.workspace,
    virtual_key: {
      id: key.id,
      label: key.label,
      prefix: key.keyPrefix,
      status: key.status,
      allowed_models: key.allowedModels,
      rate_limit_rpm: key.rateLimitRpm,
    },
    entity: call.switches.degraded ? null : entityOf(call, key),
  });
}

function entityOf({ world }: Call, key: VirtualKey) {
  const owner = ownerOf(world, key);
  if (owner === undefined) return null;
  const department = world.departments.find(({ id }) => id === owner.departmentId);
  return {
    type: key.entityType,
    id: owner.id,
    name: owner.name,
    department: department?.name ?? null,
    department_id: department?.id ?? null,
  };
}

function ownerOf(world: Call["world"], { entityId }: VirtualKey) {
  return [...world.agents, ...world.members].find(({ id }) => id === entityId);
}

function answerUsageSummary(call: Call, period: Period) {
  const window = windowOf(period, call.now);
  const current = sumOf(isDegraded(call) ? [] : usageOf(call, window));
  const previous = sumOf(isDegraded(call) ? [] : usageOf(call, previousOf(window)));
  return wrapCockpit(call, {
    ...createFlags(call),
    ...writePeriod(call, window.from, window.to, period),
    total_requests: current.requests,
    total_tokens: { input: current.inputTokens, output: current.outputTokens },
    total_cost_cents: current.costCents,
    vs_previous_period:
      previous.requests === 0
        ? null
        : {
            requests_pct: computeChange(current.requests, previous.requests),
            cost_pct: computeChange(current.costCents, previous.costCents),
          },
  });
}

function answerDailyCosts(call: Call, period: Period) {
  const window = windowOf(period, call.now);
  const rows = isDegraded(call)
    ? []
    : listUsageRows(usageOf(call, window), window, call.switches.zeroFillDays);
  return wrapCockpit(call, {
    ...createFlags(call),
    ...writePeriod(call, window.from, window.to, period),
    data: rows.map(({ date, sum }) => ({
      date,
      cost_cents: sum.costCents,
      requests: sum.requests,
      tokens: sum.tokens,
    })),
  });
}

function answerCostByModel(call: Call, period: Period) {
  const window = windowOf(period, call.now);
  const usage = isDegraded(call) ? [] : usageOf(call, window);
  const total = sumOf(usage).costCents;
  const rows = [...Map.groupBy(usage, ({ model }) => model)].map(([model, own]) => {
    const { costCents, requests } = sumOf(own);
    const provider = own[0]?.provider ?? "unknown";
    return { model, provider, cost_cents: costCents, requests, pct: computePercent(costCents, total) ?? 0 };
  });
  return wrapCockpit(call, {
    ...createFlags(call),
    ...writePeriod(call, window.from, window.to, period),
    data: rows.sort((a, b) => b.cost_cents - a.cost_cents),
  });
}

/** Documented: the period only says over which window "spent" is summed; it is not the budget's window. */
function answerBudgetStatus(call: Call, period: Period) {
  const { key, world } = call;
  if (key === undefined) return wrapCockpit(call, createFlags(call));
  const usage = isDegraded(call) ? [] : usageOf(call, windowOf(period, call.now));
  const own = usage.filter(({ keyId }) => keyId === key.id);
  const owner = ownerOf(world, key);
  const entityBudget =
    owner === undefined ? null : "monthlyBudgetCents" in owner ? owner.monthlyBudgetCents : owner.budgetCents;
  const budget = key.budgetUsd === null ? null : Math.round(key.budgetUsd * 100);
  const spent = sumOf(own).costCents;
  return wrapCockpit(call, {
    ...createFlags(call),
    virtual_key_budget: {
      budget_cents: budget,
      spent_cents: spent,
      remaining_cents: budget === null ? null : Math.max(0, budget - spent),
      usage_pct: computePercent(spent, budget),
      budget_window: key.budgetWindow,
      budget_action: key.budgetAction,
      resets_at: resetOf(key.budgetWindow, call.now),
    },
    ...(entityBudget === null
      ? {}
      : {
          entity_budget: {
            budget_cents: entityBudget,
            spent_cents: sumOf(usage).costCents,
            usage_pct: computePercent(sumOf(usage).costCents, entityBudget),
          },
        }),
  });
}

function answerRecentRequests(
  call: Call,
  { limit, offset }: { readonly limit: number; readonly offset: number },
) {
  const { world, switches, now } = call;
  const isPlaceholder = switches.recentRequests === "placeholder" || switches.degraded;
  const message = switches.degraded ? switches.degradedMessage : "Recent requests are not available yet";
  const today = toDay(now);
  const ofKey = (from: Day) => world.of("key", call.key?.id ?? "", world.chargesBetween(from, today));
  const total = isPlaceholder ? 0 : sumOf(ofKey(addDays(today, -29))).requests;
  // Newest days first, no more of them than the page needs.
  const rows: SingleRequest[] = [];
  for (let day = today; rows.length < Math.min(offset + limit, total); day = addDays(day, -1)) {
    const ofDay = world.of("key", call.key?.id ?? "", world.chargesBetween(day, day));
    rows.push(
      ...ofDay
        .flatMap(createRequests)
        .sort((a, b) => b.time - a.time || b.serial - a.serial || b.index - a.index),
    );
  }
  return wrapBare(call, {
    ...(isPlaceholder
      ? { degraded: true, data_source: "cache", message }
      : { degraded: false, data_source: "live" }),
    data: rows.slice(offset, Math.min(offset + limit, total)).map(createRequestRow),
    pagination: { total, limit, offset },
  });
}

function createRequestRow(request: SingleRequest) {
  return {
    id: createUuid(request.serial, request.index),
    model: request.model,
    provider: request.provider,
    tokens_in: request.inputTokens,
    tokens_out: request.outputTokens,
    cost_cents: sumOf([request]).costCents,
    status: request.failedRequests > 0 ? "failed" : "success",
    latency_ms: request.latencyMsSum,
    created_at: toTimestamp(new Date(request.time)),
  };
}
