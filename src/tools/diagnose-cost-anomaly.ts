import * as v from "valibot";
import { type Movement, thresholds } from "../analytics/anomalies.ts";
import {
  type Diagnosis,
  diagnose,
  examine,
  expectationOf,
  planDiagnosis,
  type Suspect,
} from "../analytics/diagnosis.ts";
import { roundPercent } from "../analytics/ratios.ts";
import type { EntityKind } from "../api/workspace-usage.ts";
import { collectParts } from "../attempt.ts";
import { roundUsd, usdText } from "../money.ts";
import { daysShown, type NextCall, NextCalls, Source, Warnings } from "../result.ts";
import { Table, tableOf } from "../table.ts";
import { dayOf } from "../time.ts";
import { defineTool } from "../tool.ts";
import { CompleteDaysInput } from "../tool-input.ts";

/** Each costs one request; the daily series decides whether a movement is more than an entity's usual ups and downs. */
const maxSuspects = 3;
const maxRows = 10;

const isEntityKind = (dimension: string): dimension is EntityKind =>
  dimension === "agent" || dimension === "member" || dimension === "department";

export const diagnoseCostAnomaly = defineTool({
  name: "diagnose_cost_anomaly",
  title: "Diagnose cost anomalies",
  description:
    "Finds what costs more (or less) than it should: the last 7 or 30 complete days of workspace, agents, members, departments, models and master keys against four earlier windows on the same weekdays (30d: 35 days apart). Returns a verdict, anomalies by excess dollars with onset and drivers, drops, a watch list, thresholds and coverage. About 10 requests.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ period: CompleteDaysInput }),
  output: v.object({
    headline: v.string(),
    verdict: v.pipe(v.string(), v.description("anomaly, no_anomaly, insufficient_history or partial")),
    window: v.string(),
    baseline_windows: v.array(v.string()),
    workspace: v.object({
      actual_usd: v.nullable(v.number()),
      expected_usd: v.nullable(v.number()),
      excess_usd: v.nullable(v.number()),
      excess_percent: v.nullable(v.number()),
    }),
    anomalies: Table,
    drivers: Table,
    drops: Table,
    watch: Table,
    method: v.string(),
    coverage: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now, progress }, { period }) {
    const plan = planDiagnosis(period, dayOf(now));
    const parts = collectParts(progress);
    const [current, usage, ...baseline] = await Promise.all([
      api.allCosts(plan.window),
      parts.read("The workspace's daily usage", api.usage(plan.span)),
      ...plan.baseline.map((window) =>
        parts.read(`The earlier window ${daysShown(window)}`, api.allCosts(window)),
      ),
    ]);
    const found = diagnose({ plan, current, baseline, usage });
    const suspects = await Promise.all(
      found.rises
        .filter(({ dimension, id }) => isEntityKind(dimension) && id !== null)
        .slice(0, maxSuspects)
        .map(async (movement) => {
          const { dimension, id, name } = movement;
          if (!isEntityKind(dimension) || id === null) return null;
          const span = { start: plan.dailyBaseline.start, end: plan.window.end };
          const series = await parts.read(
            `The days of ${dimension} ${name}`,
            api.usage(span, { kind: dimension, id }),
          );
          return series && examine(movement, series.days, plan);
        }),
    );
    const workspaceRise = found.rises.find(({ dimension }) => dimension === "workspace");
    const examined = [
      ...suspects.filter((suspect) => suspect !== null),
      ...(workspaceRise && usage ? [examine(workspaceRise, usage.days, plan)] : []),
    ];
    const suspectOf = new Map(examined.map((suspect) => [suspect.movement, suspect]));
    const isOrdinary = (movement: Movement): boolean => suspectOf.get(movement)?.isWithinVariation ?? false;
    const anomalies = found.rises.filter((movement) => !isOrdinary(movement));
    const watch = [...found.rises.filter(isOrdinary), ...found.watch].slice(0, maxRows / 2);
    const failures = parts.failures();
    const isShort = found.usableBaseline < thresholds.minBaselineWindows;
    const verdict =
      anomalies.length > 0
        ? "anomaly"
        : isShort
          ? "insufficient_history"
          : failures.length > 0
            ? "partial"
            : "no_anomaly";
    const workspace = expectationOf(found.workspace);
    const isKnown = usage !== null || found.workspace.actual > 0;
    const window = daysShown(plan.window) ?? "";
    return {
      headline: headlineOf(verdict, anomalies, suspectOf, window, found.usableBaseline),
      verdict,
      window,
      baseline_windows: plan.baseline.map((each) => daysShown(each) ?? ""),
      workspace: {
        actual_usd: isKnown ? roundUsd(found.workspace.actual) : null,
        expected_usd: roundUsd(workspace.expected),
        excess_usd: roundUsd(workspace.excess),
        excess_percent: roundPercent(workspace.excessPercent),
      },
      anomalies: tableOf(anomalies.slice(0, maxRows), {
        ...movementColumns,
        since: (movement) => suspectOf.get(movement)?.daily.onset ?? null,
        goes_on: (movement) => suspectOf.get(movement)?.daily.isGoingOn ?? null,
        id: ({ id }) => id,
      }),
      drivers: tableOf(
        examined.filter(({ movement, drivers }) => drivers !== null && anomalies.includes(movement)),
        driverColumns,
      ),
      drops: tableOf(found.drops.slice(0, maxRows / 2), { ...movementColumns, id: ({ id }) => id }),
      watch: tableOf(watch, movementColumns),
      method: `Expected: median of the earlier windows. Flagged: excess of at least ${usdText(found.minExcess)} and ${thresholds.minExcessPercent} % and a robust score of ${thresholds.minScore}; a new spender on dollars alone. Rows of different dimensions are the same dollars seen from different sides: never add them. Drivers add up to the excess.`,
      coverage: coverageOf(found, anomalies.length),
      next: nextCalls(anomalies, period),
      source: usage === null ? current.source : `${current.source}, ${usage.source}`,
      warnings: [
        ...failures,
        ...(isShort
          ? [
              `Only ${found.usableBaseline} of ${plan.baseline.length} earlier windows have cost: at least ${thresholds.minBaselineWindows} are needed to know what is usual.`,
            ]
          : []),
      ],
    };
  },
});

