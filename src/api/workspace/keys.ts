/** The keys of a workspace: virtual keys, and the master keys behind them. Lists are read whole. */
import type * as v from "valibot";
import {
  collectMasterKeys,
  type EntityList,
  type MasterKey,
  type VirtualKey,
} from "../../domain/entities.ts";
import { ApiError } from "../../domain/errors.ts";
import { findInList, readWholeList } from "../http/pages.ts";
import { path } from "../http/path.ts";
import type { SendRequest } from "../http/requests.ts";
import { usdOf } from "../http/wire.ts";
import { containsText, matchesFilter, toEntityList } from "./entity-lists.ts";
import { MasterKeyRow, VirtualKeyRow } from "./entity-responses.ts";

export interface VirtualKeyFilter {
  readonly status?: string | undefined;
  readonly entityType?: string | undefined;
  readonly search?: string | undefined;
}

const routes = {
  virtualKeys: path`/api/v1/virtual-keys`,
  masterKeys: path`/api/v1/master-keys`,
} as const;

const keyList = { path: routes.virtualKeys, row: VirtualKeyRow, name: "virtual keys" } as const;

export type WorkspaceKeys = ReturnType<typeof createWorkspaceKeys>;

export function createWorkspaceKeys(request: SendRequest, now: Date) {
  return {
    virtualKeys: (filter: VirtualKeyFilter = {}): Promise<EntityList<VirtualKey>> =>
      readVirtualKeys(request, now, filter),

    /** One key out of the list, because no route for a single one is documented; undefined when there is none. */
    async virtualKey(id: string): Promise<VirtualKey | undefined> {
      const row = await findInList(request, keyList, (key) => key.id.toLowerCase() === id.toLowerCase());
      return row && toVirtualKey(row, now);
    },

    masterKeys: (): Promise<EntityList<MasterKey>> => readMasterKeys(request, now),
  };
}

/** Every key, filtered. The API may ignore a filter, so it is applied to the rows again. */
async function readVirtualKeys(
  request: SendRequest,
  now: Date,
  { status, entityType, search }: VirtualKeyFilter,
): Promise<EntityList<VirtualKey>> {
  const list = await readWholeList(request, {
    ...keyList,
    query: { status: status?.toLowerCase(), entityType },
  });
  const keys = list.rows.map((row) => toVirtualKey(row, now));
  const isWanted = (key: VirtualKey): boolean =>
    matchesFilter(key.status, status) &&
    (entityType === undefined || key.entityType === entityType) &&
    containsText([key.label, key.prefix, key.entityName], search);
  return toEntityList(routes.virtualKeys, list, keys.filter(isWanted), warnOfContradictions(list.rows, now));
}

/** How the API refuses the list of master keys. */
const closedKinds: ReadonlySet<string> = new Set(["unauthorized", "forbidden", "not_found"]);

/** The master keys that a new virtual key can be made from; where their list is closed, those of existing virtual keys. */
async function readMasterKeys(request: SendRequest, now: Date): Promise<EntityList<MasterKey>> {
  try {
    const list = await readWholeList(request, {
      path: routes.masterKeys,
      row: MasterKeyRow,
      name: "master keys",
    });
    return toEntityList(routes.masterKeys, list, list.rows);
  } catch (error) {
    if (!(error instanceof ApiError && closedKinds.has(error.kind))) throw error;
    const keys = await readVirtualKeys(request, now, {});
    return {
      rows: collectMasterKeys(keys.rows),
      isTruncated: true,
      source: keys.source,
      warnings: [
        "The API does not show master keys to this token: these are the ones that existing virtual keys use. Others are in the Alephant dashboard.",
      ],
    };
  }
}

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
  budgetWindow: row.budgetWindow?.toLowerCase() ?? null,
  spent: usdOf(spend, spendCents),
});

/** The clock of the API and that of this machine differ by less. */
const clockToleranceMs = 600_000;

const isFuture = (time: Date | null, now: Date): boolean =>
  time !== null && time.getTime() > now.getTime() + clockToleranceMs;

/** Warnings of keys whose facts contradict each other, or the clock. */
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
