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
import type { Entity } from "../domain/entities.ts";
import { InputError } from "../domain/errors.ts";
import { roundUsd } from "../domain/money.ts";
import { type ResolvedCompletePeriod, resolveCompletePeriod } from "../domain/periods.ts";
import { countDays, daysOf, startOfDay, type TimeWindow } from "../domain/time.ts";
import {
  ComparedFiguresOutput,
  describeDrivers,
  describeWorkspaceChange,
  listFigures,
} from "../toolkit/comparison-output.ts";
import { readComparison } from "../toolkit/comparison-reads.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { CompareWithInput, CompleteDaysInput, idInput } from "../toolkit/inputs.ts";
import { Figure, formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { tableOf } from "../toolkit/table.ts";

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
    figures: ComparedFiguresOutput,
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
      v.description("Beside an entity; share is null when others offset the change"),
    ),
    method: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { entity_type: kind, entity_id: id, period, compare_with }) {
    const entity = resolveEntity(kind, id);
    const [asked, plan] = planWindows(period, compare_with, ctx.now);
    const { usage, workspace, isUnused, warnings } = await readComparison(ctx, entity, plan);
    const comparison = usage && compareWindows(usage.days, plan);
    const workspaceComparison =
      entity && workspace && compareWindows(workspace.days, { ...plan, history: plan.before });
    const [window, before] = [formatDays(plan.window) ?? "", formatDays(plan.before) ?? ""];
    const rows = comparison === null ? [] : listFigures(comparison);
    const changeOf = (wanted: string): number | null =>
      rows.find(({ figure }) => figure === wanted)?.changePercent ?? null;
    return {
      headline: tellComparison(comparison, workspaceComparison, {
        who: entity === null ? "The workspace" : `This ${kind}`,
        window,
        before: compare_with === undefined ? "the window before" : before,
        costPerRequestPercent: changeOf("cost_per_request_usd"),
        tokensPerRequestPercent: changeOf("tokens_per_request"),
        costPerTokenPercent: changeOf("cost_per_million_tokens_usd"),
      }),
      window,
      compared_with: before,
      figures: tableOf(rows, {
        figure: ({ figure }) => figure,
        now: (row) => row.now,
        before: (row) => row.before,
        change_percent: (row) => row.changePercent,
      }),
      change_usd: roundUsd(comparison?.change ?? null),
      drivers: comparison && describeDrivers(comparison),
      within_usual_variation: comparison?.isUsual ?? null,
      usual_change_up_to_usd: roundUsd(comparison?.usualChange ?? null),
      ...(entity === null ? {} : { workspace: describeWorkspaceChange(comparison, workspaceComparison) }),
      method: tellMethod(compare_with === undefined, comparison),
      next: proposeNextCalls(entity, asked),
      source: "analytics/usage",
      warnings: [
        ...asked.warnings,
        ...warnings,
        ...warnOfWeekdays(plan),
        ...warnOfDrivers(comparison),
        ...(entity !== null && isUnused ? [tellUnused(entity)] : []),
      ],
    };
  },
});

function tellMethod(isAdjacent: boolean, comparison: Comparison | null): string {
  const windows = isAdjacent ? "Equal, adjacent windows" : "Two windows";
  const scaled =
    comparison?.moreOrFewerDays == null
      ? ""
      : "; the days before are first brought to the same number of days";
  return `${windows} of complete days; cost = requests × tokens per request × cost per token, split by logarithmic means${scaled}; usual: up to 3.5 robust spreads of earlier changes; unusual: also beyond ${minUnusualPercent} % of a usual window.`;
}

const tellUnused = ({ kind }: Entity): string =>
  `No use of this id as ${kind === "agent" ? "an" : "a"} ${kind} is known. If it is wrong, take one from list_${kind}s.`;

const warnOfDrivers = (comparison: Comparison | null): string[] =>
  comparison !== null && comparison.drivers === null && comparison.now.cost !== comparison.before.cost
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
    : ["The windows hold different weekdays, so part of the change may be a weekend's."];
}

/** Windows of a month hold much the same weekdays. */
const monthDays = 28;

/** null for the workspace. @throws InputError */
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
): readonly [ResolvedCompletePeriod, ComparisonPlan] {
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

function proposeNextCalls(
  entity: Entity | null,
  { name: period, window }: ResolvedCompletePeriod,
): NextCall[] {
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
