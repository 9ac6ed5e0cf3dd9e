/** What the endpoints of the cockpit answer. */
import { fields } from "../http/fields.ts";
import {
  arrayOf,
  CentsAmount,
  CentsLimit,
  Day,
  Loose,
  Numeric,
  optional,
  stated,
  Text,
  Timestamp,
  Window,
} from "../http/wire.ts";
import { provenance } from "./provenance.ts";

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
      rateLimitRpm: Loose.NumberLimit,
    }),
  ),
  entity: stated(
    fields({
      type: optional(Text),
      id: optional(Text),
      name: optional(Text),
      department: optional(Text),
      departmentId: optional(Text),
    }),
  ),
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
      model: optional(Text),
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
      budgetCents: stated(CentsLimit),
      spentCents: optional(CentsAmount),
      budgetWindow: optional(Text),
      budgetAction: optional(Text),
      resetsAt: optional(Timestamp),
    }),
  ),
  entityBudget: optional(fields({ budgetCents: Loose.CentsLimit, spentCents: optional(CentsAmount) })),
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
