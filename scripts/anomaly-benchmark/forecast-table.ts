/** The forecast's scores as tables. */
import type { CycleScore } from "./cycles.ts";
import type { FamilyScore } from "./real-forecasts.ts";

const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(0)} %`);
const tenths = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

const head = (first: string): string[] => [
  `| ${first} | Forecasts | True end within the 80 % range | earlier version | Median error of what is still to come | earlier version | run rate | Median width of the range | earlier version |`,
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

const row = (name: string, { origins, now, earlier, runRateError }: CycleScore): string =>
  `| ${[
    name,
    origins,
    percent(now.within),
    percent(earlier.within),
    tenths(now.error),
    tenths(earlier.error),
    tenths(runRateError),
    percent(now.width),
    percent(earlier.width),
  ].join(" | ")} |`;

export const syntheticTable = (scores: readonly CycleScore[]): string[] => [
  ...head("Cost of the days"),
  ...scores.map((score) => row(score.name, score)),
];

export const familyTable = (families: readonly FamilyScore[]): string[] => [
  ...head("Real daily series, cut into cycles"),
  ...families.flatMap(({ name, series, all, byHorizon }) => [
    row(`**${name}** (${series === 1 ? "1 series" : `${series} series`})`, all),
    ...byHorizon.map((score) => row(score.name, score)),
  ]),
  "",
  ...families.map(
    ({ name, daysWithinUsual }) =>
      `- ${name}: ${percent(daysWithinUsual)} of the days lie within the 80 % range of their usual.`,
  ),
];
