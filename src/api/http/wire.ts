/** How the API writes: its envelopes, its spellings of member names, and its numbers, texts and days. */
import * as v from "valibot";
import { asStatedEnd, findLastDay } from "../../domain/billing-cycle.ts";
import { asCents, asUsd, type Cents, centsToUsd, type Usd } from "../../domain/money.ts";
import { plainText } from "../../domain/text.ts";
import { isDay, type StatedEnd, type TimeWindow, type UtcDay, windowOfDays } from "../../domain/time.ts";
import { isPlaceholder } from "./placeholders.ts";

type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Members that stand beside `data` when the whole body, and not `data`, is the payload. */
const listSiblings = ["period", "degraded", "data_source", "pagination", "meta", "total"];
/** Members of the envelope that say something about the payload inside it. */
const carriedMembers = ["degraded", "data_source", "message", "total", "meta", "pagination"];

/**
 * The payload of a body, whichever of the API's envelopes it came in: `{ data: {…} }` (documented for policies and the
 * collector), fields at top level (documented for the cockpit), or a cockpit list whose rows are called `data`.
 */
export function unwrapEnvelope(body: unknown, carriesEnvelope = true): unknown {
  if (!isObject(body) || !("data" in body)) return body;
  const { data } = body;
  if (isObject(data)) {
    if (!carriesEnvelope) return data;
    // A message beside a code is the envelope's own ("success"); it would end up in what is stored or shown.
    const isMeant = (name: string): boolean => name !== "message" || "degraded" in body;
    const carried = carriedMembers.filter((name) => name in body && !(name in data) && isMeant(name));
    return { ...data, ...Object.fromEntries(carried.map((name) => [name, body[name]])) };
  }
  if (Array.isArray(data) && listSiblings.some((name) => name in body)) return body;
  return data;
}

/** What a body that came with 2xx says when it reports a failure nevertheless; undefined when it reports none. */
export function findReportedFailure(body: unknown): ErrorWords | undefined {
  if (!isObject(body)) return undefined;
  const { code, error, success } = body;
  const number = typeof code === "string" && /^\d{1,9}$/.test(code) ? Number(code) : code;
  // 200 and its like repeat the status; they are no failure.
  const hasFailed = typeof number === "number" && number !== 0 && !(number >= 200 && number < 300);
  const hasError = isObject(error) || (typeof error === "string" && error !== "");
  return hasFailed || hasError || success === false ? readErrorWords(body) : undefined;
}

export interface ErrorWords {
  readonly code?: string;
  /** The API's own words, one cleaned line of at most 300 characters. */
  readonly message?: string;
}

/** Code and message of an error body, at the top level or under `error`. */
export function readErrorWords(body: unknown): ErrorWords {
  if (!isObject(body)) return {};
  const inner = isObject(body["error"]) ? body["error"] : body;
  const code = inner["code"] ?? body["code"];
  const message =
    inner["message"] ?? body["message"] ?? (typeof body["error"] === "string" ? body["error"] : undefined);
  return {
    ...(typeof code === "string" || typeof code === "number" ? { code: plainText(String(code), 60) } : {}),
    ...(typeof message === "string" && message.trim() !== "" ? { message: plainText(message, 300) } : {}),
  };
}

/** One spelling for camelCase, snake_case and kebab-case. */
export const normalizeKey = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** No object of the API comes near; folding the names of millions would block the process for seconds. */
const maxMembers = 10_000;
/** Documented pages hold 100 rows, the model catalogue thousands. */
const maxRows = 20_000;

/**
 * An object whose members may be spelled in camelCase, snake_case or kebab-case, or come under another name that the
 * API has been seen to use (`aliases`, in order of preference). Members that are absent, or hold a placeholder for
 * nothing, are null. An object with none of the wanted members is refused: it is some other answer, not an empty one.
 */
export function fields<const E extends v.ObjectEntries>(
  entries: E,
  aliases: { readonly [K in keyof E]?: readonly string[] } = {},
) {
  const namesOf = new Map(
    Object.keys(entries).map((name) => [name, [name, ...(aliases[name] ?? [])].map(normalizeKey)] as const),
  );
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): Record<string, unknown> => {
      if (!isObject(value)) {
        const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
        addIssue({ message: `expected an object, not ${kind}` });
        return NEVER;
      }
      const members = Object.keys(value);
      if (members.length > maxMembers) {
        addIssue({ message: `an object of ${members.length} members` });
        return NEVER;
      }
      const received = new Map(members.map((name) => [normalizeKey(name), value[name]]));
      const wanted: Record<string, unknown> = {};
      let found = false;
      for (const [name, names] of namesOf) {
        const present = names.filter((candidate) => received.has(candidate));
        found ||= present.length > 0;
        const told = present.find((candidate) => !isPlaceholder(received.get(candidate)));
        if (told !== undefined) wanted[name] = received.get(told);
      }
      if (found) return dropUnreadable(entries, wanted, addIssue) ?? NEVER;
      addIssue({
        message: `none of the expected members (${Object.keys(entries).slice(0, 4).join(", ")} …), only ${listKeys(value)}`,
      });
      return NEVER;
    }),
    v.object(entries),
  );
}

/** The names of members that could not be read, while an answer is read leniently; undefined while it is read strictly. */
let unreadable: Set<string> | undefined;

/**
 * Runs `read`, in which members that may be absent cost only themselves: one of another form than expected counts as absent.
 * Returns the names of those members beside what `read` made of the rest. Reading is synchronous, so no two mix.
 */
