import * as v from "valibot";
import { type Comparison, comparison, planComparison } from "../analytics/comparison.ts";
import type { UsageTotals } from "../analytics/usage.ts";
import { derivedUsd, roundUnitCost, roundUsd, type Usd, usdPer, usdText } from "../domain/money.ts";
import { changePercent, sharePercent } from "../domain/ratios.ts";
import { completeDays, dayOf, daysOfPeriod } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { CompleteDaysInput, idInput } from "../toolkit/inputs.ts";
import { daysShown, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { trackPartialReads } from "../toolkit/partial-reads.ts";
import { Table, tableOf } from "../toolkit/table.ts";

const Figure = v.nullable(v.number());

export const compareEntityPeriods = defineTool({
  name: "compare_entity_periods",
  title: "Compare two periods",
  description:
    "One department, agent or member: the last 7 or 30 complete days against as many before. Change in USD split exactly into volume, tokens per request and price, whether it is within the entity's usual ups and downs, and how the whole workspace moved.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    entity_type: v.pipe(v.picklist(["department", "agent", "member"]), v.description("Kind of entity")),
    entity_id: idInput("From list_departments, list_agents or list_members"),
    period: CompleteDaysInput,
  }),
  output: v.object({
    headline: v.string(),
    window: v.string(),
    compared_with: v.string(),
    figures: Table,
    change_usd: Figure,
    drivers: v.pipe(
      v.nullable(
        v.object({ volume_usd: Figure, tokens_per_request_usd: Figure, price_and_model_mix_usd: Figure }),
      ),
      v.description("Parts of the change; they add up to it"),
    ),
    within_usual_variation: v.pipe(v.nullable(v.boolean()), v.description("null without enough history")),
    usual_change_up_to_usd: Figure,
    workspace: v.pipe(
      v.object({ change_usd: Figure, change_percent: Figure, share_of_its_change_percent: Figure }),
      v.description("The tide; share is null when others offset the change"),
    ),
    method: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now, progress }, { entity_type: kind, entity_id: id, period }) {
    const days = daysOfPeriod[period];
    const plan = planComparison(completeDays(days, dayOf(now)));
    const parts = trackPartialReads(progress);
    const [entity, workspace] = await Promise.all([
      parts.read(`The usage of the ${kind}`, api.usage(plan.span, { kind, id })),
      parts.read("The usage of the workspace", api.usage({ start: plan.before.start, end: plan.window.end })),
    ]);
    const failures = parts.failures();
    const found = entity && comparison(entity.days, plan);
    const tide = workspace && comparison(workspace.days, { ...plan, span: plan.before });
    const [window, before] = [daysShown(plan.window) ?? "", daysShown(plan.before) ?? ""];
    return {
      headline: headlineOf(kind, found, tide, window),
      window,
      compared_with: before,
      figures: tableOf(found === null ? [] : figureRows(found, days), {
        figure: ({ figure }) => figure,
        now: (row) => row.now,
        before: (row) => row.before,
        change_percent: (row) => changePercent(row.before, row.now),
      }),
      change_usd: roundUsd(found?.change ?? null),
      drivers: found?.drivers
        ? {
            volume_usd: roundUsd(found.drivers.volume),
            tokens_per_request_usd: roundUsd(found.drivers.tokensPerRequest),
            price_and_model_mix_usd: roundUsd(found.drivers.unitPrice),
          }
        : null,
      within_usual_variation: found?.isUsual ?? null,
      usual_change_up_to_usd: roundUsd(found?.usualChange ?? null),
      workspace: {
        change_usd: roundUsd(tide?.change ?? null),
        change_percent: changePercent(tide?.before.cost ?? null, tide?.now.cost ?? null),
        share_of_its_change_percent: shareOfTide(found, tide),
      },
      method:
        "Equal, adjacent windows of complete UTC days; cost = requests × tokens per request × cost per token, split by logarithmic means; usual: 3.5 times the robust spread of earlier changes, at least 35 % of a usual window.",
      next: [
        {
          tool: "drill_down_spend",
          arguments: { dimension: kind, entity_id: id, period },
          why: "What is inside it",
        },
        { tool: "diagnose_cost_anomaly", arguments: { period }, why: "Whether others moved as well" },
      ],
      source: "analytics/usage",
      warnings: [
        ...failures,
        ...(entity?.warnings ?? []),
        ...(found !== null && found.drivers === null && found.now.cost !== found.before.cost
          ? ["The change is not split into drivers: requests or cost of a window are zero or unknown."]
          : []),
        ...(entity?.days.every(({ requests, cost }) => !requests && !cost)
          ? [
              `No use of this id as ${kind === "agent" ? "an" : "a"} ${kind} is known. If it is wrong, take one from list_${kind}s.`,
            ]
          : []),
      ],
    };
  },
});

