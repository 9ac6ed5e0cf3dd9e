/** Alerts held against the truth. */
import { periodLengths } from "../../src/domain/periods.ts";
import { addDays, type UtcDay } from "../../src/domain/time.ts";
import { type Case, cases, type Truth } from "./cases.ts";
import { type Alert, findEarlierAlerts, findOurAlerts, findPercentAlerts, type Period } from "./detectors.ts";
import { randomFrom } from "./random.ts";

export const periods: readonly Period[] = ["7d", "30d"];

export interface Score {
  right: number;
  wrong: number;
  missed: number;
}

export interface CaseScore {
  readonly name: string;
  readonly ours: Score;
  readonly earlier: Score;
  readonly percent: Score;
}

/** What the alerts that were right said beyond that. */
export interface Explanations {
  readonly onset: { asked: number; exact: number; within1: number };
  readonly driver: { asked: number; right: number };
}

export interface PeriodScore {
  readonly period: Period;
  readonly cases: readonly CaseScore[];
  readonly explanations: Explanations;
}

export const createScore = (): Score => ({ right: 0, wrong: 0, missed: 0 });

export const sumScores = (scores: readonly Score[]): Score => ({
  right: scores.reduce((sum, { right }) => sum + right, 0),
  wrong: scores.reduce((sum, { wrong }) => sum + wrong, 0),
  missed: scores.reduce((sum, { missed }) => sum + missed, 0),
});

export const precision = ({ right, wrong }: Score): number => right / (right + wrong);
export const recall = ({ right, missed }: Score): number => right / (right + missed);
export const f1 = ({ right, wrong, missed }: Score): number => (2 * right) / (2 * right + wrong + missed);

/** Any day will do; the seeds move it through the week. */
const firstToday: UtcDay = "2026-11-02";

export const chooseToday = (seed: number): UtcDay => addDays(firstToday, seed % 28);

export function scorePeriod(period: Period, seeds: readonly number[]): PeriodScore {
  const explanations: Explanations = {
    onset: { asked: 0, exact: 0, within1: 0 },
    driver: { asked: 0, right: 0 },
  };
  return {
    period,
    explanations,
    cases: cases.map((each, index) => scoreCase(each, index, period, seeds, explanations)),
  };
}

function scoreCase(
  { name, make }: Case,
  index: number,
  period: Period,
  seeds: readonly number[],
  explanations: Explanations,
): CaseScore {
  const [ours, earlier, percent] = [createScore(), createScore(), createScore()];
  for (const seed of seeds) {
    const today = chooseToday(seed);
    const random = randomFrom(seed * 1_000 + index * 10 + (period === "7d" ? 0 : 1));
    const { spenders, truths } = make({ random, today, days: periodLengths[period] });
    const alerts = findOurAlerts(spenders, period, today);
    countAlerts(ours, alerts, truths);
    countAlerts(earlier, findEarlierAlerts(spenders, period, today), truths);
    countAlerts(percent, findPercentAlerts(spenders, period, today), truths);
    countExplanations(explanations, alerts, truths, today);
  }
  return { name, ours, earlier, percent };
}

const isOf =
  (alert: Alert) =>
  ({ id, direction }: Truth): boolean =>
    id === alert.id && direction === alert.direction;

export function countAlerts(score: Score, alerts: readonly Alert[], truths: readonly Truth[]): void {
  const right = alerts.filter((alert) => truths.some(isOf(alert))).length;
  score.right += right;
  score.wrong += alerts.length - right;
  score.missed += truths.length - right;
}

const dayMs = 86_400_000;

function countExplanations(
  { onset, driver }: Explanations,
  alerts: readonly Alert[],
  truths: readonly Truth[],
  today: UtcDay,
): void {
  for (const alert of alerts) {
    const truth = truths.find(isOf(alert));
    const { suspect } = alert;
    if (truth === undefined || suspect === null) continue;
    const found = suspect.daily.onset;
    const distance =
      found === null
        ? Number.POSITIVE_INFINITY
        : Math.abs(Date.parse(found) - Date.parse(addDays(today, -truth.onset))) / dayMs;
    onset.asked++;
    if (distance === 0) onset.exact++;
    if (distance <= 1) onset.within1++;
    if (truth.driver === undefined) continue;
    driver.asked++;
    if (findLargestDriver(suspect.drivers) === truth.driver) driver.right++;
  }
}

type Drivers = NonNullable<Alert["suspect"]>["drivers"];

function findLargestDriver(drivers: Drivers): Truth["driver"] | null {
  if (drivers === null) return null;
  const parts = [
    ["volume", drivers.volume],
    ["tokensPerRequest", drivers.tokensPerRequest ?? 0],
    ["unitPrice", drivers.unitPrice],
  ] as const;
  return parts.reduce((top, part) => (part[1] > top[1] ? part : top))[0];
}
