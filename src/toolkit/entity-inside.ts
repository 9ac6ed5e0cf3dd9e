/** The second level of a drill-down: what is inside one department, agent or member. */
import { comparison, planComparison } from "../analytics/comparison.ts";
import { roundedParts, sum } from "../analytics/statistics.ts";
import { itemsById, mayBeCut } from "../analytics/windowed-costs.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Dimension } from "../domain/costs.ts";
import type { Entity, EntityKind } from "../domain/entities.ts";
import { explainApiError, InputError } from "../domain/errors.ts";
import { derivedUsd, roundUnitCost, roundUsd, type Usd, usdPer, usdText } from "../domain/money.ts";
import type { CompletePeriod } from "../domain/periods.ts";
import { roundPercent, sharePercent } from "../domain/ratios.ts";
import { daysOf, type TimeWindow } from "../domain/time.ts";
import type { Context } from "./context.ts";
import { modelsShown } from "./models-shown.ts";
import { daysShown } from "./outputs.ts";
import { trackPartialReads } from "./partial-reads.ts";
import { tableOf } from "./table.ts";

interface InsideQuery {
  readonly dimension: Dimension;
  readonly id: string;
  readonly asked: CompletePeriod;
  readonly before: TimeWindow;
  readonly limit: number;
}

export async function entityInside(ctx: Context<"manager">, query: InsideQuery) {
  const { dimension: kind } = query;
  if (kind === "model" || kind === "master_key") {
    throw new InputError(
      `The API has no second level for a ${kind}. Give entity_id with dimension department, agent or member. No request was sent.`,
    );
  }
  const asked = { kind, id: query.id };
  const read = await readInside(ctx, asked, query);
  if (!isUnknown(read)) return describeInside(asked, query, read);
  const meant = await findByCost(ctx, query);
  if (meant === null) return describeInside(asked, query, read);
  const { warnings, ...inside } = describeInside(meant, query, await readInside(ctx, meant, query));
  return { ...inside, warnings: [`The id names ${aKind(meant.kind)}, not ${aKind(kind)}.`, ...warnings] };
}

const aKind = (kind: EntityKind): string => (kind === "agent" ? "an agent" : `a ${kind}`);

/** Whoever has this id in the cost breakdown, of whatever kind; null when nobody has, or it cannot be read. */
async function findByCost(
  { api, progress }: Context<"manager">,
  { id, before, asked: { window } }: InsideQuery,
): Promise<Entity | null> {
  const span = { start: before.start, end: window.end };
  const costs = await trackPartialReads(progress).read("The cost breakdown", api.costs(span));
  const kinds = ["agent", "member", "department"] as const;
  const kind = kinds.find((each) => costs?.dimensions.get(each)?.some((item) => item.id === id));
  return kind === undefined ? null : { kind, id };
}

async function readInside(
  { api, progress }: Context<"manager">,
  entity: Entity,
  { before, asked: { window } }: InsideQuery,
) {
  const parts = trackPartialReads(progress);
  const { kind, id } = entity;
  const reportDays = [1, 7, 30].find((days) => days >= daysOf(window).length) ?? 30;
  const [usage, inside, report] = await Promise.all([
    parts.read(`The usage of the ${kind}`, api.usage({ start: before.start, end: window.end }, entity)),
    kind === "department" ? agentsOf(api, parts, id, window) : keysOf(api, parts, kind, id),
    api.entityReport(entity, reportDays),
  ]);
  return { usage, inside, report, reportDays, failures: parts.failures() };
}

type ReadParts = Awaited<ReturnType<typeof readInside>>;

