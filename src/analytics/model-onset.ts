/** Since when a model costs more, found by halving the window: the API has no daily series of a model. */
import type { Usd } from "../domain/money.ts";
import { daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { Movement } from "./anomalies.ts";
import { sum } from "./statistics.ts";

/** Enough to halve a month. */
const maxHalvings = 5;
/** A part of the window holds the onset when its excess is half of what one day of it brings on average … */
const minShareOfDay = 0.5;
/** … and more than the weekdays leave open. */
const minShareOfExpected = 0.1;

export interface ModelOnsetQuestion {
  readonly movement: Movement;
  readonly window: TimeWindow;
  /** What a day usually costs, in any unit. */
  readonly weightOf: (day: UtcDay) => number;
  /** What the model cost in a part of the window; null when that could not be read. */
  readonly costIn: (part: TimeWindow) => Promise<Usd | null>;
  /** A day on which it may have begun: where it did, one round of requests shows it. */
  readonly guess: UtcDay | null;
}

/** @returns null when a part could not be read */
export async function findModelOnset({
  movement: { actual, expected },
  window,
  weightOf,
  costIn,
  guess,
}: ModelOnsetQuestion): Promise<UtcDay | null> {
  const days = daysOf(window);
  const whole = sum(days.map(weightOf));
  const expectedOf = (part: readonly UtcDay[]): number =>
    expected * (whole > 0 ? sum(part.map(weightOf)) / whole : part.length / days.length);
  const hasOnset = async (from: number, to: number): Promise<boolean | null> => {
    const part = days.slice(from, to + 1);
    const [first, last] = [part[0], part.at(-1)];
    const cost = first === undefined || last === undefined ? null : await costIn(windowOfDays(first, last));
    if (cost === null) return null;
    const excessOfDay = (actual - expected) / (days.length - from);
    const least = Math.max(minShareOfDay * excessOfDay, minShareOfExpected * expectedOf(part));
    return cost - expectedOf(part) >= least;
  };
  let [first, last] = [0, days.length - 1];
  const guessed = days.indexOf(guess ?? "");
  if (guessed >= 0) {
    const parts = listPartsBefore(guessed).map(([from, to]) => hasOnset(from, to));
    const [isOn, ...isBefore] = await Promise.all([
      guessed < last ? hasOnset(guessed, guessed) : true,
      ...parts,
    ]);
    if (isOn === null || isBefore.includes(null)) return null;
    if (isBefore.includes(true)) last = guessed - 1;
    else if (isOn) return days[guessed] ?? null;
    else first = guessed + 1;
  }
  for (let halvings = 0; first < last; halvings++) {
    if (halvings === maxHalvings) return null;
    const middle = Math.floor((first + last) / 2);
    const isEarly = await hasOnset(first, middle);
    if (isEarly === null) return null;
    if (isEarly) last = middle;
    else first = middle + 1;
  }
  return days[first] ?? null;
}

/** All days before one, and the week before it, in which one day's excess weighs more. */
function listPartsBefore(day: number): (readonly [from: number, to: number])[] {
  if (day === 0) return [];
  return day <= 7
    ? [[0, day - 1]]
    : [
        [0, day - 1],
        [day - 7, day - 1],
      ];
}
