/** Changes a text in the host's format at the given paths; every other character stays. */
import type { ConfigFormat } from "./config-format.ts";
import { jsonFormat } from "./json-format.ts";
import { assertReachable, isMembers, type Members, valueAt, withoutValue, withValue } from "./members.ts";
import { SetupError } from "./setup-error.ts";
import { tomlFormat } from "./toml-format.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

export interface Edit {
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface Change extends Edit {
  /** The part of the value that is ours and no secret. */
  readonly shown: unknown;
}

export const formats: Readonly<Record<"json" | "toml", ConfigFormat>> = {
  json: jsonFormat,
  toml: tomlFormat,
};

export const byteOrderMark = "\uFEFF";

/** @throws SetupError */
export function parseDocument(format: ConfigFormat, text: string): Members {
  let document: unknown;
  try {
    document = format.parse(withoutMark(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SetupError(`it cannot be read: ${error.message}. Mend it first; it was left as it is.`);
  }
  if (isMembers(document)) return document;
  throw new SetupError(
    "it does not hold an object, as the host's configuration should. It was left as it is.",
  );
}

/** @throws SetupError */
export function editText(format: ConfigFormat, text: string, edits: readonly Edit[]): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  let result = withoutMark(text);
  let expected = parseDocument(format, result);
  for (const { path, value } of edits) {
    assertReachable(expected, path);
    result = format.put(result, path, value);
    expected = withValue(expected, path, value);
  }
  // Proof that nothing else has changed, however unusual the text is: a member may be given twice, for example.
  if (!isDeepStrictEqual(parseDocument(format, result), expected)) {
    throw new SetupError("it is written in a way that cannot be edited safely. It was left as it is.");
  }
  return mark + result;
}

/** The text without the values at these paths, one after the other. @throws SetupError */
export function removeValues(
  format: ConfigFormat,
  text: string,
  paths: readonly (readonly (string | number)[])[],
): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  let result = withoutMark(text);
  let expected = parseDocument(format, result);
  for (const path of paths) {
    result = format.remove(result, path);
    expected = withoutValue(expected, path);
  }
  const found = parseDocument(format, result);
  // In TOML a table without a header of its own vanishes with its last member.
  const pruned = paths.reduce((document, path) => withoutEmpty(document, path.slice(0, -1)), expected);
  if (!isDeepStrictEqual(found, expected) && !isDeepStrictEqual(found, pruned)) {
    throw new SetupError("it is written in a way that cannot be edited safely. It was left as it is.");
  }
  return mark + result;
}

function withoutEmpty(document: Members, path: readonly (string | number)[]): Members {
  if (path.length === 0) return document;
  const inside = valueAt(document, path.map(String));
  if (!isMembers(inside) || Object.keys(inside).length > 0) return document;
  return withoutEmpty(withoutValue(document, path), path.slice(0, -1));
}

export const withoutMark = (text: string): string => (text.startsWith(byteOrderMark) ? text.slice(1) : text);