/** The cents of what is shown, the rest and what belongs to nobody add up to the total. */
function computeShares(
  { kind }: Entity,
  rows: Inside["rows"],
  inside: Inside | null,
  total: Usd | null,
  limit: number,
) {
  // What an owner costs goes through its keys: with a single one, the key's cost is the owner's.
  const isOnlyKey =
    kind !== "department" && rows.length === 1 && inside?.isWholeList === true && total !== null;
  const isInWindow = inside?.isInWindow === true;
  const known = rows.every(({ cost }) => cost !== null);
  const shown = rows.slice(0, limit);
  const rest = derivedUsd(sum(rows.slice(limit).map(({ cost }) => cost ?? 0)));
  const attributed = sum(rows.map(({ cost }) => cost ?? 0));
  const cents =
    isInWindow && known && total !== null
      ? roundedParts([...shown.map(({ cost }) => cost ?? 0), rest, total - attributed], total)
      : null;
  return {
    isOnlyKey,
    isInWindow,
    shown,
    costOf: (row: Inside["rows"][number]): number | null =>
      isInWindow ? (cents?.[shown.indexOf(row)] ?? roundUsd(row.cost)) : isOnlyKey ? roundUsd(total) : null,
    rest: isInWindow && known ? (cents?.at(-2) ?? roundUsd(rest)) : null,
    unattributed: roundUsd(cents === null ? null : derivedUsd(cents.at(-1) ?? 0)),
  };
}

/** An id that no entity has shows no usage either, as one that stood idle: only the other kinds can tell. */
const isUnknown = ({ usage, inside }: ReadParts): boolean =>
  inside !== null && inside.rows.length === 0 && usage !== null && !usage.days.some(({ cost }) => cost !== 0);

function describeInside(
  entity: Entity,
  { before, limit, asked: { name: period, window, warnings: notes } }: InsideQuery,
  { usage, inside, report, reportDays, failures }: ReadParts,
) {
  const { kind, id } = entity;
  const found = usage && comparison(usage.days, { ...planComparison(window), before, history: before });
  const rows = inside?.rows ?? [];
  // An unknown id has no usage either, and "it cost nothing" would be taken for an answer.
  const isNobody = inside !== null && found?.now.cost === 0 && rows.length === 0;
  const total = isNobody ? null : (found?.now.cost ?? null);
  const { isOnlyKey, isInWindow, shown, costOf, rest, unattributed } = computeShares(
    entity,
    rows,
    inside,
    total,
    limit,
  );
  const days = daysShown(window) ?? "";
  const who = inside?.name == null ? `This ${kind}` : `${inside.name} (${kind})`;
  return {
    headline: isNobody
      ? `Nothing is known of this id as ${aKind(kind)}.`
      : total === null
        ? `What ${inside?.name ?? `this ${kind}`} cost in ${days} is unknown.`
        : `${who} cost ${usdText(total)} in ${days}${changeText(found?.change ?? null)}; inside it: ${inside?.what ?? "unknown"}.`,
    window: days,
    compared_with: daysShown(before) ?? "",
    total_usd: roundUsd(total),
    rows: tableOf(shown, {
      name: ({ name }) => name,
      cost_usd: costOf,
      share_percent: ({ cost }) => (isInWindow ? sharePercent(cost, total) : null),
      requests: ({ requests }) => (isOnlyKey ? (found?.now.requests ?? null) : requests),
      cost_per_request_usd: ({ cost, requests }) =>
        isInWindow ? roundUnitCost(usdPer(cost, requests)) : null,
      cost_in_billing_period_usd: ({ cost }) => (isInWindow ? null : roundUsd(cost)),
      budget_usd: ({ budget }) => roundUsd(budget),
      status: ({ status }) => status,
      id: (row) => row.id,
    }),
    other: { count: rows.length - shown.length, cost_usd: rest },
    unattributed_usd: unattributed,
    unattributed_is: unattributed ? "Use through its members' own keys" : null,
    top_1_share_percent: isInWindow ? roundPercent(shareOfFirst(rows, total, 1)) : null,
    top_3_share_percent: isInWindow ? roundPercent(shareOfFirst(rows, total, 3)) : null,
    stopped: tableOf([], { name: () => null, cost_before_usd: () => null, id: () => null }),
    ...(report.models === null ? {} : { models: modelsShown(report.models, reportDays) }),
    next: [
      {
        tool: "compare_entity_periods",
        arguments: { entity_type: kind, entity_id: id, period },
        why: "What drives its change",
      },
    ],
    source:
      kind === "department" ? "analytics/usage, analytics/costs, agents" : "analytics/usage, virtual-keys",
    warnings: [
      ...notes,
      ...failures,
      ...(usage?.warnings ?? []),
      ...(inside?.warnings ?? []),
      ...(report.failed === undefined
        ? []
        : [`Its models could not be read. ${explainApiError(report.failed, "manager").sentence}`]),
      ...warnOfRows(kind, rows.length, isOnlyKey),
      ...(isNobody
        ? [
            `Nothing is known of this id as ${aKind(kind)}, and nobody else with it had any cost: take one from list_${kind}s.`,
          ]
        : []),
    ],
  };
}

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

