/**
 * What the workspace endpoints answer. Most of their shapes rest on client code and on the database schema only, so
 * every member is optional, enums are open strings, and other names that have been seen are accepted.
 */
import * as v from "valibot";
import { type Cents, centsToUsd, type Usd } from "../money.ts";
import {
  CentsAmount,
  Day,
  Flag,
  fields,
  isObject,
  listOf,
  Numeric,
  optional,
  Sentence,
  seenKeys,
  Text,
  Timestamp,
  UsdAmount,
  Window,
} from "./wire.ts";

/** Dollars, however the field was named: a cents field counts only when it says so in its name. */
export const usdOf = (usd: Usd | null, cents: Cents | null): Usd | null =>
  usd ?? (cents === null ? null : centsToUsd(cents));

const Loose = {
  Text: v.fallback(optional(Text), null),
  Number: v.fallback(optional(Numeric), null),
  Time: v.fallback(optional(Timestamp), null),
} as const;

export const UsageResponse = fields({
  period: Window,
  series: v.array(
    fields({
      date: Day,
      requests: optional(Numeric),
      cost: optional(UsdAmount),
      tokens: optional(Numeric),
    }),
  ),
});

const costNames = ["totalCost", "spend", "costUsd"];
const requestNames = ["totalRequests", "requestCount"];
const tokenNames = ["totalTokens", "tokenCount"];

/** A row of a cost breakdown, in whatever dimension. */
const CostItem = fields(
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
);

/** `agents`, `agent`, `master-keys` and `masterKey` are one dimension each. */
const Dimension = v.pipe(
  Text,
  v.transform((text) =>
    text
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .replaceAll("-", "_")
      .toLowerCase()
      .replace(/s$/, ""),
  ),
);

const Breakdown = v.array(fields({ dimension: Dimension, items: v.array(CostItem) }));

export const CostsResponse = fields({ period: Window, breakdown: Breakdown });

/** `{ models }`, `{ items }`, a breakdown with a dimension model, or bare rows. */
export const ModelCostsResponse = v.pipe(
  v.unknown(),
  v.transform((payload) => (Array.isArray(payload) ? { models: payload } : payload)),
  fields(
    { period: Window, models: optional(v.array(CostItem)), breakdown: optional(Breakdown) },
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

/** Figures and words of an answer whose shape is not documented, to be shown as the API names them. */
export type Scalars = Readonly<Record<string, string | number | boolean>>;

/** Those at the top level, and with dotted names those one level below. Lists are left out. */
export const ScalarsResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload): Scalars => {
    const scalars = Object.entries(payload).flatMap(([name, value]) =>
      isObject(value)
        ? Object.entries(value).flatMap(([inner, innerValue]) => scalarOf(`${name}.${inner}`, innerValue))
        : scalarOf(name, value),
    );
    return Object.fromEntries(scalars.slice(0, 30));
  }),
);

function scalarOf(name: string, value: unknown): [string, string | number | boolean][] {
  const shownName = v.parse(Text, name);
  if (typeof value === "number" || typeof value === "boolean") return [[shownName, value]];
  return typeof value === "string" ? [[shownName, v.parse(Sentence, value)]] : [];
}

const HourlyFigures = {
  requestCount: Loose.Number,
  /** Storage units of the collector. Their factor to USD is not stated anywhere, so they are never shown as money. */
  costSum: Loose.Number,
} as const;
const hourlyAliases = { requestCount: ["requests", "totalRequests"] } as const;

const PanelRow = fields(
  { ...HourlyFigures, name: Loose.Text, provider: Loose.Text },
  { ...hourlyAliases, name: ["label", "model", "displayName", "id"] },
);

export const Live24hResponse = fields({
  summary: fields(
    {
      ...HourlyFigures,
      promptTokensSum: Loose.Number,
      completionTokensSum: Loose.Number,
      cacheHitCount: Loose.Number,
      cacheMissCount: Loose.Number,
      lastEventAt: Loose.Time,
    },
    hourlyAliases,
  ),
  topModels: optional(v.array(PanelRow)),
  topKeys: optional(v.array(PanelRow)),
});

