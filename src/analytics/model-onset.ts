/** The day from which on a model costs more, found by halving the window, because the API has no daily series of models. */
import type { Usd } from "../domain/money.ts";
import { daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { Movement } from "./anomalies.ts";
import { sum } from "./statistics.ts";

/** Enough to halve a month. */
const maxHalvings = 5;
/** A part of the window holds the onset when its excess is half of what one day of the rise brings on average … */
const minShareOfDay = 0.5;
/** … and this share of what is expected of it, which the weekdays tell only roughly. */
const minShareOfExpected = 0.1;

export interface ModelOnsetQuestion {
  readonly movement: Movement;
  readonly window: TimeWindow;
  /** What a day usually costs, in any unit. */
  readonly weightOf: (day: UtcDay) => number;
  /** What the model cost in a part of the window; null when that could not be read. */
  readonly readCost: (part: TimeWindow) => Promise<Usd | null>;
  /** A day on which the rise may have begun; a right guess saves rounds of requests. */
  readonly guess: UtcDay | null;
}

/** @returns null when a part could not be read */
export async function findModelOnset({
  movement: { actual, expected },
  window,
  weightOf,
  readCost,
  guess,
}: ModelOnsetQuestion): Promise<UtcDay | null> {
  const days = daysOf(window);
  const whole = sum(days.map(weightOf));
  const expectedOf = (part: readonly UtcDay[]): number =>
    expected * (whole > 0 ? sum(part.map(weightOf)) / whole : part.length / days.length);
  const hasOnset: HasOnset = async (from, to) => {
    const part = days.slice(from, to + 1);
    const [first, last] = [part[0], part.at(-1)];
    const cost = first === undefined || last === undefined ? null : await readCost(windowOfDays(first, last));
    if (cost === null) return null;
    const excessOfDay = (actual - expected) / (days.length - from);
    const least = Math.max(minShareOfDay * excessOfDay, minShareOfExpected * expectedOf(part));
    return cost - expectedOf(part) >= least;
  };
  let span: Span | null = [0, days.length - 1];
  const guessed = days.indexOf(guess ?? "");
  if (guessed >= 0) span = await narrowByGuess(guessed, span, hasOnset);
  for (let halvings = 0; span !== null && span[0] < span[1]; halvings++) {
    if (halvings === maxHalvings) return null;
    span = await halve(span, hasOnset);
  }
  return span === null ? null : (days[span[0]] ?? null);
}

/** Indexes of days, both included. */
type Span = readonly [first: number, last: number];

/** Whether the days from one index to another hold the onset; null when what they cost could not be read. */
type HasOnset = (from: number, to: number) => Promise<boolean | null>;

async function halve([first, last]: Span, hasOnset: HasOnset): Promise<Span | null> {
  const middle = Math.floor((first + last) / 2);
  const isEarly = await hasOnset(first, middle);
  if (isEarly === null) return null;
  return isEarly ? [first, middle] : [middle + 1, last];
}

/** One round of requests: a single day when the guess is right, else the days before or after it. */
async function narrowByGuess(guessed: number, [first, last]: Span, hasOnset: HasOnset): Promise<Span | null> {
  const before = listPartsBefore(guessed).map(([from, to]) => hasOnset(from, to));
  const [isOn, ...isBefore] = await Promise.all([
    guessed < last ? hasOnset(guessed, guessed) : true,
    ...before,
  ]);
  if (isOn === null || isBefore.includes(null)) return null;
  if (isBefore.includes(true)) return [first, guessed - 1];
  return isOn ? [guessed, guessed] : [guessed + 1, last];
}

/** All days before one; and the week before it, of which one day's excess is a larger part. */
function listPartsBefore(day: number): Span[] {
  if (day === 0) return [];
  return day <= 7
    ? [[0, day - 1]]
    : [
        [0, day - 1],
        [day - 7, day - 1],
      ];
}
