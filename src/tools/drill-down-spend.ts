import * as v from "valibot";
import { type DrillDown, drillDownCosts } from "../analytics/drill-down.ts";
import { tellDrillDown } from "../analytics/drill-down-headline.ts";
import { sumUsage } from "../analytics/usage.ts";
import type { CostBreakdown, Dimension } from "../domain/costs.ts";
import { InputError } from "../domain/errors.ts";
import { asDerivedUsd, formatUsd, roundUsd } from "../domain/money.ts";
import { resolveCompletePeriod } from "../domain/periods.ts";
import { roundPercent } from "../domain/ratios.ts";
import { countDays, shiftBack } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import {
  describeSpendRows,
  describeStopped,
  SpendRowsOutput,
  StoppedOutput,
} from "../toolkit/drill-down-rows.ts";
import { lookInside } from "../toolkit/entity-inside.ts";
import { CompleteDaysInput, idInput } from "../toolkit/inputs.ts";
import { Figure, formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { readAll, trackPartialReads } from "../toolkit/partial-reads.ts";
import { Table } from "../toolkit/table.ts";

export const drillDownSpend = defineTool({
  name: "drill_down_spend",
  title: "Drill down into spend",
  description:
    "Where the workspace's cost goes by one dimension over complete days: USD, share, change against the days before, unit costs. Rows, other and unattributed add up to the true total to the cent. With entity_id: what is inside one department, agent or member.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    dimension: v.optional(
      v.pipe(
        v.picklist(["department", "agent", "model", "member", "master_key"]),
        v.description("Slice by; with entity_id, its kind"),
      ),
      "department",
    ),
    entity_id: v.optional(idInput("Look inside this department, agent or member")),
    period: CompleteDaysInput,
    limit: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(50),
        v.description("Rows; the rest becomes other"),
      ),
      10,
    ),
  }),
  output: v.object({
    headline: v.string(),
    window: v.string(),
    compared_with: v.string(),
    total_usd: Figure,
    rows: SpendRowsOutput,
    other: v.object({ count: v.number(), cost_usd: Figure }),
    unattributed_usd: v.pipe(Figure, v.description("Cost that no entity of this dimension is charged with")),
    of_which_unassigned_usd: v.optional(Figure),
    unattributed_is: v.nullable(v.string()),
    top_1_share_percent: Figure,
    top_3_share_percent: Figure,
    stopped: v.pipe(StoppedOutput, v.description("Cost before, none since; the three largest")),
    models: v.optional(Table),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { dimension, entity_id: id, period, limit }) {
    const { api, now, progress } = ctx;
    const asked = resolveCompletePeriod(period, now, "drill_down_spend counts");
    const { window } = asked;
    const before = shiftBack(window, countDays(window));
    if (id !== undefined) return lookInside(ctx, { dimension, id, before, limit, period: asked });

    const parts = trackPartialReads(progress);
    const { current, earlier, usage } = await readAll({
      current: api.costsWithModels(window),
      earlier: parts.read("The window before", api.costsWithModels(before)),
      usage: parts.read("The workspace's total", api.dailyCosts(window)),
    });
    parts.throwIfAllFailed();
    const total = usage && sumUsage(usage.days, window).cost;
    const found = drillDownCosts(current, earlier, dimension, total, limit);
    if (found === null) throw new InputError(explainMissingDimension(dimension, current));
    const days = formatDays(window) ?? "";
    return {
      headline: tellDrillDown(found, dimension, days),
      window: days,
      compared_with: formatDays(before) ?? "",
      total_usd: roundUsd(found.total),
      rows: describeSpendRows(found),
      other: { count: found.otherCount, cost_usd: roundUsd(found.other) },
      unattributed_usd: roundUsd(found.unattributed),
      of_which_unassigned_usd: roundUsd(found.ofNobody),
      unattributed_is:
        found.unattributed === null || found.unattributed === 0 ? null : unattributedUse[dimension],
      top_1_share_percent: roundPercent(found.top1SharePercent),
      top_3_share_percent: roundPercent(found.top3SharePercent),
      stopped: describeStopped(found),
      next: proposeNextCalls(found, dimension, period),
      source: usage === null ? current.source : `${current.source}, ${usage.source}`,
      warnings: [
        ...asked.warnings,
        ...parts.warnings(),
        ...current.warnings,
        ...(usage !== null && total === null
          ? ["The cost of some day is unknown, and with it the workspace's total, shares and unattributed."]
          : []),
        ...warnOfIncompleteRows(found),
      ],
    };
  },
});

function proposeNextCalls({ rows: [top] }: DrillDown, dimension: Dimension, period: string): NextCall[] {
  if (top === undefined || top.id === null || dimension === "model" || dimension === "master_key")
    return [{ tool: "drill_down_spend", arguments: { dimension: "agent", period }, why: "Who spends it" }];
  return [
    {
      tool: "drill_down_spend",
      arguments: { dimension, entity_id: top.id, period },
      why: `What is inside ${top.name}`,
    },
    {
      tool: "compare_entity_periods",
      arguments: { entity_type: dimension, entity_id: top.id, period },
      why: "What drives its change",
    },
  ];
}

/** What keeps the rows from saying where all of the cost went. */
const warnOfIncompleteRows = ({ withoutCostCount, mayBeTruncated, unattributed }: DrillDown): string[] => [
  ...(withoutCostCount > 0
    ? [
        `The API states no cost for ${withoutCostCount} more of this dimension: it is in unattributed, not in other.`,
      ]
    : []),
  ...(mayBeTruncated
    ? ["The API's list may be cut at its length: then unattributed holds what it leaves out."]
    : []),
  ...(unattributed !== null && unattributed < -0.005
    ? [
        `The rows come to ${formatUsd(asDerivedUsd(-unattributed))} more than the workspace's total: the API's two figures do not agree, and unattributed shows the difference.`,
      ]
    : []),
];

/** What a dimension leaves unattributed, as the attribution of keys is documented. */
const unattributedUse: Readonly<Record<Dimension, string>> = {
  agent: "Use through members' own keys and through keys bound to nobody",
  member: "Use through agents' keys and through keys bound to nobody",
  department: "Use by agents and members without a department, and through keys bound to nobody",
  model: "Use that the API assigns to no model",
  master_key: "Use that the API assigns to no master key",
};

const explainMissingDimension = (dimension: Dimension, { dimensions, warnings }: CostBreakdown): string =>
  [
    `This deployment's cost breakdown has no dimension ${dimension}; it has ${[...dimensions.keys()].join(", ") || "none"}.`,
    ...warnings,
  ].join(" ");
