import * as v from "valibot";
import { type Movement, thresholds } from "../analytics/anomalies.ts";
import { type Diagnosis, expectationOf, explainUnfitWindow, planDiagnosis } from "../analytics/diagnosis.ts";
import { tellDiagnosis, type Verdict } from "../analytics/diagnosis-headline.ts";
import { certaintyOf, type Finding, sortByDimension, tellCertainty } from "../analytics/findings.ts";
import { type EntityMovement, isEntityMovement } from "../analytics/suspects.ts";
import { InputError } from "../domain/errors.ts";
import { formatUsd, roundUsd, subtractUsd } from "../domain/money.ts";
import { type CompletePeriod, resolveCompletePeriod } from "../domain/periods.ts";
import { roundPercent } from "../domain/ratios.ts";
import { addDays, lastDayOf, type TimeWindow } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { readDiagnosis } from "../toolkit/diagnosis-reads.ts";
import { CompleteDaysInput } from "../toolkit/inputs.ts";
import { formatDays, type NextCall, NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

const maxRows = 10;
const maxDrops = 5;
const maxWatched = 3;
/** The largest rises have a next step each. */
const maxNextCalls = 3;

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
      actual_usd: v.nullable(v.number()),
      expected_usd: v.nullable(v.number()),
      excess_usd: v.nullable(v.number()),
      excess_percent: v.nullable(v.number()),
    }),
    certainty: v.string(),
    anomalies: v.pipe(
      Table,
      v.description("Dimensions show the same dollars; since is null where days were not examined"),
    ),
    drivers: v.pipe(Table, v.description("Parts of the excess")),
    drops: Table,
    watch: Table,
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
    const { found, anomalies, drops, watched, move, unread, failures } = read;
    const isMoved = (finding: Finding) => finding.movement === move?.finding.movement;
    const verdict = decideVerdict(found, anomalies.length + drops.length, unread, failures.length);
    const window = formatDays(plan.window) ?? "";
    const shown = sortByDimension(anomalies.slice(0, maxRows));
    return {
      headline: tellDiagnosis(verdict, shown, drops, { window, minExcess: found.minExcess, modelMove: move }),
      verdict,
      window,
      baseline: describeBaseline(plan.baseline),
      workspace: describeWorkspace(found),
      certainty: tellCertainty([...anomalies, ...drops]) ?? tellUncertainty(found, verdict),
      anomalies: tableOf(shown, {
        ...movementColumns,
        ...ruleColumns,
        since: (finding) => finding.suspect?.daily.onset ?? (isMoved(finding) ? (move?.since ?? null) : null),
        excess_since_usd: ({ suspect }) => roundUsd(suspect?.daily.excessSince ?? null),
        excess_usd_a_day: ({ suspect }) => roundUsd(suspect?.daily.excessADay ?? null),
        goes_on: ({ suspect }) => suspect?.daily.isGoingOn ?? null,
        through: (finding) => (isMoved(finding) ? (move?.through ?? null) : null),
        id: idColumn,
      }),
      drivers: tableOf(
        shown.filter(({ suspect }) => suspect?.drivers != null),
        driverColumns,
      ),
      drops: tableOf(sortByDimension(drops.slice(0, maxDrops)), {
        ...movementColumns,
        ...ruleColumns,
        id: idColumn,
      }),
      watch: tableOf(
        watched.slice(0, maxWatched).map((movement) => ({ movement })),
        { ...movementColumns, id: idColumn },
      ),
      method: tellMethod(found),
      coverage: tellCoverage(found, anomalies.length, drops.length, watched.length),
      next: proposeNextCalls(shown, drops, asked),
      source: read.source,
      warnings: [
        ...asked.warnings,
        ...failures,
        ...warnOfUnjudged(found, unread, plan.baseline.length, read.isWorkspaceRead),
      ],
    };
  },
});

/** Equal windows, the latest first. */
function describeBaseline(windows: readonly TimeWindow[]): string {
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
  { usableBaseline }: Diagnosis,
  found: number,
  unread: number,
  failures: number,
): Verdict {
  if (found > 0) return "anomaly";
  const isShort = usableBaseline < thresholds.minBaselineWindows;
  if (isShort && usableBaseline + unread < thresholds.minBaselineWindows) return "insufficient_history";
  return failures > 0 ? "partial" : isShort ? "insufficient_history" : "no_anomaly";
}

function warnOfUnjudged(
  found: Diagnosis,
  unread: number,
  windows: number,
  isWorkspaceKnown: boolean,
): string[] {
  const isShort = found.usableBaseline < thresholds.minBaselineWindows;
  return [
    ...(isShort
      ? [
          `Only ${found.usableBaseline} of ${windows} earlier windows ${unread > 0 ? "could be read and have" : "have"} cost: at least ${thresholds.minBaselineWindows} are needed to know what is usual, so nothing was judged.`,
        ]
      : []),
    ...(isWorkspaceKnown && found.workspace === null
      ? ["The cost of some day is unknown, so the workspace as a whole was not judged."]
      : []),
  ];
}

