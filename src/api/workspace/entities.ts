/** Who is in a workspace: agents, members and departments; and its subscription. Lists are read whole. */

import type * as v from "valibot";
import type { Agent, Department, Member, SourcedList, Subscription } from "../../domain/entities.ts";
import { centsToUsd } from "../../domain/money.ts";
import { readWholeList } from "../http/pages.ts";
import { path, sourceOf } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { usdOf } from "../http/wire.ts";
import { containsText, matchesFilter, toSourcedList } from "./entity-lists.ts";
import { AgentRow, DepartmentRow, MemberRow, SubscriptionResponse } from "./entity-responses.ts";

export interface AgentFilter {
  readonly departmentId?: string | undefined;
  readonly search?: string | undefined;
  readonly status?: string | undefined;
}

const routes = {
  agents: path`/api/v1/agents`,
  members: path`/api/v1/members`,
  departments: path`/api/v1/departments`,
  subscription: path`/api/v1/subscriptions/current`,
} as const;

export type WorkspaceEntities = ReturnType<typeof createWorkspaceEntities>;

export function createWorkspaceEntities(request: SendRequest) {
  return {
    agents: (filter: AgentFilter = {}): Promise<SourcedList<Agent>> => readAgents(request, filter),
    members: (): Promise<SourcedList<Member>> => readMembers(request),

    async departments(): Promise<SourcedList<Department>> {
      const list = await readWholeList(request, {
        path: routes.departments,
        row: DepartmentRow,
        name: "departments",
      });
      return toSourcedList(routes.departments, list, list.rows.map(toDepartment));
    },

    async subscription(): Promise<Subscription> {
      return toSubscription(await request(routes.subscription, SubscriptionResponse));
    },
  };
}

async function readAgents(
  request: SendRequest,
  { departmentId, search, status }: AgentFilter,
): Promise<SourcedList<Agent>> {
  const list = await readWholeList(request, {
    path: routes.agents,
    row: AgentRow,
    name: "agents",
    query: { departmentId, search, status: status?.toLowerCase() },
  });
  const agents = list.rows.map(
    ({ cost, requests, ...row }): Agent => ({ ...row, listedCost: cost, listedRequests: requests }),
  );
  const isWanted = (agent: Agent): boolean =>
    matchesFilter(agent.status, status) &&
    matchesFilter(agent.departmentId, departmentId) &&
    containsText([agent.name], search);
  return toSourcedList(routes.agents, list, agents.filter(isWanted));
}

/** The API has a row for each virtual key of a member; here a member is one row. */
async function readMembers(request: SendRequest): Promise<SourcedList<Member>> {
  const list = await readWholeList(request, { path: routes.members, row: MemberRow, name: "members" });
  const members = mergeMembers(list.rows);
  const unknownCount = members.filter(({ keyCount }) => keyCount === null).length;
  const warnings =
    unknownCount === 0
      ? []
      : [
          `The API does not say which virtual keys ${unknownCount} of ${members.length} members have: their number is unknown.`,
        ];
  return toSourcedList(routes.members, list, members, warnings);
}

type MemberFields = v.InferOutput<typeof MemberRow>;

/** One row for each member, from a row for each of its keys. */
function mergeMembers(rows: readonly MemberFields[]): Member[] {
  const byId = new Map<string, Member>();
  const keyCountByMember = countKeysByMember(rows);
  for (const row of rows) {
    const seen = byId.get(row.id);
    byId.set(row.id, {
      id: row.id,
      name: row.name,
      email: row.email === "" ? null : row.email,
      departmentId: row.departmentId,
      role: row.roleLabel,
      status: row.status,
      keyCount: keyCountByMember.get(row.id) ?? null,
      // Whether a row of several states its key's part or the member's whole is not documented.
      budget: seen === undefined ? centsToUsd(row.monthlyBudgetCents) : null,
      listedCost: seen === undefined ? centsToUsd(row.periodSpendCents) : null,
      listedRequests: seen === undefined ? row.requests : null,
    });
  }
  return [...byId.values()];
}

/**
 * How many keys each member has; null where the list does not tell. When no row names a key, it tells of no member;
 * otherwise a member's single row without a key is a member without keys.
 */
function countKeysByMember(rows: readonly MemberFields[]): ReadonlyMap<string, number | null> {
  const keyOf = ({ virtualKeyId, virtualKeyPrefix }: MemberFields) => virtualKeyId ?? virtualKeyPrefix;
  const isTold = rows.some((row) => keyOf(row) !== null);
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => {
      const keys = new Set(own.flatMap((row) => keyOf(row) ?? []));
      const isKnown = isTold && (own.length === 1 || own.every((row) => keyOf(row) !== null));
      return [id, isKnown ? keys.size : null];
    }),
  );
}

const toDepartment = (row: v.InferOutput<typeof DepartmentRow>): Department => ({
  id: row.id,
  name: row.name,
  memberCount: row.memberCount,
  agentCount: row.agentCount,
  budget: usdOf(row.budget, row.budgetCents),
  budgetAction: row.budgetAction,
  listedCost: row.cost,
  listedRequests: row.requests,
});

const toSubscription = (answer: v.InferOutput<typeof SubscriptionResponse>): Subscription => ({
  tier: answer.tier,
  status: answer.status,
  billingPeriod: answer.billingPeriod,
  basePrice: centsToUsd(answer.basePriceCents),
  virtualKeyLimit: answer.baseVkLimit === null ? null : answer.baseVkLimit + (answer.extraVkCount ?? 0),
  logLimit: answer.logLimit,
  periodStart: answer.currentPeriodStart,
  periodEnd: answer.currentPeriodEnd,
  trialEndsAt: answer.trialEndsAt,
  cancelAtPeriodEnd: answer.cancelAtPeriodEnd,
  source: sourceOf(routes.subscription),
  warnings: [],
});
