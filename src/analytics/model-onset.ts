/** Since when a model costs more, found by halving the window: the API has no daily series of a model. */
import type { Usd } from "../domain/money.ts";
import { daysOf, type TimeWindow, type UtcDay, windowOfDays } from "../domain/time.ts";
import type { Movement } from "./anomalies.ts";
import { sum } from "./statistics.ts";

/** Enough for a month. */
const maxProbes = 5;
/** A part of the window holds the onset when its excess is half of what one day of it brings on average … */
const minShareOfDay = 0.5;
/** … and more than the weekdays leave open. */
const minShareOfExpected = 0.1;

/**
 * @param costIn what the model cost in a part of the window; null when that could not be read
 * @param weightOf what a day usually costs, in any unit
 * @returns null when a part could not be read
 */
export async function findModelOnset(
  { actual, expected }: Movement,
  window: TimeWindow,
  weightOf: (day: UtcDay) => number,
  costIn: (part: TimeWindow) => Promise<Usd | null>,
): Promise<UtcDay | null> {
  const days = daysOf(window);
  const whole = sum(days.map(weightOf));
  const expectedOf = (part: readonly UtcDay[]): number =>
    expected * (whole > 0 ? sum(part.map(weightOf)) / whole : part.length / days.length);
  let [first, last] = [0, days.length - 1];
  for (let probes = 0; first < last; probes++) {
    const middle = Math.floor((first + last) / 2);
    const part = days.slice(first, middle + 1);
    const [from, to] = [part[0], part.at(-1)];
    if (from === undefined || to === undefined || probes === maxProbes) return null;
    const cost = await costIn(windowOfDays(from, to));
    if (cost === null) return null;
    const dayOfExcess = (actual - expected) / (days.length - first);
    const least = Math.max(minShareOfDay * dayOfExcess, minShareOfExpected * expectedOf(part));
    if (cost - expectedOf(part) >= least) last = middle;
    else first = middle + 1;
  }
  return days[first] ?? null;
}
