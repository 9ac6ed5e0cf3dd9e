/** Who and what is in a workspace: agents, members, departments, keys, and the subscription. Lists are read whole. */

import type * as v from "valibot";
import type { Subscription } from "../../domain/entities.ts";
import {
  type Agent,
  collectMasterKeys,
  type Department,
  type EntityList,
  type MasterKey,
  type Member,
  type VirtualKey,
} from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import { centsToUsd } from "../../domain/money.ts";
import { findInList, readWholeList, type WholeList } from "../http/pages.ts";
import { path, sourceOf } from "../http/path.ts";
import type { Request } from "../http/requests.ts";
import { usdOf } from "../http/wire.ts";
import {
  AgentRow,
  DepartmentRow,
  MasterKeyRow,
  MemberRow,
  SubscriptionResponse,
  VirtualKeyRow,
} from "./entity-responses.ts";

export interface AgentFilter {
  readonly departmentId?: string | undefined;
  readonly search?: string | undefined;
  readonly status?: string | undefined;
}

export interface VirtualKeyFilter {
  readonly status?: string | undefined;
  readonly entityType?: string | undefined;
  readonly search?: string | undefined;
}

const routes = {
  agents: path`/api/v1/agents`,
  members: path`/api/v1/members`,
  departments: path`/api/v1/departments`,
  virtualKeys: path`/api/v1/virtual-keys`,
  masterKeys: path`/api/v1/master-keys`,
  subscription: path`/api/v1/subscriptions/current`,
} as const;

export type WorkspaceEntities = ReturnType<typeof createWorkspaceEntities>;

export function createWorkspaceEntities(request: Request, now: Date) {
  /** Every key, filtered. The API may ignore a filter, so the rows are held against it again. */
  async function virtualKeys(filter: VirtualKeyFilter = {}): Promise<EntityList<VirtualKey>> {
    const { status, entityType, search } = filter;
    const list = await readWholeList(request, {
      path: routes.virtualKeys,
      row: VirtualKeyRow,
      name: "virtual keys",
      query: { status: status?.toLowerCase(), entityType },
    });
    const keys = list.rows.map((row) => toVirtualKey(row, now));
    const isWanted = (key: VirtualKey): boolean =>
      matchesFilter(key.status, status) &&
      (entityType === undefined || key.entityType === entityType) &&
      containsText([key.label, key.prefix, key.entityName], search);
    const warnings = warnOfContradictions(list.rows, now);
    return toEntityList(routes.virtualKeys, list, keys.filter(isWanted), warnings);
  }

  return {
    virtualKeys,

    /** One key out of the list, because no route for a single one is documented; undefined when there is none. */
    async virtualKey(id: string): Promise<VirtualKey | undefined> {
      const endpoint = { path: routes.virtualKeys, row: VirtualKeyRow, name: "virtual keys" };
      const row = await findInList(request, endpoint, (key) => key.id.toLowerCase() === id.toLowerCase());
      return row && toVirtualKey(row, now);
    },

    async agents(filter: AgentFilter = {}): Promise<EntityList<Agent>> {
      const { departmentId, search, status } = filter;
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
      return toEntityList(routes.agents, list, agents.filter(isWanted));
    },

    /** The API has a row for each virtual key of a member; here a member is one row. */
    async members(): Promise<EntityList<Member>> {
      const list = await readWholeList(request, { path: routes.members, row: MemberRow, name: "members" });
      const members = mergeMembers(list.rows);
      const withoutKeys = members.filter(({ keys }) => keys === null).length;
      const warnings =
        withoutKeys === 0
          ? []
          : [
              `The API does not say which virtual keys ${withoutKeys} of ${members.length} members have: their number is unknown.`,
            ];
      return toEntityList(routes.members, list, members, warnings);
    },

    async departments(): Promise<EntityList<Department>> {
      const list = await readWholeList(request, {
        path: routes.departments,
        row: DepartmentRow,
        name: "departments",
      });
      return toEntityList(routes.departments, list, list.rows.map(toDepartment));
    },

    /** The master keys that a new virtual key can be made from; those seen on keys where the list is not open to us. */
    async masterKeys(): Promise<EntityList<MasterKey>> {
      try {
        const list = await readWholeList(request, {
          path: routes.masterKeys,
          row: MasterKeyRow,
          name: "master keys",
        });
        return toEntityList(routes.masterKeys, list, list.rows);
      } catch (error) {
        if (!(error instanceof ApiError && closedKinds.has(error.kind))) throw error;
        const keys = await virtualKeys();
        return {
          rows: collectMasterKeys(keys.rows),
          isTruncated: true,
          source: keys.source,
          warnings: [
            "The API does not show master keys to this token: these are the ones that existing virtual keys use. Others are in the Alephant dashboard.",
          ],
        };
      }
    },

    async subscription(): Promise<Subscription> {
      return toSubscription(await request(routes.subscription, SubscriptionResponse));
    },
  };
}

