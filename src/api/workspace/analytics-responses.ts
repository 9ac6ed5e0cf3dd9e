/**
 * What the analytics endpoints of a workspace answer. Most of their shapes are known only from the code of the API's
 * clients and from its database schema, so every figure is optional, enums are open strings, and other names that have been
 * seen are accepted.
 */

import * as v from "valibot";
import type { Scalars } from "../../domain/usage.ts";
import { fields } from "../http/fields.ts";
import { isJsonObject, normalizeMemberName } from "../http/json-object.ts";
import { isZeroId } from "../http/placeholders.ts";
import {
  arrayOf,
  CentsAmount,
  Day,
  Loose,
  Numeric,
  optional,
  Sentence,
  Text,
  UsdAmount,
  Window,
} from "../http/wire.ts";

export const UsageResponse = fields({
  period: Window,
  series: arrayOf(
    fields({
      date: Day,
      requests: optional(Numeric),
      cost: optional(UsdAmount),
      tokens: optional(Numeric),
    }),
  ),
});

export const costNames = ["totalCost", "spend", "costUsd"];
export const requestNames = ["totalRequests", "requestCount"];
const tokenNames = ["totalTokens", "tokenCount"];

const namesOfEntity: ReadonlySet<string> = new Set(["name", "label", "displayname"]);

/** A row with a zero id holds what belongs to nobody; the name that it may have is dropped. */
const dropNobodysName = (row: unknown): unknown =>
  isJsonObject(row) && Object.values(row).some(isZeroId)
    ? Object.fromEntries(
        Object.entries(row).filter(([name]) => !namesOfEntity.has(normalizeMemberName(name))),
      )
    : row;

/** A row of a cost breakdown, in whatever dimension. */
export const CostItemRow = v.pipe(
  v.unknown(),
  v.transform(dropNobodysName),
  fields(
    {
      id: optional(Text),
      name: optional(Text),
      provider: Loose.Text,
      cost: optional(UsdAmount),
      requests: optional(Numeric),
      tokens: optional(Numeric),
      lastUsed: Loose.Time,
    },
    {
      id: ["entityId", "agentId", "memberId", "departmentId", "masterKeyId", "modelId"],
      name: ["label", "model", "displayName"],
      provider: ["providerName"],
      cost: costNames,
      requests: requestNames,
      tokens: tokenNames,
      lastUsed: ["lastRequestAt", "lastUsedAt"],
    },
  ),
);

/** `agents` and `agent` are one dimension, `master-keys` and `masterKey` another. */
const DimensionName = v.pipe(
  Text,
  v.transform((text) =>
    text
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .replaceAll("-", "_")
      .toLowerCase()
      .replace(/s$/, ""),
  ),
);

export const Breakdown = arrayOf(fields({ dimension: DimensionName, items: arrayOf(CostItemRow) }));

export const CostsResponse = fields({ period: Window, breakdown: Breakdown });

/** `{ models }`, `{ items }`, a breakdown with a dimension model, or bare rows. */
export const ModelCostsResponse = v.pipe(
  v.unknown(),
  v.transform((payload) => (Array.isArray(payload) ? { models: payload } : payload)),
  fields(
    { period: Window, models: optional(arrayOf(CostItemRow)), breakdown: optional(Breakdown) },
    { models: ["items", "data"] },
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { period, models, breakdown } = dataset.value;
    const rows = models ?? breakdown?.find(({ dimension }) => dimension === "model")?.items;
    if (rows !== undefined) return { period, models: rows };
    const dimensions = breakdown?.map(({ dimension }) => dimension).join(", ") ?? "none";
    addIssue({ message: `no rows of models; the dimensions are: ${dimensions}` });
    return NEVER;
  }),
);

export const OverviewResponse = fields(
  {
    period: Window,
    totalCost: optional(UsdAmount),
    totalCostCents: optional(CentsAmount),
    totalRequests: optional(Numeric),
    totalTokens: optional(Numeric),
    successRate: optional(Numeric),
    agents: Loose.Number,
    members: Loose.Number,
    departments: Loose.Number,
    virtualKeys: Loose.Number,
    masterKeys: Loose.Number,
  },
  {
    totalCost: ["cost", "spend"],
    totalRequests: ["requests", "requestCount"],
    totalTokens: ["tokens"],
    agents: ["agentCount", "totalAgents", "agentsCount"],
    members: ["memberCount", "totalMembers", "membersCount"],
    departments: ["departmentCount", "totalDepartments", "departmentsCount"],
    virtualKeys: ["virtualKeyCount", "totalVirtualKeys", "virtualKeysCount", "keyCount"],
    masterKeys: ["masterKeyCount", "totalMasterKeys", "masterKeysCount"],
  },
);

/** The plain values of an answer: those one level below have dotted names, lists are left out. */
export const ScalarsResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload): Scalars => {
    const scalars = Object.entries(payload).flatMap(([name, value]) =>
      isJsonObject(value)
        ? Object.entries(value).flatMap(([inner, innerValue]) => listScalar(`${name}.${inner}`, innerValue))
        : listScalar(name, value),
    );
    return Object.fromEntries(scalars.slice(0, 30));
  }),
);

/** A plain value with its name; empty for any other. */
function listScalar(name: string, value: unknown): [string, string | number | boolean][] {
  const shownName = v.parse(Text, name);
  if (typeof value === "number" || typeof value === "boolean") return [[shownName, value]];
  if (typeof value !== "string") return [];
  const number = v.safeParse(Numeric, value);
  return [[shownName, number.success ? number.output : v.parse(Sentence, value)]];
}

const LiveFigures = {
  requestCount: Loose.Number,
  /** Storage units of the collector. Their factor to USD is stated nowhere, so they are never shown as money. */
  costSum: Loose.Number,
} as const;
const liveAliases = { requestCount: ["requests", "totalRequests"] } as const;

const Live24hRow = fields(
  { ...LiveFigures, name: Loose.Text, provider: Loose.Text },
  { ...liveAliases, name: ["label", "model", "displayName", "id"] },
);

export const Live24hResponse = fields({
  summary: fields(
    {
      ...LiveFigures,
      promptTokensSum: Loose.Number,
      completionTokensSum: Loose.Number,
      cacheHitCount: Loose.Number,
      cacheMissCount: Loose.Number,
      lastEventAt: Loose.Time,
    },
    liveAliases,
  ),
  topModels: optional(arrayOf(Live24hRow)),
  topKeys: optional(arrayOf(Live24hRow)),
});