export type SeriesMetric = "cost" | "requests" | "tokens" | "avg_cost_per_req" | "success_rate" | "latency";

/** The member names that carry a metric's value; raw cost sums are no dollars and stay out. */
const metricNames: Readonly<Record<SeriesMetric, readonly string[]>> = {
  cost: ["cost", "costUsd", "totalCost", "spend"],
  requests: ["requests", "requestCount", "totalRequests"],
  tokens: ["tokens", "totalTokens", "tokenCount"],
  avg_cost_per_req: ["avgCostPerReq", "avgCostPerRequest", "costPerRequest"],
  success_rate: ["successRate"],
  latency: ["latency", "latencyMs", "avgLatencyMs", "latencyMsAvg", "avgLatency"],
};

export const timeseriesResponse = (metric: SeriesMetric) =>
  listOf(
    fields(
      { time: Text, value: optional(Numeric) },
      { time: ["bucket", "date", "timestamp", "hour", "day"], value: metricNames[metric] },
    ),
    ["rows", "series", "points", "data", "items", "timeseries", "buckets"],
  );

/** A point of a sparkline: a number, or a day or bucket with a value. */
const SparklinePoint = v.union([
  v.pipe(
    Numeric,
    v.transform((value) => ({ day: null, value })),
  ),
  fields(
    { day: v.fallback(optional(Day), null), value: Numeric },
    { day: ["date", "bucket"], value: ["cost", "requests", "tokens", "spend", "count"] },
  ),
]);

export const SparklinesResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload) => {
    const lists = isObject(payload["sparklines"]) ? payload["sparklines"] : payload;
    return Object.entries(lists)
      .filter(([, points]) => Array.isArray(points))
      .map(([name, points]) => {
        const checked = v.safeParse(v.array(SparklinePoint), points);
        return { metric: v.parse(Text, name), points: checked.success ? checked.output : null };
      });
  }),
);

export const AgentRow = fields(
  {
    id: Text,
    name: optional(Text),
    departmentId: Loose.Text,
    modelId: Loose.Text,
    environment: Loose.Text,
    status: Loose.Text,
    createdAt: Loose.Time,
    cost: v.fallback(optional(UsdAmount), null),
    requests: Loose.Number,
  },
  { id: ["agentId"], modelId: ["model"], cost: costNames, requests: requestNames },
);

export const MemberRow = fields(
  {
    id: Text,
    name: optional(Text),
    email: Loose.Text,
    departmentId: Loose.Text,
    roleLabel: Loose.Text,
    status: Loose.Text,
    virtualKeyPrefix: Loose.Text,
    monthlyBudgetCents: v.fallback(optional(CentsAmount), null),
    periodSpendCents: v.fallback(optional(CentsAmount), null),
    requests: Loose.Number,
    createdAt: Loose.Time,
  },
  { id: ["memberId"], name: ["displayName"], roleLabel: ["role"], requests: ["periodRequestCount"] },
);

export const DepartmentRow = fields(
  {
    id: Text,
    name: optional(Text),
    memberCount: Loose.Number,
    agentCount: Loose.Number,
    budget: v.fallback(optional(UsdAmount), null),
    budgetCents: v.fallback(optional(CentsAmount), null),
    budgetAction: Loose.Text,
    cost: v.fallback(optional(UsdAmount), null),
    requests: Loose.Number,
  },
  { id: ["departmentId"], cost: costNames, requests: requestNames },
);

