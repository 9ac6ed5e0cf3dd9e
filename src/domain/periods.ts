/**
 * What a period means in days, decided here for every tool. 7d, 30d, a month and any days are complete days; 24h and
 * the billing cycle run up to now.
 */

import * as v from "valibot";
import { InputError } from "./errors.ts";
import { toPlainText } from "./text.ts";
import {
  addDays,
  dayOf,
  isDay,
  lastDayOf,
  monthOf,
  type TimeWindow,
  type UtcDay,
  windowOfCompleteDays,
  windowOfDays,
} from "./time.ts";

/** The periods that the API knows by name. */
export const Period = v.picklist(["24h", "7d", "30d", "billing_cycle"]);
export type Period = v.InferOutput<typeof Period>;

export interface ResolvedPeriod {
  /** As it was asked for. */
  readonly name: string;
  /** null: the billing cycle so far, whose days only the API knows. */
  readonly window: TimeWindow | null;
  readonly warnings: readonly string[];
}

export interface ResolvedCompletePeriod extends ResolvedPeriod {
  readonly window: TimeWindow;
}

/** A deployment need not keep figures that are older. */
const maxAgeDays = 400;

/** Days in the periods that are named by their length. */
export const periodLengths = { "7d": 7, "30d": 30 } as const;
export type PeriodOfDays = keyof typeof periodLengths;
export const isPeriodOfDays = (name: string): name is PeriodOfDays => Object.hasOwn(periodLengths, name);

/** @throws InputError when the text is no period, or one that lies in the future or too far back */
export function resolvePeriod(text: string, now: Date): ResolvedPeriod {
  const name = text.trim().toLowerCase();
  const today = dayOf(now);
  if (name === "billing_cycle") return { name, window: null, warnings: [] };
  if (name === "24h") {
    const warnings = ["24h is today so far (UTC), not a rolling day."];
    return { name, window: windowOfDays(today, today), warnings };
  }
  return resolveNamedDays(name, today);
}

/**
 * Like resolvePeriod, for callers that compare days with each other and so need days that are over.
 * @param opening the beginning of the sentence that refuses another period
 * @throws InputError
 */
export function resolveCompletePeriod(text: string, now: Date, opening: string): ResolvedCompletePeriod {
  const { name, window, warnings } = resolvePeriod(text, now);
  if (window !== null && name !== "24h") return { name, window, warnings };
  throw asRefusal(
    `${opening} complete days, and ${name} runs up to now: give 7d, 30d, a month such as 2026-10, or days such as 2026-10-03..2026-10-09`,
  );
}

/** What stands for complete days: 7d, 30d, a month, a day, `FIRST..LAST`. @throws InputError for anything else */
function resolveNamedDays(name: string, today: UtcDay): ResolvedCompletePeriod {
  if (isPeriodOfDays(name))
    return { name, window: windowOfCompleteDays(periodLengths[name], today), warnings: [] };
  const asked = parseDays(name);
  if (asked === null) {
    throw asRefusal(
      `period must be 24h, 7d, 30d, billing_cycle, a month such as 2026-10, or days such as 2026-10-03..2026-10-09, not ${toPlainText(name, 60)}`,
    );
  }
  const [first, last] = asked;
  if (first > last) throw asRefusal(`${name} ends before it begins`);
  if (first > today) throw asRefusal(`${name} lies in the future: today is ${today} (UTC)`);
  if (last > today && !isMonth(name)) throw asRefusal(`${name} ends in the future: today is ${today} (UTC)`);
  if (first < addDays(today, -maxAgeDays)) throw asRefusal(`${name} begins more than ${maxAgeDays} days ago`);
  if (first === today) throw asRefusal(`${name} has no complete day yet: for today so far ask with 24h`);
  if (last < today) return { name, window: windowOfDays(first, last), warnings: [] };
  const window = windowOfDays(first, addDays(today, -1));
  const warnings = [
    `${name} is not over: these are its complete days up to yesterday, ${first}..${lastDayOf(window)}.`,
  ];
  return { name, window, warnings };
}

const asRefusal = (problem: string): InputError => new InputError(`${problem}. No request was sent.`);

export const isMonth = (name: string): boolean => /^\d{4}-\d{2}$/.test(name.trim());

/** The first and the last day of a month, of `FIRST..LAST`, or of a single day. */
function parseDays(name: string): readonly [UtcDay, UtcDay] | null {
  if (isMonth(name)) {
    if (!isDay(`${name}-01`)) return null;
    const month = monthOf(`${name}-01`);
    return [dayOf(month.start), lastDayOf(month)];
  }
  const [first = "", last = first, ...more] = name.split("..");
  return more.length === 0 && isDay(first) && isDay(last) ? [first, last] : null;
}
