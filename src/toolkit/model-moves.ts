/** When the largest rise of a model began, and which entity it goes through: further requests of a diagnosis. */

import { costIn, mapItemsByKey } from "../analytics/breakdown-items.ts";
import type { DiagnosisPlan } from "../analytics/diagnosis.ts";
import type { ModelMove } from "../analytics/diagnosis-headline.ts";
import { type Finding, sortByDimension } from "../analytics/findings.ts";
import { computeModelExcess, isCarrier } from "../analytics/model-carriers.ts";
import { findModelOnset } from "../analytics/model-onset.ts";
import { median } from "../analytics/statistics.ts";
import { isEntityMovement } from "../analytics/suspects.ts";
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { addDays, lastDayOf, type UtcDay } from "../domain/time.ts";
import type { DailyCosts, EntityAnalytics } from "../domain/usage.ts";
import type { PartialReads } from "./partial-reads.ts";

/** A carrier is an entity through whose use the model rose. Each that may be one costs two requests. */
const maxCarriers = 2;
/** An entity whose rise began more days before or after the model's is not its carrier. */
const maxDaysApart = 1;
/** The API lists an entity's models over its last 7 and its last 30 days: only a move within the 7 can be told from them. */
const shortListDays = 7;

export async function readModelMove(
  api: WorkspaceApi,
  parts: PartialReads,
  plan: DiagnosisPlan,
  usage: DailyCosts | null,
  anomalies: readonly Finding[],
): Promise<ModelMove | null> {
  const finding = anomalies.find(({ movement }) => movement.dimension === "model");
  if (finding === undefined) return null;
  const { movement } = finding;
  const since = await findModelOnset({
    movement,
    window: plan.window,
    weightOf: weighByWeekday(usage),
    readCost: async (part) => {
      const costs = await parts.read("The costs of a part of the window", api.costsWithModels(part));
      return costIn(costs && mapItemsByKey(costs, "model"), movement.id ?? movement.name);
    },
    guess: guessOnset(anomalies),
  });
  // The API lists the models of the last days only: an older move cannot be told apart in them.
  const isRecent = since !== null && since > addDays(lastDayOf(plan.window), -shortListDays);
  const through = isRecent ? await findCarrier(api, parts, finding, since, anomalies) : null;
  return { finding, since, through };
}

/** The onset of the largest rise that goes on, or else of the largest: a model's carrier most likely began with it. */
function guessOnset(anomalies: readonly Finding[]): UtcDay | null {
  const daily = anomalies.flatMap(({ suspect }) => suspect?.daily ?? []);
  return (daily.find(({ isGoingOn }) => isGoingOn) ?? daily[0])?.onset ?? null;
}

async function findCarrier(
  api: WorkspaceApi,
  parts: PartialReads,
  { movement: model }: Finding,
  since: UtcDay,
  anomalies: readonly Finding[],
): Promise<string | null> {
  const candidates = sortByDimension(anomalies)
    .filter(({ suspect }) => isNearOnset(suspect?.daily.onset ?? null, since))
    .sort((a, b) => rankOf(a, since) - rankOf(b, since))
    .map(({ movement }) => movement)
    .filter(isEntityMovement)
    .slice(0, maxCarriers);
  const excesses = await Promise.all(
    candidates.map(async ({ dimension: kind, id, name }) => {
      const readListed = (days: number) =>
        parts.read(`The models of ${kind} ${name}`, readModels(api.entityAnalytics({ kind, id }, days)));
      const [week, month] = await Promise.all([readListed(shortListDays), readListed(30)]);
      return { name, excess: computeModelExcess({ week, month }, model.name) };
    }),
  );
  return excesses.find(({ excess }) => isCarrier(excess, model.excess))?.name ?? null;
}

/** @throws ApiError when the route is there and fails */
async function readModels(analytics: Promise<EntityAnalytics>): Promise<EntityAnalytics["models"]> {
  const { otherError, models } = await analytics;
  if (otherError !== undefined) throw otherError;
  return models;
}

/** Entities whose rise began on the model's own day come first. */
const rankOf = ({ suspect }: Finding, since: UtcDay): number => (suspect?.daily.onset === since ? 0 : 1);

const isNearOnset = (onset: UtcDay | null, since: UtcDay): boolean =>
  onset !== null && onset >= addDays(since, -maxDaysApart) && onset <= addDays(since, maxDaysApart);

/** What the workspace usually costs on a weekday tells what a part of a window would cost. */
function weighByWeekday(usage: DailyCosts | null): (day: UtcDay) => number {
  const costByDay = new Map(usage?.days.map(({ day, cost }) => [day, cost ?? 0]) ?? []);
  const weeks = [5, 6, 7, 8]; // before the longest window, on the same weekday
  return (day) => median(weeks.map((week) => costByDay.get(addDays(day, -7 * week)) ?? 0));
}
