/**
 * What an API writes when it has nothing to say. A field that holds one of these counts as absent, so that no answer ever
 * rests on it.
 */

const words: ReadonlySet<string> = new Set([
  "",
  "-",
  "--",
  "–",
  "—",
  "?",
  "n/a",
  "nan",
  "none",
  "null",
  "(null)",
  "nil",
  "<nil>",
  "undefined",
  "unknown",
]);

const zeroId = /^0{8}-0{4}-0{4}-0{4}-0{12}$/;

/**
 * The zero times of Go and .NET, of MySQL, of Unix in the zones around Greenwich, and the last day that a database can
 * hold, which says "never".
 */
const zeroTime = /^(?:000[01]-0[01]-0[01]|1970-01-01|1969-12-31|9999-12-31)(?:$|[T ])/;

export function isPlaceholder(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const text = value.trim();
  return words.has(text.toLowerCase()) || zeroId.test(text) || zeroTime.test(text);
}

/** The id under which some databases keep what belongs to nobody. */
export const isZeroId = (value: unknown): boolean => typeof value === "string" && zeroId.test(value.trim());
