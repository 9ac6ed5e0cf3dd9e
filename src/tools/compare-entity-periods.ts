import * as v from "valibot";
import {
  type Comparison,
  type ComparisonPlan,
  compareWindows,
  minUnusualPercent,
  planComparison,
} from "../analytics/comparison.ts";
import { tellComparison } from "../analytics/comparison-headline.ts";
import { explainUnfitWindow } from "../analytics/diagnosis.ts";
import type { UsageTotals } from "../analytics/usage.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { Entity } from "../domain/entities.ts";
import { ApiError, InputError } from "../domain/errors.ts";
import { roundTo, roundUsd } from "../domain/money.ts";
import { type CompletePeriod, resolveCompletePeriod } from "../domain/periods.ts";
import { computeChangePercent, computeSharePercent, divideUsd } from "../domain/ratios.ts";
import { countDays, daysOf, startOfDay, type TimeWindow } from "../domain/time.ts";
import type { DailyCosts } from "../domain/usage.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { CompareWithInput, CompleteDaysInput, idInput } from "../toolkit/inputs.ts";
import { formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { trackPartialReads } from "../toolkit/partial-reads.ts";
import { Table, tableOf } from "../toolkit/table.ts";

const Figure = v.nullable(v.number());

export const compareEntityPeriods = defineTool({
  name: "compare_entity_periods",
  title: "Compare two periods",
  description:
    "The workspace, or one department, agent or member: complete days against as many before, or against other days. Change in USD split exactly into volume, tokens per request and price, whether it is within the usual ups and downs, and how the whole workspace moved.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    entity_type: v.pipe(
      v.picklist(["workspace", "department", "agent", "member"]),
      v.description("What to compare"),
    ),
    entity_id: v.optional(idInput("From its list tool; none for workspace")),
    period: CompleteDaysInput,
    compare_with: CompareWithInput,
  }),
  output: v.object({
    headline: v.string(),
    window: v.string(),
    compared_with: v.string(),
    figures: Table,
    change_usd: Figure,
    drivers: v.pipe(
      v.nullable(
        v.object({
          volume_usd: Figure,
          tokens_per_request_usd: Figure,
          price_and_model_mix_usd: Figure,
          more_or_fewer_days_usd: v.optional(v.number()),
        }),
      ),
      v.description("Parts of the change; they add up to it"),
    ),
    within_usual_variation: v.pipe(v.nullable(v.boolean()), v.description("null where undecided")),
    usual_change_up_to_usd: Figure,
    workspace: v.pipe(
      v.optional(
        v.object({ change_usd: Figure, change_percent: Figure, share_of_its_change_percent: Figure }),
      ),
      v.description("The tide beside an entity; share is null when others offset the change"),
    ),
    method: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now, progress }, { entity_type: kind, entity_id: id, period, compare_with }) {
    const entity = resolveEntity(kind, id);
    const [asked, plan] = planWindows(period, compare_with, now);
    const parts = trackPartialReads(progress);
    const [own, workspace] = await Promise.all([
      entity && parts.read(`The usage of the ${kind}`, catchNotFound(api.usage(plan.span, entity))),
      parts.read("The usage of the workspace", api.usage(entity ? withoutHistory(plan) : plan.span)),
    ]);
    if (own instanceof ApiError) throw own;
    const failures = parts.failures();
    const usage = entity === null ? workspace : own;
    const found = usage && compareWindows(usage.days, plan);
    const tide = entity && workspace && compareWindows(workspace.days, { ...plan, history: plan.before });
    const isUnused = usage?.days.every(({ requests, cost }) => !requests && !cost) === true;
    if (entity !== null && isUnused) await refuseUnknown(api, entity);
    const [window, before] = [formatDays(plan.window) ?? "", formatDays(plan.before) ?? ""];
    const rows = found === null ? [] : listFigures(found);
    const changeOf = (wanted: string): number | null =>
      rows.find(({ figure }) => figure === wanted)?.changePercent ?? null;
    return {
      headline: tellComparison(found, tide, {
        who: entity === null ? "The workspace" : `This ${kind}`,
        window,
        before: compare_with === undefined ? "the window before" : before,
        costPerRequest: changeOf("cost_per_request_usd"),
        tokensPerRequest: changeOf("tokens_per_request"),
        costPerToken: changeOf("cost_per_million_tokens_usd"),
      }),
      window,
      compared_with: before,
      figures: tableOf(rows, {
        figure: ({ figure }) => figure,
        now: (row) => row.now,
        before: (row) => row.before,
        change_percent: (row) => row.changePercent,
      }),
      change_usd: roundUsd(found?.change ?? null),
      drivers: found && describeDrivers(found),
      within_usual_variation: found?.isUsual ?? null,
      usual_change_up_to_usd: roundUsd(found?.usualChange ?? null),
      ...(entity === null ? {} : { workspace: describeTide(found, tide) }),
      method: tellMethod(compare_with === undefined, found),
      next: proposeNextCalls(entity, asked),
      source: "analytics/usage",
      warnings: [
        ...asked.warnings,
        ...failures,
        ...(usage?.warnings ?? []),
        ...warnOfWeekdays(plan),
        ...warnOfDrivers(found),
        ...(entity !== null && isUnused ? [warnOfUnused(entity)] : []),
      ],
    };
  },
});