const changeText = (change: Usd | null): string =>
  change === null
    ? ""
    : `, ${usdText(derivedUsd(Math.abs(change)))} ${change >= 0 ? "more" : "less"} than in the window before`;

interface Inside {
  /** The entity's own name, where what was read says it. */
  readonly name: string | null;
  readonly what: string;
  readonly warnings: readonly string[];
  /** Whether the rows' cost is that of the window. */
  readonly isInWindow: boolean;
  /** Whether every row that there is could be read. */
  readonly isWholeList: boolean;
  /** Costliest first. */
  readonly rows: readonly {
    readonly name: string;
    readonly id: string;
    readonly cost: Usd | null;
    readonly requests: number | null;
    readonly budget: Usd | null;
    readonly status: string | null;
  }[];
}

type Parts = ReturnType<typeof trackPartialReads>;

async function agentsOf(
  api: WorkspaceApi,
  parts: Parts,
  departmentId: string,
  window: TimeWindow,
): Promise<Inside | null> {
  const [agents, costs] = await Promise.all([
    parts.read("The department's agents", api.agents({ departmentId })),
    parts.read("The costs by agent", api.costs(window)),
  ]);
  const items = costs && itemsById(costs, "agent");
  if (agents === null || items === null) return null;
  const rows = agents.rows
    .filter((agent) => agent.departmentId === departmentId)
    .flatMap((agent) => {
      const item = items.get(agent.id);
      return item === undefined
        ? []
        : [
            {
              name: agent.name ?? agent.id,
              id: agent.id,
              cost: item.cost,
              requests: item.requests,
              budget: null,
              status: agent.status,
            },
          ];
    });
  return {
    name: costs?.dimensions.get("department")?.find((item) => item.id === departmentId)?.name ?? null,
    what: `${rows.length} ${rows.length === 1 ? "agent" : "agents"} with use`,
    isInWindow: true,
    isWholeList: !agents.isTruncated,
    rows: rows.sort(byCost),
    warnings: [
      ...agents.warnings,
      ...(mayBeCut(items)
        ? ["The API's list of costs may be cut at its length: then unattributed holds what it leaves out."]
        : []),
    ],
  };
}

async function keysOf(
  api: WorkspaceApi,
  parts: Parts,
  kind: "agent" | "member",
  id: string,
): Promise<Inside | null> {
  const keys = await parts.read("The virtual keys", api.virtualKeys({ entityType: kind }));
  if (keys === null) return null;
  const rows = keys.rows
    .filter(({ entityId }) => entityId === id)
    .map((key) => ({
      name: key.label ?? key.id,
      id: key.id,
      cost: key.spent,
      requests: null,
      budget: key.budget,
      status: key.status,
    }));
  return {
    name: keys.rows.find((key) => key.entityId === id)?.entityName ?? null,
    what: `${rows.length} virtual ${rows.length === 1 ? "key" : "keys"}`,
    isInWindow: false,
    isWholeList: !keys.isTruncated,
    rows: rows.sort(byCost),
    warnings: keys.warnings,
  };
}

const byCost = (a: { readonly cost: Usd | null }, b: { readonly cost: Usd | null }): number =>
  (b.cost ?? -1) - (a.cost ?? -1);

function shareOfFirst(rows: Inside["rows"], total: Usd | null, count: number): number | null {
  if (total === null || total === 0 || rows.length === 0) return null;
  return (sum(rows.slice(0, count).map(({ cost }) => cost ?? 0)) / total) * 100;
}
