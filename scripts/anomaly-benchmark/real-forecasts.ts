/** How often the true end of a cycle cut out of a real series lies within the dashboard's 80 % range. */
import { estimateUsualRange } from "../../src/analytics/usual-range.ts";
import {
  type CycleOrigin,
  type CycleScore,
  forecastAt,
  historyDays,
  type OriginResult,
  scoreResults,
} from "./cycles.ts";
import type { DailySeries } from "./series.ts";

const cycleDays = 30;
/** Days before the first cycle; of a series that has no more than a few weeks, three of them. */
const daysBefore = { usual: 63, least: 21 } as const;
const originEvery = 4;
const horizons = [
  { name: "early (20 days or more to come)", least: 20, most: cycleDays },
  { name: "middle (10 to 19)", least: 10, most: 19 },
  { name: "late (fewer than 10)", least: 1, most: 9 },
] as const;

export interface FamilyScore {
  readonly name: string;
  readonly series: number;
  readonly all: CycleScore;
  readonly byHorizon: readonly CycleScore[];
  /** Share of the days within the 80 % range of their usual, of those that have one. */
  readonly daysWithinUsual: number;
}

export const scoreFamilies = (series: readonly DailySeries[]): FamilyScore[] =>
  [...Map.groupBy(series, ({ family }) => family)].map(([name, members]) => {
    const results = members.flatMap(forecastSeries);
    return {
      name,
      series: members.length,
      all: scoreResults(name, results),
      byHorizon: horizons.map(({ name: horizonName, least, most }) =>
        scoreResults(
          horizonName,
          results.filter(({ horizon }) => horizon >= least && horizon <= most),
        ),
      ),
      daysWithinUsual: computeShareWithinUsual(members),
    };
  });

const forecastSeries = ({ days, values }: DailySeries): OriginResult[] =>
  listOrigins(days.length).flatMap((origin) => forecastAt(days, values, origin) ?? []);

function listOrigins(length: number): CycleOrigin[] {
  const origins: CycleOrigin[] = [];
  const before = length < daysBefore.usual + cycleDays ? daysBefore.least : daysBefore.usual;
  for (let first = before; first + cycleDays <= length; first += cycleDays)
    for (let elapsed = originEvery; elapsed < cycleDays; elapsed += originEvery)
      origins.push({ first, today: first + elapsed, last: first + cycleDays - 1 });
  return origins;
}

function computeShareWithinUsual(series: readonly DailySeries[]): number {
  let [within, known] = [0, 0];
  for (const { values } of series)
    for (const [index, value] of values.entries()) {
      const usual = estimateUsualRange(values.slice(Math.max(0, index + 1 - historyDays.now), index + 1));
      if (usual === null || usual.low === null || usual.high === null) continue;
      known++;
      if (usual.low <= value && value <= usual.high) within++;
    }
  return within / known;
}