function tellMethod(isAdjacent: boolean, found: Comparison | null): string {
  const windows = isAdjacent ? "Equal, adjacent windows" : "Two windows";
  const scaled =
    found?.windowLength == null ? "" : "; the days before are first brought to the same number of days";
  return `${windows} of complete days; cost = requests × tokens per request × cost per token, split by logarithmic means${scaled}; usual: up to 3.5 robust spreads of earlier changes; unusual: also beyond ${minUnusualPercent} % of a usual window.`;
}

const warnOfUnused = ({ kind }: Entity): string =>
  `No use of this id as ${kind === "agent" ? "an" : "a"} ${kind} is known. If it is wrong, take one from list_${kind}s.`;

const warnOfDrivers = (found: Comparison | null): string[] =>
  found !== null && found.drivers === null && found.now.cost !== found.before.cost
    ? ["The change is not split into drivers: requests or cost of a window are zero or unknown."]
    : [];

/** A weekend in one of two short windows is a change that means nothing. */
function warnOfWeekdays({ window, before }: ComparisonPlan): string[] {
  const weekdaysOf = (days: TimeWindow): string =>
    daysOf(days)
      .map((day) => startOfDay(day).getUTCDay())
      .sort()
      .join("");
  return countDays(window) >= monthDays || weekdaysOf(window) === weekdaysOf(before)
    ? []
    : ["The two windows hold other weekdays, so a part of the change may be a weekend's."];
}

/** Windows of a month hold much the same weekdays. */
const monthDays = 28;

/** null: the workspace. */
function resolveEntity(kind: Entity["kind"] | "workspace", id: string | undefined): Entity | null {
  if (kind === "workspace") {
    if (id === undefined) return null;
    throw new InputError(
      "entity_id belongs to a department, agent or member; the workspace has none. No request was sent.",
    );
  }
  if (id !== undefined) return { kind, id };
  throw new InputError(`entity_id is required: take it from list_${kind}s. No request was sent.`);
}

function planWindows(
  period: string,
  compareWith: string | undefined,
  now: Date,
): readonly [CompletePeriod, ComparisonPlan] {
  const opening = "compare_entity_periods compares";
  const asked = resolveCompletePeriod(period, now, opening);
  if (compareWith === undefined) return [asked, planComparison(asked.window)];
  const other = resolveCompletePeriod(compareWith, now, opening);
  if (other.window.start < asked.window.end && asked.window.start < other.window.end) {
    throw new InputError(
      `${asked.name} and ${other.name} have days in common: nothing can be compared with itself. No request was sent.`,
    );
  }
  const warnings = [...asked.warnings, ...other.warnings];
  return [{ ...asked, warnings }, planComparison(asked.window, other.window)];
}

