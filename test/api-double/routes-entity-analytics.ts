import { computeDays, listDaySeries, listModelRows, periodOf } from "./breakdowns.ts";
import { wrapWorkspace } from "./envelopes.ts";
import { isUuid, type QueryReader } from "./query-reader.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route } from "./route.ts";
import { computeSuccessRate, sumOf, type Usage } from "./sums.ts";
import type { EntityModelsForm } from "./switches.ts";

type Entity = "agent" | "member" | "department";

export const entityAnalyticsRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/agents/:id/analytics",
    access: "read",
    query: readDays,
    answer: (call, count) => answerAnalytics(call, "agent", count),
  }),
  defineRoute({
    method: "GET",
    path: "/departments/:id/analytics",
    access: "read",
    tier: "enterprise",
    query: readDays,
    answer: (call, count) => answerAnalytics(call, "department", count),
  }),
  defineRoute({
    method: "GET",
    path: "/analytics/members/:id/analytics",
    access: "read",
    tier: "team",
    unconfirmed: "member-analytics",
    query: readDays,
    answer: (call, count) => answerAnalytics(call, "member", count),
  }),
];

/** UTC calendar days that end today. */
function readDays(read: QueryReader): 1 | 7 | 30 {
  const counts = { "1": 1, "7": 7, "30": 30 } as const;
  return counts[read.oneOf("days", ["1", "7", "30"], "30")];
}

/** The shapes are not documented; this one has the fields of the workspace's own usage and models. */
function answerAnalytics(call: Call, entity: Entity, count: number) {
  const { world, switches } = call;
  const id = call.param("id");
  if (!isUuid(id)) throw refusals.badUuid("id");
  const entities = { agent: world.agents, member: world.members, department: world.departments };
  const found = entities[entity].find((each) => each.id === id);
  if (found === undefined) throw refusals.notFound(entity);
  const range = computeDays(call.now, count);
  const isPlaceholder = entity === "department" && switches.departmentAnalyticsPlaceholder;
  const usage: readonly Usage[] = isPlaceholder
    ? []
    : world.of(entity, id, world.chargesBetween(range.from, range.to));
  const sum = sumOf(usage);
  return wrapWorkspace(call, {
    [`${entity}Id`]: id,
    name: found.name,
    ...periodOf(range),
    totalCost: sum.costUsd,
    totalRequests: sum.requests,
    totalTokens: sum.tokens,
    successRate: computeSuccessRate(sum),
    series: isPlaceholder ? [] : listDaySeries(call, usage, range),
    ...createModelsMember(switches.entityModels[entity], usage),
  });
}

function createModelsMember(form: EntityModelsForm, usage: readonly Usage[]): Record<string, unknown> {
  const rows = listModelRows(usage);
  if (form === "absent") return {};
  if (form === "breakdown") {
    const items = rows.map(({ model, ...figures }) => ({ id: model, name: model, ...figures }));
    return { breakdown: [{ dimension: "model", items }] };
  }
  if (form === "byModel")
    return { byModel: Object.fromEntries(rows.map(({ model, ...row }) => [model, row])) };
  return { [form]: rows };
}