export const VirtualKeyRow = fields(
  {
    id: Text,
    label: optional(Text),
    keyPrefix: Loose.Text,
    masterKeyId: Loose.Text,
    masterKeyName: Loose.Text,
    masterKeyProvider: Loose.Text,
    entityType: Loose.Text,
    entityId: Loose.Text,
    entityDisplayName: Loose.Text,
    status: Loose.Text,
    budget: v.fallback(optional(UsdAmount), null),
    budgetCents: v.fallback(optional(CentsAmount), null),
    budgetAction: Loose.Text,
    budgetWindow: Loose.Text,
    rateLimitRpm: Loose.Number,
    spend: v.fallback(optional(UsdAmount), null),
    spendCents: v.fallback(optional(CentsAmount), null),
    lastUsedAt: Loose.Time,
    expiresAt: Loose.Time,
    createdAt: Loose.Time,
  },
  {
    label: ["name"],
    keyPrefix: ["prefix"],
    entityDisplayName: ["entityName"],
    masterKeyName: ["masterKeyLabel"],
    spend: ["spent", "spendUsd", "cost", "totalCost"],
    spendCents: ["spentCents", "periodSpendCents"],
    lastUsedAt: ["lastRequestAt"],
  },
);

export const MasterKeyRow = fields(
  { id: Text, label: optional(Text), provider: Loose.Text, status: Loose.Text },
  { label: ["name"], provider: ["providerName", "providerId"] },
);

export const SubscriptionResponse = fields(
  {
    tier: Loose.Text,
    status: Loose.Text,
    billingPeriod: Loose.Text,
    basePriceCents: v.fallback(optional(CentsAmount), null),
    baseVkLimit: Loose.Number,
    extraVkCount: Loose.Number,
    logLimit: Loose.Number,
    currentPeriodStart: v.fallback(optional(Day), null),
    currentPeriodEnd: v.fallback(optional(Day), null),
    trialEndsAt: v.fallback(optional(Day), null),
    cancelAtPeriodEnd: v.fallback(optional(Flag), null),
  },
  {
    tier: ["plan"],
    currentPeriodStart: ["billingCycleStart"],
    currentPeriodEnd: ["billingCycleEnd"],
  },
);

/** The stored budget policy: a free document, of which unknown members must survive a change. */
export type PolicyConfig = Readonly<Record<string, unknown>>;

const bareConfigMembers = ["amount", "thresholds", "exceededAction", "currency"];

/**
 * Where `config` sits differs between sources: under `config`, or bare. When neither is there, nothing is assumed, because
 * what was not found would be overwritten.
 */
export const PolicyResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.rawTransform(({ dataset, addIssue, NEVER }): { config: PolicyConfig } => {
    const { config } = dataset.value;
    if (isObject(config)) return { config };
    if (bareConfigMembers.some((name) => name in dataset.value)) return { config: dataset.value };
    addIssue({ message: `no budget configuration, only ${seenKeys(dataset.value)}` });
    return NEVER;
  }),
);

/** The members of the policy that are known. */
export const PolicyFields = fields({
  amount: v.fallback(optional(UsdAmount), null),
  period: Loose.Text,
  currency: Loose.Text,
  thresholds: v.fallback(optional(v.array(Numeric)), null),
  exceededAction: Loose.Text,
});

/** A created key, with its secret under whatever name: the longest that starts with `vk-` and is no prefix and no label. */
export const CreatedKeyResponse = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((payload) => {
    const inner = ["virtualKey", "virtual_key"].map((name) => payload[name]).find(isObject);
    const members = { ...payload, ...inner };
    const isSecret = ([name, value]: [string, unknown]): boolean =>
      typeof value === "string" && value.startsWith("vk-") && !/prefix|masked|label|name/i.test(name);
    const [secret = null] = Object.entries(members)
      .filter(isSecret)
      .map(([, value]) => String(value))
      .sort((a, b) => b.length - a.length);
    const { id, label, keyPrefix, prefix, status } = members;
    return {
      id: v.parse(Loose.Text, id),
      label: v.parse(Loose.Text, label),
      prefix: v.parse(Loose.Text, keyPrefix ?? members["key_prefix"] ?? prefix),
      status: v.parse(Loose.Text, status),
      secret,
    };
  }),
);

/** What answers a change: its shape is unknown, and nothing in it is relied upon. */
export const AnyResponse = v.unknown();
