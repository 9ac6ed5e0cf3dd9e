/** The detection on workspaces cut out of real series, beside plain percent change. */
import { periodLengths } from "../../src/domain/periods.ts";
import { createWorkspace, events } from "./backgrounds.ts";
import { findEarlierAlerts, findOurAlerts, findPercentAlerts, type Period } from "./detectors.ts";
import { randomFrom } from "./random.ts";
import {
  chooseToday,
  countAlerts,
  createScore,
  f1,
  periods,
  precision,
  recall,
  type Score,
} from "./score.ts";
import type { DailySeries } from "./series.ts";
import { historyDays } from "./spenders.ts";

const detectors = { ours: findOurAlerts, earlier: findEarlierAlerts, percent: findPercentAlerts } as const;
type Detector = keyof typeof detectors;
const names: readonly Detector[] = ["ours", "earlier", "percent"];

interface RealScore {
  readonly name: string;
  readonly period: Period;
  readonly scores: Readonly<Record<Detector, Score>>;
  /** False alarms in workspaces into which nothing was put, and how many these are. */
  readonly falseAlarms: Readonly<Record<Detector, number>>;
  readonly calmWorkspaces: number;
}

/** Each family that is long enough for itself, and all of them mixed. */
export function scoreDetection(series: readonly DailySeries[], seeds: readonly number[]): RealScore[] {
  const families = [...Map.groupBy(series, ({ family }) => family)].filter(([, own]) =>
    own.some(({ values }) => values.length > historyDays),
  );
  const backgrounds: (readonly [string, readonly DailySeries[]])[] = [...families, ["mixed", series]];
  return backgrounds.flatMap(([name, own]) =>
    periods.map((period) => scoreBackground(name, own, period, seeds)),
  );
}

function scoreBackground(
  name: string,
  series: readonly DailySeries[],
  period: Period,
  seeds: readonly number[],
): RealScore {
  const scores = { ours: createScore(), earlier: createScore(), percent: createScore() };
  const falseAlarms = { ours: 0, earlier: 0, percent: 0 };
  for (const [index, event] of events.entries()) {
    for (const seed of seeds) {
      const today = chooseToday(seed);
      const random = randomFrom(seed * 1_000 + index * 10 + (period === "7d" ? 0 : 1));
      const days = periodLengths[period];
      const { spenders, truths } = createWorkspace(series, event, { random, today, days });
      for (const detector of names) {
        const found = detectors[detector](spenders, period, today);
        if (event === "nothing") falseAlarms[detector] += found.length;
        else countAlerts(scores[detector], found, truths);
      }
    }
  }
  return { name, period, scores, falseAlarms, calmWorkspaces: seeds.length };
}

const writeQuality = (score: Score): string =>
  [precision(score), recall(score), f1(score)].map((value) => value.toFixed(2)).join(" · ");

export const writeRealTable = (rows: readonly RealScore[]): string[] => [
  "Precision · recall · F1; then the false alarms in 100 workspaces where nothing happens.",
  "",
  "| Background | Period | alephant-mcp | earlier version | percent change | False alarms: alephant-mcp | earlier version | percent change |",
  "| --- | --- | --- | --- | --- | --- | --- | --- |",
  ...rows.map(
    ({ name, period, scores, falseAlarms, calmWorkspaces }) =>
      `| ${[
        name,
        period,
        ...names.map((detector) => writeQuality(scores[detector])),
        ...names.map((detector) => ((100 * falseAlarms[detector]) / calmWorkspaces).toFixed(0)),
      ].join(" | ")} |`,
  ),
];
