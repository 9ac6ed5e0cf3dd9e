/**
 * The 80 % range of what the next days will cost together. Its width follows from how wrong the same method would have been
 * on the days of the history; the fewer those are, the more it rests on how much days vary.
 */
import type { History } from "./history.ts";
import type { Level } from "./level.ts";
import { forecastPast, halfLifeDays, type PastForecasts } from "./past-forecasts.ts";
import { sum, type Weighted, weightedQuantile } from "./statistics.ts";

export interface SumRange {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly basis: RangeBasis;
  /** How far a shift of the level is believed, 0 to 1. */
  readonly trustInShift: number;
}

export interface RangeBasis {
  /** How many forecasts of the past the range was measured on. */
  readonly pastForecastCount: number;
  /** How many days each of them looked ahead. */
  readonly horizonDays: number;
}

/** The share of errors below the range, and of errors above it. */
const tail = 0.1;
/** With this many forecasts that do not overlap, the measured and the expected errors count equally. */
const evenBlend = 8;
/** Without any measured error the range is wider by this part, and by less with every forecast that does not overlap. */
const littleHistoryWidening = 0.1;
/** How far a wild month widens the range, as an exponent: at 0 not at all, at 1 in proportion to how wild its days are. */
const wildnessExponent = 0.4;
/** A bias is corrected from this many standard errors on, and wholly from twice as many on. */
const clearBias = 5;
/** Standard deviation of normal data in terms of their median distance from the middle. */
const sigmasPerMedianDistance = 1.48;
/** How far errors are expected to reach, in standard deviations of the sum: costs leap more than they collapse. */
const expectedReach = { below: 1.13, above: 1.4 } as const;
/** A level is as certain as the mean of this many days. */
const levelDays = 14;
/** How far levels wander, in spreads squared a day; the further, the longer days stay away from their level. */
const wandering = 0.04;
/** A median of so few days varies more than their mean would. */
const medianVarianceFactor = Math.PI / 2;
/** A last day that is off by this many spreads may be the first of a new level. */
const oddDayScore = 4;

export function forecastRange(history: History, days: number): SumRange {
  const level = history.levelAt(history.costs.length);
  const forecasts = forecastPast(history, days);
  // Where the history is too short for forecasts that look so far ahead, shorter ones are measured.
  const measuredHorizon = Math.max(
    1,
    Math.min(days, Math.floor((history.costs.length - history.firstForecast) / 2)),
  );
  const measured = measureErrors(
    history,
    measuredHorizon === days ? forecasts : forecastPast(history, measuredHorizon),
    level,
  );
  const widening = computeWidening(forecasts, measured, level, days);
  const { up, down } = measureDoubt(level);
  const middle = forecasts.latest + measured.bias;
  const toCost = (logarithm: number): number => Math.max(0, Math.exp(logarithm) - forecasts.offset);
  const deviation = estimateDeviation(measured.usualSpread, level, days);
  const trustInMeasured = measured.independent / (measured.independent + evenBlend);
  const below =
    widening * (trustInMeasured * measured.below + (1 - trustInMeasured) * expectedReach.below * deviation);
  const above =
    widening * (trustInMeasured * measured.above + (1 - trustInMeasured) * expectedReach.above * deviation);
  return {
    low: toCost(middle - Math.max(below, down)),
    middle: toCost(middle),
    high: toCost(middle + Math.max(above, up)),
    basis: { pastForecastCount: measured.count, horizonDays: measuredHorizon },
    trustInShift: forecasts.trustInShift,
  };
}

interface Measured {
  readonly count: number;
  /** How many of the forecasts do not overlap, the latest counting most. */
  readonly independent: number;
  readonly bias: number;
  /** How far errors go below and above the bias, in a month as wild as usual. */
  readonly below: number;
  readonly above: number;
  readonly usualSpread: number;
}

function measureErrors(history: History, past: PastForecasts, level: Level): Measured {
  const { errors, firstForecast, horizon } = past;
  const { costs, levelAt } = history;
  if (errors.length === 0)
    return { count: 0, independent: 0, bias: 0, below: 0, above: 0, usualSpread: level.spread };
  const spreads = errors.map((_, index) => levelAt(firstForecast + index).spread);
  const usualSpread = sum(spreads) / spreads.length;
  const weighted = errors.map((error, index) => ({
    value: error / computeWildnessFactor(spreads[index] ?? usualSpread, usualSpread),
    weight: 0.5 ** ((costs.length - firstForecast - index) / halfLifeDays),
  }));
  const independent = sum(weighted.map(({ weight }) => weight)) / horizon;
  const bias = estimateBias(weighted, independent);
  return {
    count: errors.length,
    independent,
    bias,
    below: Math.max(0, bias - weightedQuantile(weighted, tail)),
    above: Math.max(0, weightedQuantile(weighted, 1 - tail) - bias),
    usualSpread,
  };
}

/** The error that all forecasts have in common, as under steady growth; 0 unless it is clear. */
function estimateBias(errors: readonly Weighted[], independent: number): number {
  const middle = weightedQuantile(errors, 0.5);
  const distances = errors.map(({ value, weight }) => ({ value: Math.abs(value - middle), weight }));
  const spread = sigmasPerMedianDistance * weightedQuantile(distances, 0.5);
  const clear = (clearBias * spread) / Math.sqrt(1 + independent);
  if (clear === 0) return middle;
  return middle * Math.min(1, Math.max(0, Math.abs(middle) / clear - 1));
}

const computeWildnessFactor = (spread: number, usualSpread: number): number =>
  (spread / usualSpread) ** wildnessExponent;

/** The relative deviation of the sum of the days to come: they vary, the level is uncertain, and it wanders. */
function estimateDeviation(spread: number, { persistence }: Level, days: number): number {
  const chance = (1 / days + 1 / levelDays) * ((1 + persistence) / (1 - persistence));
  return spread * Math.sqrt(chance + wandering * Math.sqrt(persistence) * days);
}

function computeWidening(
  { trustInShift }: PastForecasts,
  { independent, usualSpread }: Measured,
  { spread, shift }: Level,
  days: number,
): number {
  const historyFactor = 1 + littleHistoryWidening / (1 + independent);
  // The errors of the past are those of levels of weeks: a level of a few days is less certain.
  const shortLevelFactor =
    shift === null
      ? 1
      : Math.sqrt((1 / days + medianVarianceFactor / shift.length) / (1 / days + 1 / levelDays));
  const trustedLevelFactor = 1 + trustInShift * Math.max(0, shortLevelFactor - 1);
  return historyFactor * trustedLevelFactor * computeWildnessFactor(spread, usualSpread);
}

/** Nobody can know after one odd day whether it goes on, so the range reaches to where it would. */
function measureDoubt({ lastDay: { score, distance }, shift }: Level): { up: number; down: number } {
  if (shift !== null || Math.abs(score) < oddDayScore) return { up: 0, down: 0 };
  return { up: Math.max(0, distance), down: Math.max(0, -distance) };
}
