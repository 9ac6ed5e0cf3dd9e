import { BodyReader } from "./body-reader.ts";
import { computeBillingPeriod } from "./breakdowns.ts";
import { toTimestamp } from "./days.ts";
import { wrapList, wrapWorkspace } from "./envelopes.ts";
import type { VirtualKey } from "./population.ts";
import { isUuid, type Page, type QueryReader } from "./query-reader.ts";
import { createUuid } from "./random.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route, readNoQuery } from "./route.ts";
import { type Sum, sumOf } from "./sums.ts";
import type { Switches } from "./switches.ts";
import type { World } from "./world.ts";

export const keyRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/virtual-keys",
    access: "read",
    query: readKeysQuery,
    answer: listKeys,
  }),
  defineRoute({
    method: "POST",
    path: "/virtual-keys",
    access: "write",
    query: readNoQuery,
    answer: createKey,
  }),
  defineRoute({
    method: "PATCH",
    path: "/virtual-keys/:id",
    access: "write",
    query: readNoQuery,
    answer: changeKey,
  }),
  defineRoute({
    method: "POST",
    path: "/virtual-keys/:id/revoke",
    access: "write",
    query: readNoQuery,
    answer: revokeKey,
  }),
];

interface KeysQuery extends Page {
  readonly status: string | undefined;
  readonly entityType: string | undefined;
}

function readKeysQuery(read: QueryReader): KeysQuery {
  return { ...read.page(50), status: read.text("status"), entityType: read.text("entityType") };
}

function listKeys(call: Call, { status, entityType, ...page }: KeysQuery) {
  const isWanted = (key: VirtualKey) =>
    (status === undefined || key.status === status) &&
    (entityType === undefined || key.entityType === entityType);
  const keys = call.state.keys().filter((key) => call.switches.filtersIgnored || isWanted(key));
  return wrapList(call, "keys", createKeyRows(call, keys), page);
}

/** Rows with the spend of the subscription period; how that field is called is not known. */
function createKeyRows(call: Call, keys: readonly VirtualKey[]) {
  const spentBy = sumSpendByKey(call);
  return keys.map((key) => {
    const { costUsd, costCents } = spentBy.get(key.id) ?? sumOf([]);
    const spend = { spend: { spend: costUsd }, spentCents: { spentCents: costCents }, absent: {} };
    return { ...createKeyRow(call, key), ...spend[call.switches.keySpendField] };
  });
}

/** Counted once for a world and a period: a list is read page by page, and tests read it thousands of times. */
const spends = new WeakMap<World, { readonly from: string; readonly byKey: ReadonlyMap<string, Sum> }>();

function sumSpendByKey({ world, now }: Call): ReadonlyMap<string, Sum> {
  const { from, to } = computeBillingPeriod(now);
  const known = spends.get(world);
  if (known?.from === from) return known.byKey;
  const charges = world.groupBy("key", world.chargesBetween(from, to));
  const byKey = new Map([...charges].map(([id, own]) => [id, sumOf(own)]));
  spends.set(world, { from, byKey });
  return byKey;
}

function createKeyRow({ world, switches }: Call, { budgetUsd, lastUsedAt, disabledBy, ...key }: VirtualKey) {
  const masterKey = world.masterKeys.find(({ id }) => id === key.masterKeyId);
  const owner = [...world.agents, ...world.members].find(({ id }) => id === key.entityId);
  const budget = {
    budget: { budget: budgetUsd },
    budgetCents: { budgetCents: budgetUsd === null ? null : Math.round(budgetUsd * 100) },
  };
  return {
    ...key,
    masterKeyName: masterKey?.label ?? null,
    masterKeyProvider: masterKey?.provider ?? null,
    entityDisplayName: owner?.name ?? null,
    ...budget[switches.keyBudgetField],
    budgetAction: spellAction(key.budgetAction, switches),
    ...(disabledBy === null ? {} : { disabledBy }),
    ...(lastUsedAt === null ? {} : { lastUsedAt }),
  };
}

const underscored = ["alert_only", "disable_key", "block_requests"] as const;
const hyphened = ["alert-only", "block"] as const;

function spellAction(action: string, { budgetActionVocabulary }: Switches): string {
  if (budgetActionVocabulary !== "hyphen") return action;
  return action === "alert_only" ? "alert-only" : "block";
}

function listActionWords({ budgetActionVocabulary }: Switches) {
  const words = { underscore: underscored, hyphen: hyphened, both: [...underscored, ...hyphened] };
  return words[budgetActionVocabulary];
}

