/** The benchmark's results as docs/benchmarks.md has them. */
import type { CycleScore } from "./cycles.ts";
import { writeSyntheticTable } from "./forecast-table.ts";
import { type CaseScore, f1, type PeriodScore, precision, recall, type Score, sumScores } from "./score.ts";

export interface Results {
  readonly seeds: number;
  readonly periods: readonly PeriodScore[];
  readonly forecasts: readonly CycleScore[];
}

const writeShare = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3));
const writePercent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** A case in which nothing happens has no precision and no recall: false alarms are all there is to count. */
const writeQuality = (score: Score): string =>
  score.right + score.missed === 0
    ? `${score.wrong} false`
    : `${writeShare(precision(score))} · ${writeShare(recall(score))} · ${writeShare(f1(score))}`;

function writeDetectionTable(periods: readonly PeriodScore[]): string[] {
  const [first] = periods;
  if (first === undefined) return [];
  const heads = periods.flatMap(({ period }) => [
    `${period}: alephant-mcp`,
    `${period}: earlier version`,
    `${period}: percent change`,
  ]);
  const rowOf = (name: string, scores: readonly CaseScore[]): string =>
    `| ${[name, ...scores.flatMap(({ ours, earlier, percent: plain }) => [ours, earlier, plain].map(writeQuality))].join(" | ")} |`;
  const cases = first.cases.map(({ name }, index) =>
    rowOf(
      name,
      periods.flatMap(({ cases }) => cases[index] ?? []),
    ),
  );
  const totals = periods.map(({ cases }) => ({
    name: "all",
    ours: sumScores(cases.map(({ ours }) => ours)),
    earlier: sumScores(cases.map(({ earlier }) => earlier)),
    percent: sumScores(cases.map(({ percent: plain }) => plain)),
  }));
  return [
    `| Case | ${heads.join(" | ")} |`,
    `| --- | ${heads.map(() => "---").join(" | ")} |`,
    ...cases,
    rowOf("**All**", totals),
  ];
}

function writeExplanations(periods: readonly PeriodScore[]): string[] {
  return periods.map(({ period, explanations: { onset, driver } }) => {
    const exact = writePercent(onset.exact, onset.asked);
    const near = writePercent(onset.within1, onset.asked);
    return `- ${period}: of the rises found, ${exact} have the right first day (${near} within a day), and ${writePercent(driver.right, driver.asked)} of those with one cause have it as their largest driver.`;
  });
}

export const writeResults = ({ seeds, periods, forecasts }: Results): string =>
  [
    `Precision · recall · F1, over ${seeds} made-up workspaces a case; where nothing happens, the number of false alarms in all of them.`,
    "",
    ...writeDetectionTable(periods),
    "",
    ...writeExplanations(periods),
    "",
    ...writeSyntheticTable(forecasts),
  ].join("\n");
