import * as v from "valibot";
import { thresholds } from "../analytics/anomalies.ts";
import { type Diagnosis, expectationOf, explainUnfitWindow, planDiagnosis } from "../analytics/diagnosis.ts";
import { tellDiagnosis, type Verdict } from "../analytics/diagnosis-headline.ts";
import { sortByDimension, tellCertainty } from "../analytics/findings.ts";
import { InputError } from "../domain/errors.ts";
import { formatUsd, roundUsd, subtractUsd } from "../domain/money.ts";
import { resolveCompletePeriod } from "../domain/periods.ts";
import { roundPercent } from "../domain/ratios.ts";
import type { TimeWindow } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { readDiagnosis } from "../toolkit/diagnosis-reads.ts";
import {
  AnomaliesOutput,
  createAnomalyColumns,
  DriversOutput,
  DropsOutput,
  driverColumns,
  dropColumns,
  proposeNextCalls,
  WatchOutput,
  watchColumns,
} from "../toolkit/diagnosis-rows.ts";
import { CompleteDaysInput } from "../toolkit/inputs.ts";
import { Figure, formatDays, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { tableOf } from "../toolkit/table.ts";

const maxRows = 10;
const maxDrops = 5;
const maxWatched = 3;

export const diagnoseCostAnomaly = defineTool({
  name: "diagnose_cost_anomaly",
  title: "Diagnose cost anomalies",
  description:
    "Finds what costs more (or less) than it should: 7 to 31 complete days of workspace, agents, members, departments, models and master keys against four earlier windows on the same weekdays. Returns anomalies by dimension with excess, onset and drivers, drops, and a watch list. 12 to 24 requests.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({ period: CompleteDaysInput }),
  output: v.object({
    headline: v.string(),
    verdict: v.pipe(v.string(), v.description("anomaly, no_anomaly, insufficient_history or partial")),
    window: v.string(),
    baseline: v.string(),
    workspace: v.object({
      actual_usd: Figure,
      expected_usd: Figure,
      excess_usd: Figure,
      excess_percent: Figure,
    }),
    certainty: v.string(),
    anomalies: v.pipe(
      AnomaliesOutput,
      v.description("Dimensions show the same dollars; since is null where no first day is known"),
    ),
    drivers: v.pipe(DriversOutput, v.description("Parts of the excess")),
    drops: DropsOutput,
    watch: WatchOutput,
    method: v.string(),
    coverage: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { period }) {
    const asked = resolveCompletePeriod(period, ctx.now, "A diagnosis compares");
    const refusal = explainUnfitWindow(asked.window);
    if (refusal !== null) throw new InputError(`${refusal}. No request was sent.`);
    const plan = planDiagnosis(asked.window);
    const read = await readDiagnosis(ctx, plan);
    const { diagnosis, anomalies, drops, watched, move, unread } = read;
    const verdict = decideVerdict(diagnosis, anomalies.length + drops.length, unread, read.warnings.length);
    const window = formatDays(plan.window) ?? "";
    const shown = sortByDimension(anomalies.slice(0, maxRows));
    return {
      headline: tellDiagnosis(verdict, shown, drops, {
        window,
        minExcess: diagnosis.minExcess,
        modelMove: move,
      }),
      verdict,
      window,
      baseline: tellBaseline(plan.baseline),
      workspace: describeWorkspace(diagnosis),
      certainty: tellCertainty([...anomalies, ...drops]) ?? tellUncertainty(diagnosis, verdict),
      anomalies: tableOf(shown, createAnomalyColumns(move)),
      drivers: tableOf(
        shown.filter(({ suspect }) => suspect?.drivers != null),
        driverColumns,
      ),
      drops: tableOf(sortByDimension(drops.slice(0, maxDrops)), dropColumns),
      watch: tableOf(
        watched.slice(0, maxWatched).map((movement) => ({ movement })),
        watchColumns,
      ),
      method: tellMethod(diagnosis),
      coverage: tellCoverage(diagnosis, anomalies.length, drops.length, watched.length),
      next: proposeNextCalls(shown, drops, asked),
      source: read.source,
      warnings: [
        ...asked.warnings,
        ...read.warnings,
        ...warnOfUnjudged(diagnosis, unread, plan.baseline.length, read.isWorkspaceRead),
      ],
    };
  },
});

/** @param windows of equal length, the latest first */
function tellBaseline(windows: readonly TimeWindow[]): string {
  const [latest = null, earliest = null] = [windows[0], windows.at(-1)];
  return `${windows.length} such windows, ${formatDays(earliest)} to ${formatDays(latest)}`;
}

function describeWorkspace({ workspace }: Diagnosis) {
  const { actual, expected, excessPercent } = expectationOf(workspace);
  return {
    actual_usd: roundUsd(actual),
    expected_usd: roundUsd(expected),
    excess_usd: roundUsd(subtractUsd(actual, expected)),
    excess_percent: roundPercent(excessPercent),
  };
}

const tellMethod = ({ minExcess }: Diagnosis): string =>
  `Expected: median of the earlier windows. level, drop, stopped (new: dollars alone): at least ${formatUsd(minExcess)}, ${thresholds.minExcessPercent} % and ${thresholds.minScore} spreads away from it. N-day sum: beyond what the entity's own weeks do. What everybody does at once is no anomaly.`;

function decideVerdict(
  { usableBaselineWindows }: Diagnosis,
  findings: number,
  unread: number,
  warningCount: number,
): Verdict {
  if (findings > 0) return "anomaly";
  const isShort = usableBaselineWindows < thresholds.minBaselineWindows;
  if (isShort && usableBaselineWindows + unread < thresholds.minBaselineWindows)
    return "insufficient_history";
  return warningCount > 0 ? "partial" : isShort ? "insufficient_history" : "no_anomaly";
}

function warnOfUnjudged(
  diagnosis: Diagnosis,
  unread: number,
  windows: number,
  isWorkspaceKnown: boolean,
): string[] {
  const isShort = diagnosis.usableBaselineWindows < thresholds.minBaselineWindows;
  return [
    ...(isShort
      ? [
          `Only ${diagnosis.usableBaselineWindows} of ${windows} earlier windows ${unread > 0 ? "could be read and have" : "have"} cost: at least ${thresholds.minBaselineWindows} are needed to know what is usual: no entity was judged.`,
        ]
      : []),
    ...(isWorkspaceKnown && diagnosis.workspace === null
      ? ["The cost of some day is unknown, so the workspace as a whole was not judged."]
      : []),
  ];
}

function tellUncertainty({ minExcess }: Diagnosis, verdict: Verdict): string {
  return verdict === "no_anomaly"
    ? `A rise of less than ${formatUsd(minExcess)}, or within what the weeks before varied anyway, would not be seen`
    : "Not sure: too little could be judged";
}

function tellCoverage(
  { entityCountByDimension, withoutHistoryCount, withTideCount }: Diagnosis,
  anomalies: number,
  drops: number,
  watched: number,
): string {
  const dimensions = Object.entries(entityCountByDimension).map(
    ([dimension, count]) => `${dimension} ${count}`,
  );
  const cut = (what: string, count: number, max: number): string =>
    count > max ? `; ${count} ${what}, the ${max} largest shown` : "";
  const short =
    withoutHistoryCount > 0 ? `; ${withoutHistoryCount} without enough history were not judged` : "";
  const tide =
    withTideCount > 0 ? `; ${withTideCount} moved as others of their dimension did and are not flagged` : "";
  return `Examined: ${dimensions.join(", ") || "nothing"}${short}${tide}${cut("anomalies", anomalies, maxRows)}${cut("drops", drops, maxDrops)}${cut("on the watch list", watched, maxWatched)}.`;
}
