/** What the API answers, endpoint by endpoint: the schemas by which answers are checked and normalised. */
import * as v from "valibot";
import { centsToUsd } from "../../domain/money.ts";
import type { CatalogueModel } from "../../domain/usage.ts";
import {
  arrayOf,
  CentsAmount,
  Day,
  Flag,
  fields,
  Loose,
  listOf,
  Numeric,
  optional,
  Sentence,
  stated,
  Text,
  Timestamp,
  UsdAmount,
  Window,
} from "../http/wire.ts";

/** What every cockpit answer says about itself. */
export const provenance = {
  degraded: optional(Flag),
  dataSource: optional(Text),
  message: optional(Sentence),
} as const;

export const ScopeResponse = fields({
  ...provenance,
  workspace: optional(fields({ id: optional(Text), name: optional(Text) })),
  virtualKey: optional(
    fields({
      id: optional(Text),
      label: optional(Text),
      prefix: optional(Text),
      status: optional(Text),
      allowedModels: optional(arrayOf(Text)),
      rateLimitRpm: optional(Numeric),
    }),
  ),
  entity: optional(
    fields({
      type: optional(Text),
      id: optional(Text),
      name: optional(Text),
      department: optional(Text),
      departmentId: optional(Text),
    }),
  ),
});

const Component = fields({ status: optional(Text), latencyMs: optional(Numeric) });
const unknownComponent = { status: null, latencyMs: null };

export const HealthResponse = fields({
  status: optional(Text),
  version: optional(Text),
  // A component in another form is unknown, and no reason to call the API unreachable.
  components: v.fallback(optional(v.record(v.string(), v.fallback(Component, unknownComponent))), null),
});

export const UsageSummaryResponse = fields({
  ...provenance,
  period: Window,
  totalCostCents: optional(CentsAmount),
  totalRequests: optional(Numeric),
  totalTokens: optional(fields({ input: optional(Numeric), output: optional(Numeric) })),
  vsPreviousPeriod: optional(fields({ requestsPct: optional(Numeric), costPct: optional(Numeric) })),
});

export const DailyCostsResponse = fields({
  ...provenance,
  period: Window,
  data: arrayOf(
    fields({
      date: Day,
      costCents: optional(CentsAmount),
      requests: optional(Numeric),
      tokens: optional(Numeric),
    }),
  ),
});

export const CostByModelResponse = fields({
  ...provenance,
  period: Window,
  data: arrayOf(
    fields({
      model: Text,
      provider: optional(Text),
      costCents: optional(CentsAmount),
      requests: optional(Numeric),
      pct: optional(Numeric),
    }),
  ),
});

export const BudgetStatusResponse = fields({
  ...provenance,
  virtualKeyBudget: optional(
    fields({
      budgetCents: stated(CentsAmount),
      spentCents: optional(CentsAmount),
      budgetWindow: optional(Text),
      budgetAction: optional(Text),
      resetsAt: optional(Timestamp),
    }),
  ),
  entityBudget: optional(fields({ budgetCents: optional(CentsAmount), spentCents: optional(CentsAmount) })),
});

export const RecentRequestsResponse = fields({
  ...provenance,
  data: arrayOf(
    fields({
      id: optional(Text),
      model: optional(Text),
      provider: optional(Text),
      tokensIn: optional(Numeric),
      tokensOut: optional(Numeric),
      costCents: optional(CentsAmount),
      status: optional(Text),
      latencyMs: optional(Numeric),
      createdAt: optional(Timestamp),
    }),
  ),
  pagination: optional(fields({ total: optional(Numeric) })),
});

/** A price in a catalogue document: numbers and numeric strings count, anything else is no price. */
const UsdPrice = v.fallback(optional(UsdAmount), null);
const CentsPrice = v.fallback(optional(CentsAmount), null);

export const ModelResponse = fields(
  {
    provider: optional(Text),
    modelId: Text,
    displayName: optional(Text),
    enabled: optional(Flag),
    maxContextTokens: Loose.Number,
    /** The workspace's own price, cents per token. */
    costPerInputTokenCents: CentsPrice,
    costPerOutputTokenCents: CentsPrice,
    /** The catalogue's document, with `prompt` and `completion` in USD per token. */
    info: v.fallback(
      optional(fields({ prompt: UsdPrice, completion: UsdPrice, maxContextTokens: Loose.Number })),
      null,
    ),
  },
  { provider: ["providerName", "providerId"], modelId: ["model", "id"], displayName: ["name"] },
);

export const ModelsResponse = listOf(ModelResponse, ["data", "items", "models"]);

/** Prices in USD for one token: the workspace's own where it has one, else the catalogue's. */
export function catalogueModel(row: v.InferOutput<typeof ModelResponse>): CatalogueModel {
  const { costPerInputTokenCents: ownInput, costPerOutputTokenCents: ownOutput, info } = row;
  return {
    provider: row.provider,
    id: row.modelId,
    name: row.displayName,
    isEnabled: row.enabled,
    maxContextTokens: row.maxContextTokens ?? info?.maxContextTokens ?? null,
    inputPrice: ownInput === null ? (info?.prompt ?? null) : centsToUsd(ownInput),
    outputPrice: ownOutput === null ? (info?.completion ?? null) : centsToUsd(ownOutput),
  };
}
