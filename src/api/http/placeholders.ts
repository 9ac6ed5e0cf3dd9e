/**
 * What an API writes in place of a value that it does not have. A member that holds one of these counts as absent.
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
 * The zero times of Go and .NET, of MySQL, and of Unix in time zones near UTC; and the last day that a database can hold,
 * which stands for "never".
 */
const zeroTime = /^(?:000[01]-0[01]-0[01]|1970-01-01|1969-12-31|9999-12-31)(?:$|[T ])/;

export function isPlaceholder(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const text = value.trim();
  return words.has(text.toLowerCase()) || zeroId.test(text) || zeroTime.test(text);
}

/** The id under which some databases keep what belongs to nobody. */
export const isZeroId = (value: unknown): boolean => typeof value === "string" && zeroId.test(value.trim());
