import * as v from "valibot";
import { formatActionAtLimit } from "../domain/budget.ts";
import { collectMasterKeys, type VirtualKey } from "../domain/entities.ts";
import { roundUsd } from "../domain/money.ts";
import { computeSharePercent } from "../domain/ratios.ts";
import { dayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { PageInput, pageSizeInput } from "../toolkit/inputs.ts";
import { Page, pageOf } from "../toolkit/list-page.ts";
import { explainNoMatch, type Filter } from "../toolkit/no-match.ts";
import { Source, Warnings } from "../toolkit/outputs.ts";
import { readAll, trackPartialReads } from "../toolkit/partial-reads.ts";
import { Table, tableOf, tableWith } from "../toolkit/table.ts";
import { tellKeyOwner } from "../toolkit/virtual-keys.ts";

export const listVirtualKeys = defineTool({
  name: "list_virtual_keys",
  title: "Virtual keys",
  description:
    "Virtual keys with status, binding, budget and spend in USD, last use and expiry; also counts by status and the master keys in use. Gives the ids for update_key_budget and revoke_virtual_key.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    status: v.optional(
      v.pipe(v.string(), v.maxLength(40), v.description("For example active, disabled, expired or revoked")),
    ),
    entity_type: v.optional(
      v.pipe(v.picklist(["agent", "member"]), v.description("Only keys bound to such an entity")),
    ),
    search: v.optional(
      v.pipe(v.string(), v.maxLength(100), v.description("Text in label, prefix or bound entity's name")),
    ),
    sort_by: v.optional(
      v.pipe(
        v.picklist(["cost", "label", "last_used", "created", "spend"]),
        v.description(
          "Highest cost (or spend), label, least recently used (unknown last), or newest first with its day of creation",
        ),
      ),
      "cost",
    ),
    page: PageInput,
    page_size: pageSizeInput(100),
  }),
  output: v.object({
    keys: Table,
    page: Page,
    matching_by_status: v.record(v.string(), v.number()),
    master_keys_of_matching: tableWith("label", "provider"),
    cost_window: v.string(),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, progress }, { status, entity_type, search, sort_by, page, page_size }) {
    const parts = trackPartialReads(progress);
    const { list, subscription } = await readAll({
      list: api.virtualKeys({ status, entityType: entity_type, search }),
      subscription: parts.read("The first day of the billing period", api.subscription()),
    });
    const shown = pageOf([...list.rows].sort(orders[sort_by]), page, page_size);
    const all =
      list.rows.length === 0 ? await parts.read("The keys without a filter", api.virtualKeys()) : null;
    const filters = createFilters(status, entity_type, search);
    const noMatch = all === null ? [] : explainNoMatch(all.rows, filters, "keys");
    return {
      keys: tableOf(shown.items, {
        label: (key) => key.label,
        status: (key) => key.status,
        bound_to: tellKeyOwner,
        budget_usd: (key) => roundUsd(key.budget),
        cost_usd: (key) => roundUsd(key.spent),
        used_percent: (key) => (isMonthly(key) ? computeSharePercent(key.spent, key.budget) : null),
        budget_window: (key) => key.budgetWindow,
        at_limit: (key) =>
          key.budget === null && key.isBudgetStated
            ? "no limit"
            : formatActionAtLimit(true, key.budgetAction),
        last_used: (key) => key.lastUsedAt && dayOf(key.lastUsedAt),
        expires: (key) => key.expiresAt && dayOf(key.expiresAt),
        created: (key) => (sort_by === "created" ? key.createdAt && dayOf(key.createdAt) : null),
        prefix: (key) => key.prefix,
        id: (key) => key.id,
      }),
      page: shown.page,
      matching_by_status: countByStatus(list.rows),
      master_keys_of_matching: tableOf(collectMasterKeys(list.rows), {
        label: (key) => key.label,
        provider: (key) => key.provider,
      }),
      cost_window: `subscription's current period${subscription?.periodStart ? `, since ${subscription.periodStart}` : ""}`,
      source: subscription === null ? list.source : `${list.source}, ${subscription.source}`,
      warnings: [
        ...noMatch,
        ...list.warnings,
        ...parts.warnings(),
        ...warnOfOtherWindows(shown.items),
        ...(list.rows.length > 0 && list.rows.every(({ spent }) => spent === null)
          ? ["The API states no spend for keys: it is unknown, not zero."]
          : []),
        ...(sort_by === "last_used" ? warnOfUnknownUse(list.rows) : []),
      ],
    };
  },
});

const createFilters = (
  status: string | undefined,
  entityType: string | undefined,
  search: string | undefined,
): readonly Filter<VirtualKey>[] => [
  { argument: "status", value: status, textOf: (key) => key.status, kind: "choice" },
  { argument: "entity_type", value: entityType, textOf: (key) => key.entityType, kind: "choice" },
  {
    argument: "search",
    value: search,
    textOf: (key) => [key.label, key.prefix, key.entityName].join(" "),
    kind: "search",
  },
];

/** Only a monthly budget can be compared with the stated spend, which is that of the billing period. */
const isMonthly = ({ budgetWindow }: VirtualKey): boolean => budgetWindow?.toLowerCase() === "monthly";

function warnOfOtherWindows(keys: readonly VirtualKey[]): string[] {
  const count = keys.filter((key) => key.budget !== null && !isMonthly(key)).length;
  return count === 0
    ? []
    : [
        `The budget of ${count} of these keys has another or no stated window; their cost is that of the billing period: the two cannot be compared.`,
      ];
}

function warnOfUnknownUse(keys: readonly VirtualKey[]): string[] {
  const count = keys.filter(({ lastUsedAt }) => lastUsedAt === null).length;
  return count === 0
    ? []
    : [`${count} of ${keys.length} keys state no last use: unknown, not never. They come last.`];
}

const timeOf = (time: Date | null): number => time?.getTime() ?? 0;

/** Unknown is not long ago: it comes after every known one. */
const lastUseOf = ({ lastUsedAt }: VirtualKey): number => lastUsedAt?.getTime() ?? Number.MAX_VALUE;

const byLabel = (a: VirtualKey, b: VirtualKey): number => (a.label ?? "").localeCompare(b.label ?? "");
const byCost = (a: VirtualKey, b: VirtualKey): number => (b.spent ?? -1) - (a.spent ?? -1) || byLabel(a, b);

const orders: Readonly<
  Record<"cost" | "spend" | "label" | "last_used" | "created", (a: VirtualKey, b: VirtualKey) => number>
> = {
  cost: byCost,
  spend: byCost,
  label: byLabel,
  last_used: (a, b) => lastUseOf(a) - lastUseOf(b) || byLabel(a, b),
  created: (a, b) => timeOf(b.createdAt) - timeOf(a.createdAt) || byLabel(a, b),
};

function countByStatus(keys: readonly VirtualKey[]): Record<string, number> {
  const byStatus = Map.groupBy(keys, ({ status }) => status ?? "unknown");
  return Object.fromEntries([...byStatus].map(([status, own]) => [status, own.length]));
}
