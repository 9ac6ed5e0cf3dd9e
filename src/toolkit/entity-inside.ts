/** The second level of a drill-down: what is inside one department, agent or member. */
import { compareWindows, planComparison } from "../analytics/comparison.ts";
import { tellEntityInside } from "../analytics/drill-down-headline.ts";
import { roundParts, sum } from "../analytics/statistics.ts";
import type { Entity, EntityKind } from "../domain/entities.ts";
import { explainApiError, InputError } from "../domain/errors.ts";
import { asDerivedUsd, roundUsd, type Usd } from "../domain/money.ts";
import { computeSharePercent, roundPercent } from "../domain/ratios.ts";
import type { Context } from "./context.ts";
import { type Inside, type InsideQuery, type InsideReads, readInside } from "./entity-inside-reads.ts";
import { describeListedModels } from "./listed-models.ts";
import { formatDays, roundCostPerRequest } from "./outputs.ts";
import { tableOf } from "./table.ts";
import { findEntityOfAnotherKind, hasNoTrace } from "./unknown-id.ts";

export async function lookInside(ctx: Context<"manager">, query: InsideQuery) {
  const { dimension: kind } = query;
  if (kind === "model" || kind === "master_key") {
    throw new InputError(
      `The API has no second level for a ${kind}. Give entity_id with dimension department, agent or member. No request was sent.`,
    );
  }
  const entity = { kind, id: query.id };
  const read = await readInside(ctx, entity, query);
  if (!hasNoTrace(read)) return describeInside(entity, query, read);
  const { entity: meant, warnings: unread } = await findEntityOfAnotherKind(ctx, query);
  if (meant === null) {
    const inside = describeInside(entity, query, read);
    const searched = unread.length > 0 ? unread : ["Nothing else has this id and cost something."];
    return { ...inside, warnings: [...inside.warnings, ...searched] };
  }
  const { warnings, ...inside } = describeInside(meant, query, await readInside(ctx, meant, query));
  return {
    ...inside,
    warnings: [`The id names ${nameKind(meant.kind)}, not ${nameKind(kind)}.`, ...warnings],
  };
}

const nameKind = (kind: EntityKind): string => (kind === "agent" ? "an agent" : `a ${kind}`);

/** Splits the total, to the cent, among the rows shown, the other rows, and what belongs to none of them. */
function splitTotal(
  { kind }: Entity,
  rows: Inside["rows"],
  inside: Inside | null,
  total: Usd | null,
  limit: number,
) {
  // What an owner costs goes through its keys: with a single one, the key's cost is the owner's.
  const isOnlyKey =
    kind !== "department" && rows.length === 1 && inside?.isWholeList === true && total !== null;
  const isCostOfWindow = inside?.isCostOfWindow === true;
  const known = rows.every(({ cost }) => cost !== null);
  const shown = rows.slice(0, limit);
  const rest = asDerivedUsd(sum(rows.slice(limit).map(({ cost }) => cost ?? 0)));
  const attributed = sum(rows.map(({ cost }) => cost ?? 0));
  const rounded =
    isCostOfWindow && known && total !== null
      ? roundParts([...shown.map(({ cost }) => cost ?? 0), rest, total - attributed], total)
      : null;
  const costOf = (row: Inside["rows"][number]): number | null => {
    if (isCostOfWindow) return rounded?.[shown.indexOf(row)] ?? roundUsd(row.cost);
    return isOnlyKey ? roundUsd(total) : null;
  };
  return {
    isOnlyKey,
    isCostOfWindow,
    shown,
    costOf,
    rest: isCostOfWindow && known ? (rounded?.at(-2) ?? roundUsd(rest)) : null,
    unattributed: roundUsd(rounded === null ? null : asDerivedUsd(rounded.at(-1) ?? 0)),
  };
}