type MemberFields = v.InferOutput<typeof MemberRow>;

/** One row for each member, from a row for each of its keys. */
function mergeMembers(rows: readonly MemberFields[]): Member[] {
  const byId = new Map<string, Member>();
  const keysOf = countKeysByMember(rows);
  for (const row of rows) {
    const seen = byId.get(row.id);
    byId.set(row.id, {
      id: row.id,
      name: row.name,
      email: row.email === "" ? null : row.email,
      departmentId: row.departmentId,
      role: row.roleLabel,
      status: row.status,
      keys: keysOf.get(row.id) ?? null,
      // Whether a row of several states its key's part or the member's whole is not documented.
      budget: seen === undefined ? usdOf(null, row.monthlyBudgetCents) : null,
      listedCost: seen === undefined ? usdOf(null, row.periodSpendCents) : null,
      listedRequests: seen === undefined ? row.requests : null,
    });
  }
  return [...byId.values()];
}

/**
 * How many keys each member has. A single row without a key is a member without one, unless no row of the list names any:
 * then the list does not tell.
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
  members: row.memberCount,
  agents: row.agentCount,
  budget: usdOf(row.budget, row.budgetCents),
  budgetAction: row.budgetAction,
  listedCost: row.cost,
  listedRequests: row.requests,
});

const toSubscription = (answer: v.InferOutput<typeof SubscriptionResponse>): Subscription => ({
  tier: answer.tier,
  status: answer.status,
  billingPeriod: answer.billingPeriod,
  basePrice: answer.basePriceCents && centsToUsd(answer.basePriceCents),
  virtualKeyLimit: answer.baseVkLimit === null ? null : answer.baseVkLimit + (answer.extraVkCount ?? 0),
  logLimit: answer.logLimit,
  periodStart: answer.currentPeriodStart,
  periodEnd: answer.currentPeriodEnd,
  trialEndsAt: answer.trialEndsAt,
  cancelAtPeriodEnd: answer.cancelAtPeriodEnd,
  source: sourceOf(routes.subscription),
  warnings: [],
});

type VirtualKeyFields = v.InferOutput<typeof VirtualKeyRow>;

const toVirtualKey = (
  {
    keyPrefix,
    entityDisplayName,
    budget,
    budgetCents,
    spend,
    spendCents,
    lastUsedAt,
    ...row
  }: VirtualKeyFields,
  now: Date,
): VirtualKey => ({
  ...row,
  lastUsedAt: isFuture(lastUsedAt, now) ? null : lastUsedAt,
  prefix: keyPrefix,
  entityName: entityDisplayName,
  budget: usdOf(budget ?? null, budgetCents ?? null),
  isBudgetStated: budget !== undefined || budgetCents !== undefined,
  spent: usdOf(spend, spendCents),
});

/** Two clocks differ by less. */
const clockToleranceMs = 600_000;

const isFuture = (time: Date | null, now: Date): boolean =>
  time !== null && time.getTime() > now.getTime() + clockToleranceMs;

/** What keys say that cannot all be true. */
function warnOfContradictions(keys: readonly VirtualKeyFields[], now: Date): string[] {
  const usedInFuture = keys.filter(({ lastUsedAt }) => isFuture(lastUsedAt, now));
  const expired = keys.filter(
    ({ status, expiresAt }) =>
      status?.toLowerCase() === "active" && expiresAt !== null && !isFuture(expiresAt, now),
  );
  const expiredBefore = keys.filter(
    ({ expiresAt, createdAt }) => expiresAt !== null && createdAt !== null && expiresAt < createdAt,
  );
  const warn = (found: readonly VirtualKeyFields[], what: string): string[] =>
    found.length === 0 ? [] : [`${found.length} of ${keys.length} keys ${what}.`];
  return [
    ...warn(usedInFuture, "state a last use in the future: it counts as unknown"),
    ...warn(expired, "are stated to be active although their expiry has passed"),
    ...warn(expiredBefore, "expire before they were created"),
  ];
}

const closedKinds: ReadonlySet<string> = new Set(["unauthorized", "forbidden", "not_found"]);

/** A row that does not say cannot be held against the filter, and stays. */
const matchesFilter = (value: string | null, wanted: string | undefined): boolean =>
  wanted === undefined || value === null || value.toLowerCase() === wanted.toLowerCase();

const containsText = (texts: readonly (string | null)[], wanted: string | undefined): boolean =>
  wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()));

const toEntityList = <T>(
  route: { readonly text: string },
  list: WholeList<unknown>,
  rows: readonly T[],
  warnings: readonly string[] = [],
): EntityList<T> => ({
  rows,
  isTruncated: list.warnings.length > 0,
  source: sourceOf(route),
  warnings: [...list.warnings, ...warnings],
});
