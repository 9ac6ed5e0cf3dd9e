/** The benchmark's results as docs/benchmarks.md has them. */
import type { CycleScore } from "./cycles.ts";
import { syntheticTable } from "./forecast-table.ts";
import { type CaseScore, f1, type PeriodScore, precision, recall, type Score, total } from "./score.ts";

export interface Results {
  readonly seeds: number;
  readonly periods: readonly PeriodScore[];
  readonly forecasts: readonly CycleScore[];
}

const share = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(3));
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** A case in which nothing happens has no precision and no recall: false alarms are all there is to count. */
const quality = (score: Score): string =>
  score.right + score.missed === 0
    ? `${score.wrong} false`
    : `${share(precision(score))} · ${share(recall(score))} · ${share(f1(score))}`;

function detectionTable(periods: readonly PeriodScore[]): string[] {
  const [first] = periods;
  if (first === undefined) return [];
  const heads = periods.flatMap(({ period }) => [
    `${period}: alephant-mcp`,
    `${period}: earlier version`,
    `${period}: percent change`,
  ]);
  const rowOf = (name: string, scores: readonly CaseScore[]): string =>
    `| ${[name, ...scores.flatMap(({ ours, earlier, percent: plain }) => [ours, earlier, plain].map(quality))].join(" | ")} |`;
  const cases = first.cases.map(({ name }, index) =>
    rowOf(
      name,
      periods.flatMap(({ cases }) => cases[index] ?? []),
    ),
  );
  const totals = periods.map(({ cases }) => ({
    name: "all",
    ours: total(cases.map(({ ours }) => ours)),
    earlier: total(cases.map(({ earlier }) => earlier)),
    percent: total(cases.map(({ percent: plain }) => plain)),
  }));
  return [
    `| Case | ${heads.join(" | ")} |`,
    `| --- | ${heads.map(() => "---").join(" | ")} |`,
    ...cases,
    rowOf("**All**", totals),
  ];
}

function explanationLines(periods: readonly PeriodScore[]): string[] {
  return periods.map(({ period, explanations: { onset, driver } }) => {
    const exact = percent(onset.exact, onset.asked);
    const near = percent(onset.within1, onset.asked);
    return `- ${period}: of the rises found, ${exact} have the right first day (${near} within a day), and ${percent(driver.right, driver.asked)} of those with one cause have it as their largest driver.`;
  });
}

export const resultsText = ({ seeds, periods, forecasts }: Results): string =>
  [
    `Precision · recall · F1, over ${seeds} made-up workspaces a case; where nothing happens, the number of false alarms in all of them.`,
    "",
    ...detectionTable(periods),
    "",
    ...explanationLines(periods),
    "",
    ...syntheticTable(forecasts),
  ].join("\n");
