/**
 * What the method would have forecast on every day of the history about the days that followed, and how wrong that would
 * have been. Forecasts and errors are logarithms, so that half and double are equally wrong.
 */
import type { History } from "./history.ts";
import type { Level, Levels } from "./level.ts";
import { sum } from "./statistics.ts";

export interface PastForecasts {
  /** How many days each of them looked ahead. */
  readonly horizon: number;
  /** The forecast that the whole history leads to, as a logarithm. */
  readonly latest: number;
  /** How far a shift of the level is believed, 0 to 1. */
  readonly trustInShift: number;
  /** Actual less forecast, by the day on which the forecast was made, counted from `firstForecast`. */
  readonly errors: readonly number[];
  readonly firstForecast: number;
  /** Added to sums before their logarithm is taken, so that days without cost have one. */
  readonly offset: number;
}

/** The offset, as a part of what the days would cost at the mean of the history. */
const offsetShare = 0.02;
/** After this many days an error counts half, because recent errors say more. */
export const halfLifeDays = 75;
const fading = 0.5 ** (1 / halfLifeDays);
/** How fast the weight of a level falls with its error. */
const errorPower = 3;
/**
 * Besides the errors seen, the levels of a week, a fortnight and four weeks are taken to err by these multiples of the usual
 * error, with the weight of this many forecasts.
 */
const firstErrors = { ratios: [1.4, 1.2, 1], forecasts: 20 } as const;
/**
 * Besides the errors seen, following a shift is taken to err by this part of the usual error, with the weight of this many
 * forecasts: a clear shift is followed until shifts of this history have come to nothing.
 */
const firstShiftErrors = { ratio: 0.2, forecasts: 5 } as const;

export function forecastPast(history: History, horizon: number): PastForecasts {
  const { costs, sumsBefore, firstForecast, levelAt } = history;
  const lessons = new Lessons();
  const forecasts: MadeForecast[] = [];
  const errors: number[] = [];
  for (let day = firstForecast; day <= costs.length; day++) {
    const madeOn = day - horizon;
    const earlier = forecasts[madeOn - firstForecast];
    if (earlier !== undefined) {
      const actual = Math.log((sumsBefore[day] ?? 0) - (sumsBefore[madeOn] ?? 0) + earlier.offset);
      errors.push(actual - earlier.forecast);
      lessons.learn(earlier, actual);
    }
    const offset = (offsetShare * horizon * (sumsBefore[day] ?? 0)) / day;
    forecasts.push(lessons.forecast(levelAt(day), countMeanDays(levelAt(day), day, horizon), offset));
  }
  const latest = forecasts.at(-1);
  if (latest === undefined) throw new RangeError("the history is too short for a forecast");
  return {
    horizon,
    latest: latest.forecast,
    trustInShift: latest.trustInShift,
    errors,
    firstForecast,
    offset: latest.offset,
  };
}

/** How many mean days the next `count` days are worth by their weekdays: fewer when weekends are among them. */
export function countMeanDays({ weekdays }: Level, from: number, count: number): number {
  const weeks = Math.floor(count / 7);
  let total = weeks * sum(weekdays);
  for (let day = from + 7 * weeks; day < from + count; day++) total += weekdays[day % 7] ?? 1;
  return total;
}

/** A forecast that was made on some day. */
interface MadeForecast {
  /** By the levels of the last week, fortnight and four weeks. */
  readonly byLevel: readonly number[];
  readonly unshifted: number;
  readonly shifted: number | null;
  readonly forecast: number;
  readonly trustInShift: number;
  readonly offset: number;
}

/** What the errors so far have taught: how far each level, and each shift, was off. */
class Lessons {
  private count = 0;
  private errors: readonly number[] = [0, 0, 0];
  private errorWithShift = 0;
  private errorWithoutShift = 0;

  learn({ byLevel, unshifted, shifted }: MadeForecast, actual: number): void {
    this.count = this.count * fading + 1;
    this.errors = this.errors.map(
      (error, index) => error * fading + Math.abs(actual - (byLevel[index] ?? 0)),
    );
    this.errorWithShift *= fading;
    this.errorWithoutShift *= fading;
    if (shifted === null) return;
    this.errorWithShift += Math.abs(actual - shifted);
    this.errorWithoutShift += Math.abs(actual - unshifted);
  }

  forecast({ levels, shiftedLevels }: Level, meanDays: number, offset: number): MadeForecast {
    const usualError = this.count === 0 ? 0 : sum(this.errors) / this.errors.length / this.count;
    const weights = this.errors.map((error, index) => {
      const first = firstErrors.forecasts * usualError * (firstErrors.ratios[index] ?? 1);
      return usualError === 0 ? 1 : ((error + first) / usualError) ** -errorPower;
    });
    const toLogarithms = (some: Levels): number[] => some.map((level) => Math.log(level * meanDays + offset));
    const byLevel = toLogarithms(levels);
    const unshifted = averageWeighted(byLevel, weights);
    const shifted = shiftedLevels === null ? null : averageWeighted(toLogarithms(shiftedLevels), weights);
    // Before the first error, the distance between the two forecasts stands for it.
    const trustInShift = shifted === null ? 0 : this.weighShift(usualError || Math.abs(shifted - unshifted));
    const forecast = unshifted + trustInShift * ((shifted ?? unshifted) - unshifted);
    return { byLevel, unshifted, shifted, forecast, trustInShift, offset };
  }

  private weighShift(usualError: number): number {
    const { ratio, forecasts } = firstShiftErrors;
    const withShift = (this.errorWithShift + forecasts * ratio * usualError) ** -errorPower;
    const without = (this.errorWithoutShift + forecasts * usualError) ** -errorPower;
    return Number.isFinite(withShift) ? withShift / (withShift + without) : 1;
  }
}

function averageWeighted(values: readonly number[], weights: readonly number[]): number {
  return sum(values.map((value, index) => value * (weights[index] ?? 0))) / sum(weights);
}