export function readLeniently<T>(read: () => T): {
  readonly result: T;
  readonly unreadable: readonly string[];
} {
  const names = new Set<string>();
  unreadable = names;
  try {
    return { result: read(), unreadable: [...names] };
  } finally {
    unreadable = undefined;
  }
}

/** Members that say something about the figures, and are none themselves. */
const asides: ReadonlySet<string> = new Set(["period", "degraded", "dataSource", "message"]);

/** undefined, with an issue, when more figures are unreadable than readable: such an answer is some other one. */
function dropUnreadable(
  entries: v.ObjectEntries,
  members: Record<string, unknown>,
  addIssue: (issue: { message: string }) => void,
): Record<string, unknown> | undefined {
  if (unreadable === undefined) return members;
  const readable: Record<string, unknown> = {};
  const issues: string[] = [];
  for (const [name, value] of Object.entries(members)) {
    const schema = entries[name];
    const checked = schema?.type === "nullish" ? v.safeParse(schema, value, { abortEarly: true }) : undefined;
    if (checked === undefined || checked.success) readable[name] = value;
    else {
      unreadable.add(name);
      issues.push(`${name}: ${checked.issues[0].message}`);
    }
  }
  const [first] = issues;
  if (
    first === undefined ||
    issues.length <= Object.keys(readable).filter((name) => !asides.has(name)).length
  )
    return readable;
  addIssue({ message: first });
  return undefined;
}

export const listKeys = (value: Members): string => {
  const keys = Object.keys(value).slice(0, 8);
  return keys.length === 0 ? "an empty object" : plainText(keys.join(", "), 120);
};

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
  // Beyond it cents are not exact, and no bill, count or number of tokens comes near.
  v.check((value) => Math.abs(value) <= 1e15, "expected a number of a sane size"),
);
export const CentsAmount = v.pipe(Numeric, asCents);
export const UsdAmount = v.pipe(Numeric, asUsd);

const textOf = (maxLength: number) =>
  v.pipe(
    v.union([v.string(), v.number()], "expected text"),
    v.transform((text) => plainText(String(text), maxLength)),
  );
/** Names, labels, ids, enums: the API's columns hold at most 100 characters. */
export const Text = textOf(100);
/** A sentence the API wrote. */
export const Sentence = textOf(300);
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
    // A bare date is one of the days, as the dates of a question are.
    const isExclusive = to.form === "midnight" && from < to.day;
    return { from, to: isExclusive ? findLastDay(from, to).day : to.day };
  }),
  v.check(({ from, to }) => from <= to, "expected two days in order"),
  v.transform(({ from, to }): TimeWindow => windowOfDays(from, to)),
);

/** The window of an answer: `{ from, to }`, days included; anything else (a bare name, nothing) leaves it unknown. */
export const Window = v.fallback(optional(DayRange), null);

/** All rows of an answer that is not paged. */
export const arrayOf = <S extends v.GenericSchema>(row: S) =>
  v.pipe(
    v.custom<readonly unknown[]>(Array.isArray, "expected a list"),
    v.maxLength(maxRows, `at most ${maxRows} rows are read`),
    v.array(row),
  );

/** The rows of a list, wherever this deployment puts them: bare, or under one of `names`; and how many there are in all. */
export const listPage = <S extends v.GenericSchema>(row: S, names: readonly string[]) =>
  v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): { rows: unknown[]; total: number | null } => {
      const rows = Array.isArray(value)
        ? value
        : isObject(value)
          ? names.map((name) => value[name]).find(Array.isArray)
          : undefined;
      if (rows !== undefined && rows.length <= maxRows) return { rows, total: findTotal(value) };
      if (rows !== undefined) {
        addIssue({ message: `${rows.length} rows in one answer, more than the ${maxRows} that are read` });
        return NEVER;
      }
      const seen = isObject(value) ? `the members are: ${listKeys(value)}` : "the payload is no object";
      addIssue({ message: `no list of rows; ${seen}` });
      return NEVER;
    }),
    v.object({ rows: v.array(row), total: v.nullable(v.number()) }),
  );

/** The rows alone, where there are no pages. */
export const listOf = <S extends v.GenericSchema>(row: S, names: readonly string[]) =>
  v.pipe(
    listPage(row, names),
    v.transform(({ rows }) => rows),
  );

/** `total`, beside the rows or under `meta` or `pagination`. */
function findTotal(value: unknown): number | null {
  if (!isObject(value)) return null;
  const places = [value, value["meta"], value["pagination"]].filter(isObject);
  const totals = places.map(({ total }) => v.safeParse(Numeric, total)).filter(({ success }) => success);
  const first = totals[0];
  return first?.success ? first.output : null;
}

/** A limit below zero says that there is none. */
const noneBelowZero = <N extends number>() => v.transform((limit: N): N | null => (limit < 0 ? null : limit));
export const UsdLimit = v.pipe(UsdAmount, noneBelowZero<Usd>());
export const CentsLimit = v.pipe(CentsAmount, noneBelowZero<Cents>());
const NumberLimit = v.pipe(Numeric, noneBelowZero<number>());

const loose = <S extends v.GenericSchema>(schema: S) => v.fallback(optional(schema), null);

/** Dollars, however the field was named: a cents field counts only when it says so in its name. */
export const usdOf = (usd: Usd | null, cents: Cents | null): Usd | null =>
  usd ?? (cents === null ? null : centsToUsd(cents));

/** Members that only client code or the database schema vouch for: of another type than expected, they are unknown. */
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

/** null is a statement ("none"); absent, or of another type than expected, it is undefined. */
export const stated = <S extends v.GenericSchema>(schema: S) =>
  v.fallback(v.optional(v.nullable(schema)), undefined);
