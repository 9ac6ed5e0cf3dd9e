/** What a diagnosis reads, in steps: the costs show who moved, and only their days are read then. */
import { type DiagnosisPlan, diagnoseCosts } from "../analytics/diagnosis.ts";
import { concludeDiagnosis } from "../analytics/findings.ts";
import { chooseSuspects, examineMovement, examineMovements } from "../analytics/suspects.ts";
import type { Context } from "./context.ts";
import { readModelMove } from "./model-moves.ts";
import { formatDays } from "./outputs.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

/** Two rounds of requests come before this one, and a slow API must still answer the whole call in time. */
const modelMoveWithinMs = 10_000;

export async function readDiagnosis({ api, progress }: Context<"manager">, plan: DiagnosisPlan) {
  const parts = trackPartialReads(progress);
  const { current, usage, baseline } = await readAll({
    current: api.costsWithModels(plan.window),
    usage: parts.read("The workspace's daily usage", api.dailyCosts(plan.span)),
    baseline: Promise.all(
      plan.baseline.map((window) =>
        parts.read(`The earlier window ${formatDays(window)}`, api.costsWithModels(window)),
      ),
    ),
  });
  const diagnosis = diagnoseCosts({ plan, current, baseline, usage });
  const moved = await Promise.all(
    chooseSuspects(diagnosis).map(async (movement) => {
      const { dimension, id, name } = movement;
      const series = await parts.read(
        `The days of ${dimension} ${name}`,
        api.dailyCosts(plan.span, { kind: dimension, id }),
      );
      return series && { movement, days: series.days };
    }),
  );
  const known = moved.filter((each) => each !== null);
  const workspaceRise = diagnosis.rises.find(({ dimension }) => dimension === "workspace");
  const { anomalies, drops, watch } = concludeDiagnosis(diagnosis, [
    ...examineMovements(known, usage?.days ?? null, plan, diagnosis.minExcess),
    ...(workspaceRise && usage
      ? [examineMovement(workspaceRise, usage.days, plan, diagnosis.minExcess)]
      : []),
  ]);
  const move = await parts.readWithin(
    "Since when the model costs more",
    readModelMove(api, parts, plan, usage, anomalies),
    modelMoveWithinMs,
  );
  parts.throwIfAllFailed();
  return {
    diagnosis,
    anomalies,
    drops,
    // The workspace has an entry of its own in the result.
    watched: watch.filter(({ dimension }) => dimension !== "workspace"),
    move,
    /** Earlier windows that could not be read. */
    unread: baseline.filter((breakdown) => breakdown === null).length,
    isWorkspaceRead: usage !== null,
    warnings: [
      ...parts.warnings(),
      ...new Set([current, ...baseline].flatMap((breakdown) => breakdown?.warnings ?? [])),
    ],
    source: usage === null ? current.source : `${current.source}, ${usage.source}`,
  };
}