const movementColumns = {
  dimension: ({ dimension }: Movement) => dimension,
  name: ({ name }: Movement) => name,
  kind: ({ kind }: Movement) => kind,
  actual_usd: ({ actual }: Movement) => roundUsd(actual),
  expected_usd: ({ expected }: Movement) => roundUsd(expected),
  excess_usd: ({ excess }: Movement) => roundUsd(excess),
  excess_percent: ({ excessPercent }: Movement) => roundPercent(excessPercent),
  score: ({ score, kind }: Movement) => (kind === "new" || kind === "stopped" ? null : roundPercent(score)),
};

const driverColumns = {
  of: ({ movement }: Suspect) => `${movement.dimension} ${movement.name}`,
  excess_usd: ({ movement }: Suspect) => roundUsd(movement.excess),
  volume_usd: ({ drivers }: Suspect) => drivers && roundUsd(drivers.volume),
  tokens_per_request_usd: ({ drivers }: Suspect) => drivers && roundUsd(drivers.tokensPerRequest),
  price_and_model_mix_usd: ({ drivers }: Suspect) => drivers && roundUsd(drivers.unitPrice),
};

type Verdict = "anomaly" | "no_anomaly" | "insufficient_history" | "partial";

function headlineOf(
  verdict: Verdict,
  anomalies: readonly Movement[],
  suspects: ReadonlyMap<Movement, Suspect>,
  window: string,
  usableBaseline: number,
): string {
  const [top] = anomalies;
  if (top === undefined) {
    return {
      anomaly: "",
      no_anomaly: `Nothing cost out of the ordinary in ${window}.`,
      insufficient_history: `Too little history to judge ${window}: ${usableBaseline} earlier windows with cost.`,
      partial: `Nothing out of the ordinary in what could be read of ${window}; some of it could not be.`,
    }[verdict];
  }
  const daily = suspects.get(top)?.daily;
  const percent = top.excessPercent === null ? "" : ` (+${roundPercent(top.excessPercent)} %)`;
  const over =
    top.kind === "new"
      ? "a new spender"
      : `${usdText(top.excess)}${percent} above the expected ${usdText(top.expected)}`;
  const since = daily?.onset
    ? `, since ${daily.onset}, ${daily.isGoingOn ? "still going on" : "over by now"}`
    : "";
  const elsewhere = anomalies
    .filter(({ dimension }) => dimension !== top.dimension)
    .slice(0, 3)
    .map(({ dimension, name, excess }) => `${dimension} ${name} ${usdText(excess)}`);
  return `${top.dimension} ${top.name} cost ${usdText(top.actual)} in ${window}: ${over}${since}.${elsewhere.length > 0 ? ` Also out, some of it the same dollars: ${elsewhere.join(", ")}.` : ""}`;
}

function coverageOf({ examined, withoutHistory }: Diagnosis, anomalies: number): string {
  const dimensions = Object.entries(examined).map(([dimension, count]) => `${dimension} ${count}`);
  const short = withoutHistory > 0 ? `; ${withoutHistory} without enough history were not judged` : "";
  const cut = anomalies > maxRows ? `; ${anomalies} anomalies, the ${maxRows} largest shown` : "";
  return `Examined: ${dimensions.join(", ") || "nothing"}${short}${cut}.`;
}

function nextCalls(anomalies: readonly Movement[], period: "7d" | "30d"): NextCall[] {
  const entity = anomalies.find(({ dimension, id }) => isEntityKind(dimension) && id !== null);
  const calls: NextCall[] = [];
  if (entity !== undefined) {
    calls.push({
      tool: "compare_entity_periods",
      arguments: { entity_type: entity.dimension, entity_id: entity.id, period },
      why: `Volume, tokens or price: what drives ${entity.name}, and whether the whole workspace moved`,
    });
    calls.push({
      tool: "drill_down_spend",
      arguments: { dimension: entity.dimension, entity_id: entity.id, period },
      why: `What is inside ${entity.name}`,
    });
  }
  if (period === "30d") {
    calls.push({
      tool: "diagnose_cost_anomaly",
      arguments: { period: "7d" },
      why: "Short spikes of the last week are too small to show in 30 days",
    });
  }
  return calls.slice(0, 3);
}