function actionOf(body: BodyReader, switches: Switches): string | undefined {
  const word = body.oneOf<string>("budgetAction", listActionWords(switches));
  if (word === "alert-only") return "alert_only";
  return word === "block" ? "block_requests" : word;
}

/** Only label, master key, budget and rate limit are sent by clients known to work; the rest are columns. */
function createKey(call: Call) {
  const { state, switches, world, now } = call;
  const body = new BodyReader(call.body);
  const label = body.text("label", 100);
  const masterKeyId = body.uuid("masterKeyId");
  if (label === undefined) throw refusals.badRequest("label is required");
  if (masterKeyId === undefined) throw refusals.badRequest("masterKeyId is required");
  if (!world.masterKeys.some(({ id }) => id === masterKeyId)) throw refusals.invalid("Unknown masterKeyId");
  if (switches.keyLimitReached) throw refusals.keyLimit();
  const serial = state.createdKeys;
  const secret = `vk-live-created-${createUuid(72, serial)}`;
  const key: VirtualKey = {
    id: createUuid(71, serial),
    label,
    keyPrefix: secret.slice(0, 16),
    masterKeyId,
    ...ownerOf(body, call),
    status: "active",
    disabledBy: null,
    budgetUsd: body.number("budget", 0, 1e9) ?? null,
    budgetAction: actionOf(body, switches) ?? "alert_only",
    budgetWindow: body.oneOf("budgetWindow", ["daily", "weekly", "monthly"]) ?? "monthly",
    rateLimitRpm: body.integer("rateLimitRpm", 1, 10_000) ?? null,
    rateLimitRph: body.integer("rateLimitRph", 1, 600_000) ?? null,
    allowedModels: body.texts("allowedModels") ?? [],
    blockedModels: body.texts("blockedModels") ?? [],
    ...expiryOf(body),
    createdAt: toTimestamp(now),
    lastUsedAt: null,
  };
  body.refuseUnread();
  state.putKey(key, secret);
  return { ...wrapWorkspace(call, { ...createKeyRow(call, key), key: secret }), status: 201 };
}

function ownerOf(body: BodyReader, { world }: Call): Pick<VirtualKey, "entityType" | "entityId"> {
  const entityType = body.oneOf("entityType", ["agent", "member"]);
  const entityId = body.uuid("entityId");
  if (entityType === undefined && entityId === undefined) return { entityType: null, entityId: null };
  if (entityType === undefined || entityId === undefined) {
    throw refusals.invalid("entityType and entityId must be given together");
  }
  const owners = entityType === "agent" ? world.agents : world.members;
  if (!owners.some(({ id }) => id === entityId)) throw refusals.invalid(`Unknown ${entityType}`);
  return { entityType, entityId };
}

function expiryOf(body: BodyReader): Pick<VirtualKey, "expiryPreset" | "expiresAt"> {
  const expiryPreset = body.oneOf("expiryPreset", ["never", "7d", "30d", "90d", "custom"]) ?? "never";
  const expiresAt = body.text("expiresAt", 30) ?? null;
  if (expiryPreset === "custom" && expiresAt === null) throw refusals.invalid("expiresAt is required");
  return { expiryPreset, expiresAt };
}

function changeKey(call: Call) {
  const key = findKeyAsked(call);
  const body = new BodyReader(call.body);
  const changed: VirtualKey = {
    ...key,
    label: body.text("label", 100) ?? key.label,
    budgetUsd: body.value("budget") === null ? null : (body.number("budget", 0, 1e9) ?? key.budgetUsd),
    budgetAction: actionOf(body, call.switches) ?? key.budgetAction,
    budgetWindow: body.oneOf("budgetWindow", ["daily", "weekly", "monthly"]) ?? key.budgetWindow,
    rateLimitRpm: body.integer("rateLimitRpm", 1, 10_000) ?? key.rateLimitRpm,
  };
  body.refuseUnread();
  call.state.putKey(changed);
  return wrapWorkspace(call, createKeyRow(call, changed));
}

/** Revoking twice is as good as once. */
function revokeKey(call: Call) {
  const revoked: VirtualKey = { ...findKeyAsked(call), status: "revoked" };
  call.state.putKey(revoked);
  return wrapWorkspace(call, createKeyRow(call, revoked));
}

function findKeyAsked(call: Call): VirtualKey {
  const id = call.param("id");
  if (!isUuid(id)) throw refusals.badUuid("id");
  const key = call.state.key(id);
  if (key === undefined) throw refusals.notFound("Virtual key");
  return key;
}