/** Both windows, without the days that only show what is usual. */
const withoutHistory = ({ window, before }: ComparisonPlan): TimeWindow =>
  before.start < window.start
    ? { start: before.start, end: window.end }
    : { start: window.start, end: before.end };

/** A 404 is the answer to the question, not a part that is missing. */
async function catchNotFound(answer: Promise<DailyCosts>): Promise<DailyCosts | ApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return error;
    throw error;
  }
}

/** Usage answers an id that nobody has with an empty series; the entity's own route tells. @throws ApiError not_found */
async function refuseUnknown(api: WorkspaceApi, entity: Entity): Promise<void> {
  const { missing } = await api.entityAnalytics(entity, 30);
  if (missing !== undefined) throw missing;
}

function describeDrivers({ drivers, windowLength }: Comparison) {
  return (
    drivers && {
      volume_usd: roundUsd(drivers.volume),
      tokens_per_request_usd: roundUsd(drivers.tokensPerRequest),
      price_and_model_mix_usd: roundUsd(drivers.unitPrice),
      ...(windowLength === null ? {} : { more_or_fewer_days_usd: roundUsd(windowLength) ?? 0 }),
    }
  );
}

function proposeNextCalls(entity: Entity | null, { name: period, window }: CompletePeriod): NextCall[] {
  const isDiagnosable = explainUnfitWindow(window) === null;
  return [
    entity === null
      ? { tool: "drill_down_spend", arguments: { dimension: "agent", period }, why: "Who spends it" }
      : {
          tool: "drill_down_spend",
          arguments: { dimension: entity.kind, entity_id: entity.id, period },
          why: "What is inside it",
        },
    {
      tool: "diagnose_cost_anomaly",
      arguments: isDiagnosable ? { period } : {},
      why: "Whether others moved as well",
    },
  ];
}

const sums: ReadonlySet<string> = new Set(["cost_usd", "requests"]);

/** Sums over windows of unlike length stand side by side without a percentage: those a day have it. */
const listFigures = ({ now, before, days }: Comparison) => {
  const row = (
    figure: string,
    decimals: number,
    of: (totals: UsageTotals, days: number) => number | null,
  ) => {
    const [later, earlier] = [of(now, days.now), of(before, days.before)];
    const isComparable = days.now === days.before || !sums.has(figure);
    return {
      figure,
      now: roundTo(later, decimals),
      before: roundTo(earlier, decimals),
      changePercent: isComparable ? computeChangePercent(earlier, later) : null,
    };
  };
  return [
    row("cost_usd", 2, ({ cost }) => cost),
    row("cost_per_day_usd", 2, ({ cost }, count) => divideUsd(cost, count)),
    row("requests", 0, ({ requests }) => requests),
    row("requests_per_day", 1, ({ requests }, count) => requests && requests / count),
    row("tokens_per_request", 0, ({ tokens, requests }) => (requests ? tokens && tokens / requests : null)),
    row("cost_per_request_usd", 4, ({ cost, requests }) => divideUsd(cost, requests)),
    row("cost_per_million_tokens_usd", 4, ({ cost, tokens }) => divideUsd(cost, tokens && tokens / 1e6)),
  ];
};

const describeTide = (found: Comparison | null, tide: Comparison | null) => ({
  change_usd: roundUsd(tide?.change ?? null),
  change_percent: computeChangePercent(tide?.before.cost ?? null, tide?.now.cost ?? null),
  share_of_its_change_percent: computeShareOfTide(found, tide),
});

/** Only of a larger change in the same direction: where others offset it, a share says nothing. */
function computeShareOfTide(found: Comparison | null, tide: Comparison | null): number | null {
  const [own, all] = [found?.change ?? null, tide?.change ?? null];
  return own === null || all === null || own * all <= 0 || Math.abs(own) > Math.abs(all)
    ? null
    : computeSharePercent(own, all);
}