function describeInside(entity: Entity, query: InsideQuery, read: InsideReads) {
  const { kind, id } = entity;
  const { before, period } = query;
  const { inside, analytics, analyticsDays } = read;
  const figures = computeInside(entity, query, read);
  const { rows, shown, isUnknown, isCostOfWindow, total, change, rest, unattributed } = figures;
  const days = formatDays(period.window) ?? "";
  return {
    headline: isUnknown
      ? `Nothing is known of this id as ${nameKind(kind)}.`
      : tellEntityInside(kind, inside, total, change, days),
    window: days,
    compared_with: formatDays(before) ?? "",
    total_usd: roundUsd(total),
    rows: describeRows(figures),
    other: { count: rows.length - shown.length, cost_usd: rest },
    unattributed_usd: unattributed,
    unattributed_is: unattributed ? "Use through its members' own keys" : null,
    top_1_share_percent: isCostOfWindow ? roundPercent(computeShareOfFirst(rows, total, 1)) : null,
    top_3_share_percent: isCostOfWindow ? roundPercent(computeShareOfFirst(rows, total, 3)) : null,
    // The output has such a table at every level; which rows stopped is known at the first only.
    stopped: tableOf([], { name: () => null, cost_before_usd: () => null, id: () => null }),
    ...(analytics.models === null ? {} : { models: describeListedModels(analytics.models, analyticsDays) }),
    next: [
      {
        tool: "compare_entity_periods",
        arguments: { entity_type: kind, entity_id: id, period: period.name },
        why: "What drives its change",
      },
    ],
    source:
      kind === "department" ? "analytics/usage, analytics/costs, agents" : "analytics/usage, virtual-keys",
    warnings: [...period.warnings, ...warnOfInside(kind, read, figures)],
  };
}

type InsideFigures = ReturnType<typeof computeInside>;

function computeInside(
  entity: Entity,
  { before, limit, period: { window } }: InsideQuery,
  { usage, inside }: InsideReads,
) {
  const found = usage && compareWindows(usage.days, { ...planComparison(window), before, history: before });
  const rows = inside?.rows ?? [];
  // An unknown id has no usage either, and "it cost nothing" would be taken for an answer.
  const isUnknown = inside !== null && found?.now.cost === 0 && rows.length === 0;
  const total = isUnknown ? null : (found?.now.cost ?? null);
  return {
    rows,
    isUnknown,
    total,
    change: found?.change ?? null,
    requests: found?.now.requests ?? null,
    ...splitTotal(entity, rows, inside, total, limit),
  };
}

const describeRows = ({
  shown,
  costOf,
  total,
  requests: ofOwner,
  isCostOfWindow,
  isOnlyKey,
}: InsideFigures) =>
  tableOf(shown, {
    name: ({ name }) => name,
    cost_usd: costOf,
    share_percent: ({ cost }) => (isCostOfWindow ? computeSharePercent(cost, total) : null),
    change_usd: ({ change }) => roundUsd(change),
    requests: ({ requests }) => (isOnlyKey ? ofOwner : requests),
    cost_per_request_usd: (row) => (isCostOfWindow ? roundCostPerRequest(row) : null),
    cost_in_billing_period_usd: ({ cost }) => (isCostOfWindow ? null : roundUsd(cost)),
    budget_usd: ({ budget }) => roundUsd(budget),
    status: ({ status }) => status,
    id: (row) => row.id,
  });

const warnOfInside = (
  kind: EntityKind,
  { usage, inside, analytics, warnings }: InsideReads,
  { rows, isOnlyKey, isUnknown }: InsideFigures,
): string[] => [
  ...warnings,
  ...(usage?.warnings ?? []),
  ...(inside?.warnings ?? []),
  ...(analytics.otherError === undefined
    ? []
    : [`Its models could not be read. ${explainApiError(analytics.otherError, "manager").sentence}`]),
  ...warnOfRows(kind, rows.length, isOnlyKey),
  ...(isUnknown ? [`Nothing is known of this id as ${nameKind(kind)}: take one from list_${kind}s.`] : []),
];

function warnOfRows(kind: EntityKind, rows: number, isOnlyKey: boolean): string[] {
  if (kind === "department" || rows === 0) return [];
  return isOnlyKey
    ? [
        "The row is its only virtual key, so what the key cost in the window is what its owner cost. Its cost in the billing period is the API's own.",
      ]
    : [
        "Rows are its virtual keys. The API has no cost of a key over a window, and what the owner cost cannot be split among several: the column is each key's cost in the current billing period.",
      ];
}

function computeShareOfFirst(rows: Inside["rows"], total: Usd | null, count: number): number | null {
  if (total === null || total === 0 || rows.length === 0) return null;
  return (sum(rows.slice(0, count).map(({ cost }) => cost ?? 0)) / total) * 100;
}
