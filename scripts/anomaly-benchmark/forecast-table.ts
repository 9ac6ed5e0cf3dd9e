/** The forecast's scores as tables. */
import type { CycleScore } from "./cycles.ts";
import type { FamilyScore } from "./real-forecasts.ts";

const writePercent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(0)} %`);
const writeTenths = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

const writeHead = (first: string): string[] => [
  `| ${first} | Forecasts | True end within the 80 % range | earlier version | Median error of what is still to come | earlier version | run rate | Median width of the range | earlier version |`,
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

const writeRow = (name: string, { origins, now, earlier, runRateError }: CycleScore): string =>
  `| ${[
    name,
    origins,
    writePercent(now.within),
    writePercent(earlier.within),
    writeTenths(now.error),
    writeTenths(earlier.error),
    writeTenths(runRateError),
    writePercent(now.width),
    writePercent(earlier.width),
  ].join(" | ")} |`;

export const writeSyntheticTable = (scores: readonly CycleScore[]): string[] => [
  ...writeHead("Cost of the days"),
  ...scores.map((score) => writeRow(score.name, score)),
];

export const writeFamilyTable = (families: readonly FamilyScore[]): string[] => [
  ...writeHead("Real daily series, cut into cycles"),
  ...families.flatMap(({ name, series, all, byHorizon }) => [
    writeRow(`**${name}** (${series === 1 ? "1 series" : `${series} series`})`, all),
    ...byHorizon.map((score) => writeRow(score.name, score)),
  ]),
  "",
  ...families.map(
    ({ name, daysWithinUsual }) =>
      `- ${name}: ${writePercent(daysWithinUsual)} of the days lie within the 80 % range of their usual.`,
  ),
];
