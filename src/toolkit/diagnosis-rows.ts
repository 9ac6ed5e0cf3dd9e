/** Findings of a diagnosis as rows of a result, and the calls worth making about them. */
import type { Movement } from "../analytics/anomalies.ts";
import type { ModelMove } from "../analytics/diagnosis-headline.ts";
import { certaintyOf, type Finding } from "../analytics/findings.ts";
import { type EntityMovement, isEntityMovement } from "../analytics/suspects.ts";
import { roundUsd, subtractUsd } from "../domain/money.ts";
import type { ResolvedCompletePeriod } from "../domain/periods.ts";
import { roundPercent } from "../domain/ratios.ts";
import { addDays, lastDayOf, type TimeWindow } from "../domain/time.ts";
import type { NextCall } from "./outputs.ts";
import { tableWith } from "./table.ts";

/** Enough for a next step after each of the largest rises. */
const maxNextCalls = 3;

const movementNames = [
  "dimension",
  "name",
  "kind",
  "actual_usd",
  "expected_usd",
  "excess_usd",
  "excess_percent",
] as const;

export const AnomaliesOutput = tableWith(
  ...movementNames,
  "flagged_by",
  "certainty",
  "since",
  "excess_since_usd",
  "excess_usd_a_day",
  "goes_on",
  "through",
  "id",
);

export const DriversOutput = tableWith(
  "dimension",
  "name",
  "volume_usd",
  "tokens_per_request_usd",
  "price_and_model_mix_usd",
);

export const DropsOutput = tableWith(...movementNames, "flagged_by", "certainty", "id");

export const WatchOutput = tableWith(...movementNames, "id");

interface OfMovement {
  readonly movement: Movement;
}

const movementColumns = {
  dimension: ({ movement }: OfMovement) => movement.dimension,
  name: ({ movement }: OfMovement) => movement.name,
  kind: ({ movement }: OfMovement) => movement.kind,
  actual_usd: ({ movement }: OfMovement) => roundUsd(movement.actual),
  expected_usd: ({ movement }: OfMovement) => roundUsd(movement.expected),
  excess_usd: ({ movement }: OfMovement) => roundUsd(subtractUsd(movement.actual, movement.expected)),
  excess_percent: ({ movement }: OfMovement) => roundPercent(movement.excessPercent),
};

const ruleColumns = {
  flagged_by: ({ rule: { flaggedBy, days, value, limit } }: Finding) =>
    `${days === null ? flaggedBy : `${days}-day sum`} ${roundUsd(value)} ≥ ${roundUsd(limit)}`,
  certainty: certaintyOf,
};

/** A model's id is its name. */
const idColumn = ({ movement: { id, name } }: OfMovement) => (id === name ? null : id);

/** The columns of a movement that is only watched. */
export const watchColumns = { ...movementColumns, id: idColumn };

/** The columns of a cost that fell. */
export const dropColumns = { ...movementColumns, ...ruleColumns, id: idColumn };

/** The columns of a cost that rose. `move`: what is known of the model that rose most. */
export function createAnomalyColumns(move: ModelMove | null) {
  const moveOf = ({ movement }: Finding): ModelMove | null =>
    move !== null && movement === move.finding.movement ? move : null;
  return {
    ...movementColumns,
    ...ruleColumns,
    since: (finding: Finding) => finding.suspect?.daily.onset ?? moveOf(finding)?.since ?? null,
    excess_since_usd: ({ suspect }: Finding) => roundUsd(suspect?.daily.excessSince ?? null),
    excess_usd_a_day: ({ suspect }: Finding) => roundUsd(suspect?.daily.excessADay ?? null),
    goes_on: ({ suspect }: Finding) => suspect?.daily.isGoingOn ?? null,
    through: (finding: Finding) => moveOf(finding)?.through ?? null,
    id: idColumn,
  };
}

/** The columns of what a change comes from, for findings whose drivers are known. */
export const driverColumns = {
  dimension: ({ movement }: Finding) => movement.dimension,
  name: ({ movement }: Finding) => movement.name,
  volume_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.volume ?? null),
  tokens_per_request_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.tokensPerRequest ?? null),
  price_and_model_mix_usd: ({ suspect }: Finding) => roundUsd(suspect?.drivers?.unitPrice ?? null),
};

export function proposeNextCalls(
  anomalies: readonly Finding[],
  drops: readonly Finding[],
  { name: period, window }: ResolvedCompletePeriod,
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
    // Without a comparison, whose own result proposes the drill-down, it is proposed here.
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

/** The period in which a comparison would show the finding: 30 days dilute a rise of a few. null when no period would. */
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