interface Moved {
  readonly movement: Movement;
}

const movementColumns = {
  dimension: ({ movement }: Moved) => movement.dimension,
  name: ({ movement }: Moved) => movement.name,
  kind: ({ movement }: Moved) => movement.kind,
  actual_usd: ({ movement }: Moved) => roundUsd(movement.actual),
  expected_usd: ({ movement }: Moved) => roundUsd(movement.expected),
  excess_usd: ({ movement }: Moved) => roundUsd(subtractUsd(movement.actual, movement.expected)),
  excess_percent: ({ movement }: Moved) => roundPercent(movement.excessPercent),
};

const ruleColumns = {
  flagged_by: ({ rule: { flaggedBy, days, value, limit } }: Finding) =>
    `${days === null ? flaggedBy : `${days}-day sum`} ${roundUsd(value)} ≥ ${roundUsd(limit)}`,
  certainty: certaintyOf,
};

function tellUncertainty({ minExcess }: Diagnosis, verdict: Verdict): string {
  return verdict === "no_anomaly"
    ? `A rise of less than ${formatUsd(minExcess)}, or within what the weeks before varied anyway, would not be seen`
    : "Not sure: too little could be judged";
}

/** A model's id is its name. */
const idColumn = ({ movement: { id, name } }: Moved) => (id === name ? null : id);

const driverColumns = {
  dimension: ({ movement }: Finding) => movement.dimension,
  name: ({ movement }: Finding) => movement.name,
  volume_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.volume ?? null),
  tokens_per_request_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.tokensPerRequest ?? null),
  price_and_model_mix_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.unitPrice ?? null),
};

function tellCoverage(
  { examined, withoutHistory, withTide }: Diagnosis,
  anomalies: number,
  drops: number,
  watched: number,
): string {
  const dimensions = Object.entries(examined).map(([dimension, count]) => `${dimension} ${count}`);
  const cut = (what: string, count: number, max: number): string =>
    count > max ? `; ${count} ${what}, the ${max} largest shown` : "";
  const short = withoutHistory > 0 ? `; ${withoutHistory} without enough history were not judged` : "";
  const tide = withTide > 0 ? `; ${withTide} moved as others of their dimension did and are not flagged` : "";
  return `Examined: ${dimensions.join(", ") || "nothing"}${short}${tide}${cut("anomalies", anomalies, maxRows)}${cut("drops", drops, maxDrops)}${cut("on the watch list", watched, maxWatched)}.`;
}

function proposeNextCalls(
  anomalies: readonly Finding[],
  drops: readonly Finding[],
  { name: period, window }: CompletePeriod,
): NextCall[] {
  const calls: NextCall[] =
    period === "30d"
      ? [
          {
            tool: "diagnose_cost_anomaly",
            arguments: { period: "7d" },
            why: "What moved in 7 days, too little for 30",
          },
        ]
      : [];
  const found = [...anomalies, ...drops].find(({ movement }) => isEntityMovement(movement));
  if (found !== undefined && isEntityMovement(found.movement)) {
    const { movement: entity } = found;
    const compared = choosePeriodToCompare(found, period, window);
    // A comparison proposes the look inside itself.
    if (compared === null) calls.push(proposeDays(entity), proposeDrillDown(entity, period));
    else
      calls.push({
        tool: "compare_entity_periods",
        arguments: { entity_type: entity.dimension, entity_id: entity.id, period: compared },
        why: `What drives ${entity.name}`,
      });
  }
  for (const { movement } of anomalies.filter((each) => each !== found))
    if (isEntityMovement(movement) && calls.length < maxNextCalls) calls.push(proposeDays(movement));
  return calls.length > 0
    ? calls
    : [{ tool: "get_executive_dashboard", arguments: {}, why: "Forecast, movers and unit costs" }];
}

/** The period in which a comparison would show the finding: 30 days dilute what a few made dear. null: no period would. */
function choosePeriodToCompare({ suspect }: Finding, period: string, window: TimeWindow): string | null {
  if (suspect === null || period !== "30d") return period;
  const { onset, daysOut } = suspect.daily;
  if (onset !== null && daysOut <= 7 && onset >= addDays(lastDayOf(window), -6)) return "7d";
  return suspect.isBurst ? null : period;
}

const proposeDrillDown = ({ dimension, id, name }: EntityMovement, period: string): NextCall => ({
  tool: "drill_down_spend",
  arguments: { dimension, entity_id: id, period },
  why: `What is inside ${name}`,
});

const proposeDays = ({ dimension, id, name }: EntityMovement): NextCall => ({
  tool: `get_${dimension}_analytics`,
  arguments: { [`${dimension}_id`]: id, period: "30d" },
  why: `Days of ${name}`,
});
