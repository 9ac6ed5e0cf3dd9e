/** The detection on workspaces cut out of real series, beside plain percent change. */
import { events, workspaceOf } from "./backgrounds.ts";
import { type Alert, ourAlerts, percentAlerts } from "./detectors.ts";
import { randomFrom } from "./random.ts";
import {
  count,
  f1,
  newScore,
  type Period,
  periods,
  precision,
  recall,
  type Score,
  todayOf,
} from "./score.ts";
import type { DailySeries } from "./series.ts";
import { historyDays } from "./spenders.ts";

interface RealScore {
  readonly name: string;
  readonly period: Period;
  readonly ours: Score;
  readonly percent: Score;
  /** False alarms in workspaces into which nothing was put. */
  readonly calm: { ours: number; percent: number; workspaces: number };
}

/** Each family that is long enough for itself, and all of them mixed. */
export function realScores(series: readonly DailySeries[], seeds: readonly number[]): RealScore[] {
  const families = [...Map.groupBy(series, ({ family }) => family)].filter(([, own]) =>
    own.some(({ values }) => values.length > historyDays),
  );
  const backgrounds: (readonly [string, readonly DailySeries[]])[] = [...families, ["mixed", series]];
  return backgrounds.flatMap(([name, own]) => periods.map((period) => scoreOf(name, own, period, seeds)));
}

function scoreOf(
  name: string,
  series: readonly DailySeries[],
  period: Period,
  seeds: readonly number[],
): RealScore {
  const [ours, percent] = [newScore(), newScore()];
  const calm = { ours: 0, percent: 0, workspaces: 0 };
  for (const [index, event] of events.entries()) {
    for (const seed of seeds) {
      const today = todayOf(seed);
      const random = randomFrom(seed * 1_000 + index * 10 + (period === "7d" ? 0 : 1));
      const { spenders, truths } = workspaceOf(series, event, {
        random,
        today,
        days: period === "7d" ? 7 : 30,
      });
      const found: readonly Alert[] = ourAlerts(spenders, period, today);
      const plain = percentAlerts(spenders, period, today);
      if (event === "nothing") {
        calm.workspaces++;
        calm.ours += found.length;
        calm.percent += plain.length;
        continue;
      }
      count(ours, found, truths);
      count(percent, plain, truths);
    }
  }
  return { name, period, ours, percent, calm };
}

const quality = (score: Score): string =>
  [precision(score), recall(score), f1(score)].map((value) => value.toFixed(2)).join(" · ");

export const realTable = (scores: readonly RealScore[]): string[] => [
  "| Background | Period | alephant-mcp | percent change | False alarms in 100 workspaces where nothing happens | percent change |",
  "| --- | --- | --- | --- | --- | --- |",
  ...scores.map(
    ({ name, period, ours, percent, calm }) =>
      `| ${name} | ${period} | ${quality(ours)} | ${quality(percent)} | ${perHundred(calm.ours, calm.workspaces)} | ${perHundred(calm.percent, calm.workspaces)} |`,
  ),
];

const perHundred = (alarms: number, workspaces: number): string => ((100 * alarms) / workspaces).toFixed(0);
