/** What a dimension's cost divides into, as rows of a result. */
import type { DrillDown } from "../analytics/drill-down.ts";
import { roundUsd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { dayOf } from "../domain/time.ts";
import { roundCostPerMillionTokens, roundCostPerRequest } from "./outputs.ts";
import { tableOf, tableWith } from "./table.ts";

/** The columns for a dimension, and for what is inside one entity: each of the two leaves out those that it does not know. */
export const SpendRowsOutput = tableWith(
  "name",
  "cost_usd",
  "share_percent",
  "change_usd",
  "new",
  "requests",
  "cost_per_request_usd",
  "cost_per_million_tokens_usd",
  "cost_in_billing_period_usd",
  "budget_usd",
  "status",
  "id",
);

export const StoppedOutput = tableWith("name", "cost_before_usd", "last_used", "id");

const maxStopped = 3;

/** A model's id is its name. */
const idColumn = ({ id, name }: { readonly id: string | null; readonly name: string }): string | null =>
  id === name ? null : id;

export const describeSpendRows = ({ rows, total }: DrillDown) =>
  tableOf(rows, {
    name: ({ name }) => name,
    cost_usd: ({ cost }) => roundUsd(cost),
    share_percent: ({ cost }) => computeSharePercent(cost, total),
    change_usd: ({ change }) => roundUsd(change),
    new: ({ isNew }) => (isNew ? true : null),
    requests: ({ requests }) => requests,
    cost_per_request_usd: roundCostPerRequest,
    cost_per_million_tokens_usd: roundCostPerMillionTokens,
    id: idColumn,
  });

export const describeStopped = ({ stopped }: DrillDown) =>
  tableOf(stopped.slice(0, maxStopped), {
    name: ({ name }) => name,
    cost_before_usd: ({ costBefore }) => roundUsd(costBefore),
    last_used: ({ lastUsed }) => lastUsed && dayOf(lastUsed),
    id: idColumn,
  });
