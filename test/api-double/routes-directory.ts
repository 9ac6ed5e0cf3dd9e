import { computeBillingPeriod, computeDays } from "./breakdowns.ts";
import { wrapList } from "./envelopes.ts";
import type { Agent, VirtualKey } from "./population.ts";
import type { Page, QueryReader } from "./query-reader.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route } from "./route.ts";
import { sumOf } from "./sums.ts";

const readPage = (read: QueryReader) => read.page(50);

/** Lists of whom and what the workspace has. */
export const directoryRoutes: readonly Route[] = [
  defineRoute({ method: "GET", path: "/agents", access: "read", query: readAgentsQuery, answer: listAgents }),
  // Documented: members are a Team feature, departments an Enterprise one.
  defineRoute({
    method: "GET",
    path: "/members",
    access: "read",
    tier: "team",
    query: readPage,
    answer: listMembers,
  }),
  defineRoute({
    method: "GET",
    path: "/departments",
    access: "read",
    tier: "enterprise",
    query: readPage,
    answer: listDepartments,
  }),
  defineRoute({
    method: "GET",
    path: "/master-keys",
    access: "read",
    query: readPage,
    answer: listMasterKeys,
  }),
];

interface AgentsQuery extends Page {
  readonly status: string | undefined;
  readonly environment: string | undefined;
  readonly search: string | undefined;
  readonly departmentId: string | undefined;
}

function readAgentsQuery(read: QueryReader): AgentsQuery {
  return {
    ...read.page(50),
    status: read.text("status"),
    environment: read.text("environment"),
    search: read.text("search"),
    departmentId: read.uuid("departmentId"),
  };
}

function listAgents(call: Call, { status, environment, search, departmentId, ...page }: AgentsQuery) {
  const isWanted = (agent: Agent) =>
    (status === undefined || agent.status === status) &&
    (environment === undefined || agent.environment === environment) &&
    (departmentId === undefined || agent.departmentId === departmentId) &&
    (search === undefined || agent.name.toLowerCase().includes(search.toLowerCase()));
  const agents = call.world.agents.filter((agent) => call.switches.filtersIgnored || isWanted(agent));
  const costs = topAgentCosts(call);
  const rows = agents.map(({ budgetCents, ...agent }) => ({ ...agent, ...costs.get(agent.id) }));
  return wrapList(call, "agents", rows, page);
}

/** The documented default of the breakdown behind this list: 30 days, 50 rows. Other agents show no cost. */
const enrichedAgents = 50;

function topAgentCosts({ world, now }: Call) {
  const { from, to } = computeDays(now, 30);
  const rows = [...world.groupBy("agent", world.chargesBetween(from, to))].map(([id, own]) => {
    const { costUsd, requests } = sumOf(own);
    return [id, { cost: costUsd, requests }] as const;
  });
  return new Map(rows.sort(([, a], [, b]) => b.cost - a.cost).slice(0, enrichedAgents));
}

/** One row per virtual key of a member, as the view behind it joins them; spend is that key's. */
function listMembers(call: Call, page: Page) {
  const { from, to } = computeBillingPeriod(call.now);
  const usage = call.world.groupBy("key", call.world.chargesBetween(from, to));
  const keys = Map.groupBy(call.state.keys(), ({ entityId }) => entityId);
  const rows = call.world.members.flatMap((member) => {
    const own: readonly (VirtualKey | undefined)[] = keys.get(member.id) ?? [undefined];
    return own.map((key) => {
      const spent = sumOf(usage.get(key?.id ?? "") ?? []);
      return {
        ...member,
        virtualKeyId: key?.id ?? null,
        virtualKeyPrefix: key?.keyPrefix ?? null,
        virtualKeyStatus: key?.status ?? null,
        masterKeyId: key?.masterKeyId ?? null,
        keyExpiryPreset: key?.expiryPreset ?? null,
        keyExpiresAt: key?.expiresAt ?? null,
        periodSpendCents: spent.costCents,
        periodRequestCount: spent.requests,
      };
    });
  });
  return wrapList(call, "members", rows, page);
}

function listDepartments(call: Call, page: Page) {
  const { world, now } = call;
  const { from, to } = computeDays(now, 30);
  const usage = world.groupBy("department", world.chargesBetween(from, to));
  const rows = world.departments.map((department) => {
    const { costUsd, requests } = sumOf(usage.get(department.id) ?? []);
    const isOwn = (one: { readonly departmentId: string | null }) => one.departmentId === department.id;
    return {
      ...department,
      memberCount: world.members.filter(isOwn).length,
      agentCount: world.agents.filter(isOwn).length,
      cost: costUsd,
      requests,
    };
  });
  return wrapList(call, "departments", rows, page);
}

/** Documented as the way to a masterKeyId; whether a token may read it is not. */
function listMasterKeys(call: Call, page: Page) {
  const { masterKeysAllowed } = call.switches;
  if (masterKeysAllowed === 401) throw refusals.unauthorized();
  if (masterKeysAllowed === 404) throw refusals.noRoute("GET", "/api/v1/master-keys");
  return wrapList(call, "masterKeys", call.world.masterKeys, page);
}