const rounded = (count: number | null, by: number | null): number | null =>
  count === null || by === null || by === 0 ? null : Math.round(count / by);

const figureRows = ({ now, before }: Comparison, days: number) => {
  const row = (figure: string, of: (totals: UsageTotals) => number | null) => ({
    figure,
    now: of(now),
    before: of(before),
  });
  return [
    row("cost_usd", ({ cost }) => roundUsd(cost)),
    row("cost_per_day_usd", ({ cost }) => roundUsd(usdPer(cost, days))),
    row("requests", ({ requests }) => requests),
    row("requests_per_day", ({ requests }) => requests && Math.round((requests / days) * 10) / 10),
    row("tokens_per_request", ({ tokens, requests }) => rounded(tokens, requests)),
    row("cost_per_request_usd", ({ cost, requests }) => roundUnitCost(usdPer(cost, requests))),
    row("cost_per_million_tokens_usd", ({ cost, tokens }) =>
      roundUnitCost(usdPer(cost, tokens && tokens / 1e6)),
    ),
  ];
};

/** Only of a larger change in the same direction: where others offset it, a share says nothing. */
function shareOfTide(found: Comparison | null, tide: Comparison | null): number | null {
  const [own, all] = [found?.change ?? null, tide?.change ?? null];
  return own === null || all === null || own * all <= 0 || Math.abs(own) > Math.abs(all)
    ? null
    : sharePercent(own, all);
}

function headlineOf(kind: string, found: Comparison | null, tide: Comparison | null, window: string): string {
  if (found === null || found.now.cost === null) return `What this ${kind} cost in ${window} is unknown.`;
  const cost = `This ${kind} cost ${usdText(found.now.cost)} in ${window}`;
  if (found.change === null) return `${cost}; the window before is unknown.`;
  if (found.before.cost === 0 && found.now.cost === 0)
    return `This ${kind} cost nothing in ${window}, nor in the window before.`;
  if (found.before.cost === 0) return `${cost} and nothing in the window before: it is new, or was idle.`;
  if (found.now.cost === 0)
    return `${cost}: it stopped. The window before cost ${usdText(found.before.cost ?? derivedUsd(0))}.`;
  if (Math.abs(found.change) < 0.005) return `${cost}, as much as in the window before.`;
  const percent = signedPercent(changePercent(found.before.cost, found.now.cost));
  const direction = found.change >= 0 ? "more" : "less";
  const usual =
    found.isUsual === null
      ? ""
      : found.isUsual
        ? ", within its usual ups and downs"
        : ", more than it usually changes";
  return `${cost}, ${usdText(derivedUsd(Math.abs(found.change)))} ${direction} than in the window before${percent}${usual}.${driverSentence(found)}${tideSentence(tide)}`;
}

const signedPercent = (percent: number | null): string =>
  percent === null ? "" : ` (${percent >= 0 ? "+" : ""}${percent} %)`;

/** The part that goes with the change; what works against it explains nothing. */
function driverSentence({ drivers, change }: Comparison): string {
  if (drivers === null || change === null) return "";
  const named: [string, Usd][] = [
    [drivers.volume >= 0 ? "more requests" : "fewer requests", drivers.volume],
    ["the price of a token (or mix of models)", drivers.unitPrice],
  ];
  if (drivers.tokensPerRequest !== null)
    named.push([
      drivers.tokensPerRequest >= 0 ? "more tokens per request" : "fewer tokens per request",
      drivers.tokensPerRequest,
    ]);
  const [largest] = named.sort(([, a], [, b]) => (change >= 0 ? b - a : a - b));
  return largest === undefined ? "" : ` The largest part, ${usdText(largest[1])}, comes from ${largest[0]}.`;
}

const tideSentence = (tide: Comparison | null): string =>
  tide === null || tide.change === null
    ? ""
    : ` The whole workspace changed by ${usdText(tide.change)}${signedPercent(changePercent(tide.before.cost, tide.now.cost))}.`;
