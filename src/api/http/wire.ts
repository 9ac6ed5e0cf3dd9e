/** How the API writes what an answer consists of: its numbers, texts, days and lists. */
import * as v from "valibot";
import { asStatedEnd, findLastDay } from "../../domain/billing-cycle.ts";
import { asCents, asUsd, type Cents, centsToUsd, type Usd } from "../../domain/money.ts";
import { toPlainText } from "../../domain/text.ts";
import { isDay, type StatedEnd, type TimeWindow, type UtcDay, windowOfDays } from "../../domain/time.ts";
import { fields } from "./fields.ts";
import { isJsonObject, writeMemberNames } from "./json-object.ts";

/** The most rows in one answer: documented pages hold 100, the model catalogue thousands. */
const maxRows = 20_000;

/** Absent and null are the same: unknown. */
export const optional = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);

/** A finite number, or the same in a string: the API sends many figures as strings. */
export const Numeric = v.pipe(
  v.union(
    [
      v.number(),
      v.pipe(v.string(), v.regex(/^\s*[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i), v.transform(Number)),
    ],
    "expected a number",
  ),
  // Beyond this cents are not exact, and no bill, count or number of tokens comes near.
  v.check((value) => Math.abs(value) <= 1e15, "expected a number of a sane size"),
);
export const CentsAmount = v.pipe(Numeric, asCents);
export const UsdAmount = v.pipe(Numeric, asUsd);

const textUpTo = (maxLength: number) =>
  v.pipe(
    v.union([v.string(), v.number()], "expected text"),
    v.transform((text) => toPlainText(String(text), maxLength)),
  );
/** Names, labels, ids, enums: the API's columns hold at most 100 characters. */
export const Text = textUpTo(100);
/** A sentence the API wrote. */
export const Sentence = textUpTo(300);
export const Flag = v.boolean();

/** ISO-8601 → Date. */
export const Timestamp = v.pipe(
  v.string(),
  // Without a zone it is UTC, as all times of the API are; JavaScript would take it for local time.
  v.transform(
    (text) => new Date(/\d[T ]\d/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? `${text}Z` : text),
  ),
  v.date("expected a time stamp"),
);

/** Days are counted one by one: a window of ten thousand years would take seconds. */
const isThisCentury = (day: UtcDay): boolean => day.startsWith("20");

/** The day of a date or a time stamp. */
export const Day = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, 10)),
  v.check((day) => isDay(day) && isThisCentury(day), "expected a day of this century"),
);

/** The end of a period, with how it was stated: a bare date does not say whether it belongs to the period. */
export const End = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): StatedEnd => {
    const time = v.safeParse(Timestamp, value);
    const end: StatedEnd | null =
      value.length <= 10 ? { day: value, form: "date" } : time.success ? asStatedEnd(time.output) : null;
    if (end !== null && isDay(end.day) && isThisCentury(end.day)) return end;
    addIssue({ message: "expected a day of this century" });
    return NEVER;
  }),
);

const DayRange = v.pipe(
  fields({ from: Day, to: End }, { from: ["dateFrom", "startDate"], to: ["dateTo", "endDate"] }),
  v.transform(({ from, to }) => {
    // A bare date is the last day itself, as in the dates that a request sends.
    const isExclusive = to.form === "midnight" && from < to.day;
    return { from, to: isExclusive ? findLastDay(from, to).day : to.day };
  }),
  v.check(({ from, to }) => from <= to, "expected two days in order"),
  v.transform(({ from, to }): TimeWindow => windowOfDays(from, to)),
);

/** The window of an answer: `{ from, to }`, both days included; with anything else (a bare name, nothing) it is unknown. */
export const Window = v.fallback(optional(DayRange), null);

/** A list of rows, as a member of an answer. */
export const arrayOf = <S extends v.GenericSchema>(row: S) =>
  v.pipe(
    v.custom<readonly unknown[]>(Array.isArray, "expected a list"),
    v.maxLength(maxRows, `at most ${maxRows} rows are read`),
    v.array(row),
  );

/** A page of rows, wherever this deployment puts them: bare, or under one of `names`; and how many there are in all. */
export const pagedRowsOf = <S extends v.GenericSchema>(row: S, names: readonly string[]) =>
  v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): { rows: unknown[]; total: number | null } => {
      const rows = Array.isArray(value)
        ? value
        : isJsonObject(value)
          ? names.map((name) => value[name]).find(Array.isArray)
          : undefined;
      if (rows !== undefined && rows.length <= maxRows) return { rows, total: findTotal(value) };
      if (rows !== undefined) {
        addIssue({ message: `${rows.length} rows in one answer, more than the ${maxRows} that are read` });
        return NEVER;
      }
      const seen = isJsonObject(value)
        ? `the members are: ${writeMemberNames(value)}`
        : "the payload is no object";
      addIssue({ message: `no list of rows; ${seen}` });
      return NEVER;
    }),
    v.object({ rows: v.array(row), total: v.nullable(v.number()) }),
  );

/** The rows of an answer that has no pages, wherever this deployment puts them. */
export const rowsOf = <S extends v.GenericSchema>(row: S, names: readonly string[]) =>
  v.pipe(
    pagedRowsOf(row, names),
    v.transform(({ rows }) => rows),
  );

/** `total`, beside the rows or under `meta` or `pagination`. */
function findTotal(value: unknown): number | null {
  if (!isJsonObject(value)) return null;
  const places = [value, value["meta"], value["pagination"]].filter(isJsonObject);
  const totals = places.map(({ total }) => v.safeParse(Numeric, total)).filter(({ success }) => success);
  const first = totals[0];
  return first?.success ? first.output : null;
}

/** A limit below zero stands for no limit. */
const noneBelowZero = <N extends number>() => v.transform((limit: N): N | null => (limit < 0 ? null : limit));
export const UsdLimit = v.pipe(UsdAmount, noneBelowZero<Usd>());
export const CentsLimit = v.pipe(CentsAmount, noneBelowZero<Cents>());
const NumberLimit = v.pipe(Numeric, noneBelowZero<number>());

const loose = <S extends v.GenericSchema>(schema: S) => v.fallback(optional(schema), null);

/**
 * Members that no document states, only the code of a client of the API or its database schema: of another type than
 * expected, they are unknown.
 */
export const Loose = {
  Text: loose(Text),
  Number: loose(Numeric),
  Usd: loose(UsdAmount),
  Cents: loose(CentsAmount),
  Time: loose(Timestamp),
  Day: loose(Day),
  End: loose(End),
  Flag: loose(Flag),
  NumberLimit: loose(NumberLimit),
  UsdLimit: loose(UsdLimit),
  CentsLimit: loose(CentsLimit),
} as const;

/** Dollars from whichever of two members the API sent: the one in dollars, or the one that names cents. */
export const usdOf = (usd: Usd | null, cents: Cents | null): Usd | null => usd ?? centsToUsd(cents);

/** Tells a stated null, which means "none", from a member that is absent or has another type, which becomes undefined. */
export const stated = <S extends v.GenericSchema>(schema: S) =>
  v.fallback(v.optional(v.nullable(schema)), undefined);
