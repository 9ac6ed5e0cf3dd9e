import {
  computeBillingPeriod,
  computeBreakdown,
  computeDays,
  listDaySeries,
  listModelRows,
  periodOf,
} from "./breakdowns.ts";
import { wrapWorkspace } from "./envelopes.ts";
import type { DayRange, QueryReader } from "./query-reader.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route, readNoQuery } from "./route.ts";
import { computeSuccessRate, sumOf } from "./sums.ts";
import { listUsageRows } from "./usage-rows.ts";
import type { Dimension } from "./world.ts";

const readDates = (read: QueryReader) => read.days();

export const analyticsRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/analytics/overview",
    access: "read",
    query: readDates,
    answer: answerOverview,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/budget-status",
    access: "read",
    query: readNoQuery,
    answer: answerBudgetStatus,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/costs",
    access: "read",
    query: (read) => ({ range: read.days(), departmentId: read.uuid("departmentId") }),
    answer: answerCosts,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/usage",
    access: "read",
    query: (read) => ({ range: read.days(), entity: readEntityFilter(read) }),
    answer: answerUsage,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/models",
    access: "read",
    query: readDates,
    answer: answerModels,
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/sparklines",
    access: "read",
    query: (read) => read.text("metrics") ?? "all",
    answer: answerSparklines,
  }),
];

function answerOverview(call: Call, asked: DayRange | undefined) {
  const range = asked ?? computeBillingPeriod(call.now);
  const { world, state, switches } = call;
  const sum = sumOf(world.chargesBetween(range.from, range.to));
  if (switches.overviewShape === "figures") {
    return wrapWorkspace(call, {
      ...periodOf(range),
      totalRequests: sum.requests,
      totalCost: sum.costUsd,
      totalTokens: sum.tokens,
      successRate: computeSuccessRate(sum),
    });
  }
  return wrapWorkspace(call, {
    agentCount: world.agents.length,
    memberCount: world.members.length,
    departmentCount: world.departments.length,
    virtualKeyCount: state.keys().filter(({ status }) => status === "active").length,
    totalCostCents: sum.costCents,
    totalRequests: sum.requests,
  });
}

/** The shape is not known to anybody outside; this one is made up from budget-control and its neighbours. */
function answerBudgetStatus(call: Call) {
  const range = computeBillingPeriod(call.now);
  const spent = sumOf(call.world.chargesBetween(range.from, range.to)).costUsd;
  const { amount } = call.state.budgetConfig;
  const budget = typeof amount === "number" ? amount : null;
  const usagePercent = budget === null || budget === 0 ? null : Math.round((10_000 * spent) / budget) / 100;
  return wrapWorkspace(call, {
    ...periodOf(range),
    workspace: {
      budget,
      spent,
      remaining: budget === null ? null : Math.max(0, Math.round((budget - spent) * 100) / 100),
      usagePercent,
      status: usagePercent !== null && usagePercent >= 100 ? "exceeded" : "ok",
    },
  });
}

interface CostsQuery {
  readonly range: DayRange | undefined;
  readonly departmentId: string | undefined;
}

function answerCosts(call: Call, { range: asked, departmentId }: CostsQuery) {
  const range = asked ?? computeBillingPeriod(call.now);
  const all = call.world.chargesBetween(range.from, range.to);
  const charges = departmentId === undefined ? all : call.world.of("department", departmentId, all);
  const dimensions: readonly Dimension[] = ["agent", "department", "master_key"];
  const further: readonly Dimension[] = call.switches.breakdownMemberAndModel ? ["member", "model"] : [];
  return wrapWorkspace(call, {
    ...periodOf(range),
    breakdown: [...dimensions, ...further].map((dimension) => computeBreakdown(call, dimension, charges)),
  });
}

interface EntityFilter {
  readonly dimension: "agent" | "member" | "department";
  readonly id: string;
}

const entityParameters = [
  { name: "agentId", dimension: "agent" },
  { name: "memberId", dimension: "member" },
  { name: "departmentId", dimension: "department" },
] as const;

/** Documented: at most one of them. */
function readEntityFilter(read: QueryReader): EntityFilter | undefined {
  const given = entityParameters.flatMap(({ name, dimension }) => {
    const id = read.uuid(name);
    return id === undefined ? [] : [{ dimension, id }];
  });
  if (given.length > 1) throw refusals.severalEntities();
  return given[0];
}

interface UsageQuery {
  readonly range: DayRange | undefined;
  readonly entity: EntityFilter | undefined;
}

function answerUsage(call: Call, { range: asked, entity }: UsageQuery) {
  const range = asked ?? computeBillingPeriod(call.now);
  const all = call.world.chargesBetween(range.from, range.to);
  const charges = entity === undefined ? all : call.world.of(entity.dimension, entity.id, all);
  return wrapWorkspace(call, { ...periodOf(range), series: listDaySeries(call, charges, range) });
}

function answerModels(call: Call, asked: DayRange | undefined) {
  const range = asked ?? computeBillingPeriod(call.now);
  const charges = call.world.chargesBetween(range.from, range.to);
  const rows = listModelRows(charges);
  switch (call.switches.modelsShape) {
    case "models":
      return wrapWorkspace(call, { ...periodOf(range), models: rows });
    case "items":
      return wrapWorkspace(call, { ...periodOf(range), items: rows });
    case "breakdown":
      return wrapWorkspace(call, {
        ...periodOf(range),
        breakdown: [computeBreakdown(call, "model", charges)],
      });
    case "array":
      return wrapWorkspace(call, rows);
  }
}

/** Built from daily usage, so that success and latency, though named in texts, never come. */
const sparklineMetrics = ["spend", "requests", "tokens"] as const;
const namedMetrics: readonly string[] = [...sparklineMetrics, "success", "latency", "all"];

function answerSparklines(call: Call, metrics: string) {
  const asked = metrics.split(",").map((metric) => metric.trim());
  const unknown = asked.filter((metric) => !namedMetrics.includes(metric));
  if (unknown.length > 0) throw refusals.badRequest(`Unknown metric: ${unknown.join(", ")}`);
  const range = computeDays(call.now, 7);
  const days = listUsageRows(call.world.chargesBetween(range.from, range.to), range, true);
  const figures = { spend: "costUsd", requests: "requests", tokens: "tokens" } as const;
  const wanted = sparklineMetrics.filter((metric) => asked.includes("all") || asked.includes(metric));
  const lines = wanted.map((metric) => [
    metric,
    days.map(({ date, sum }) => createPoint(call, date, sum[figures[metric]])),
  ]);
  return wrapWorkspace(call, { period: "7d", ...Object.fromEntries(lines) });
}

function createPoint({ switches }: Call, date: string, value: number) {
  if (switches.sparklinePoints === "strings") return String(value);
  return switches.sparklinePoints === "objects" ? { date, value } : value;
}
