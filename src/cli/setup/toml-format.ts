/** TOML, which Codex reads: comments and order stay. */
import { parse, patch, TomlFormat } from "@decimalturn/toml-patch";
import type { ConfigFormat } from "./config-format.ts";
import { isMembers, type Members, toPlain, valueAt, withoutValue, withValue } from "./members.ts";
import { withoutTable } from "./toml-removal.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

export const tomlFormat: ConfigFormat = {
  parse(text) {
    try {
      return toPlain(parse(text));
    } catch (error) {
      // The parser gives a line and a column for an exhausted stack as well, so only the text tells.
      if (String(error).includes("call stack")) throw new RangeError("nested too deeply");
      throw new SyntaxError(tellProblem(error));
    }
  },
  put(text, path, value) {
    const document = toPlain(parse(text));
    if (!isMembers(document)) return text;
    const expected = withValue(document, path, value);
    if (valueAt(document, path) !== undefined || !isMembers(value)) return patchText(text, expected);
    // A new entry becomes a table of its own at the end, as Codex itself writes it.
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const separator = text.trim() === "" ? "" : text.endsWith("\n") ? eol : eol + eol;
    const appended = text + separator + writeTable(path, value).replaceAll("\n", eol);
    return parsesTo(appended, expected) ? appended : patchText(text, expected);
  },
  remove(text, path) {
    const document = toPlain(parse(text));
    const names = path.map(String);
    const without = withoutTable(text, names);
    if (without !== text || !isMembers(document)) return without;
    const result = patchText(text, withoutValue(document, path));
    return commentsIn(text).every((comment) => result.includes(comment)) ? result : text;
  },
  render: (document) => writeTable([], document),
};

const commentsIn = (text: string): readonly string[] => text.match(/^[ \t]*#.*$/gm) ?? [];

/** TOML 1.0 knows no comma behind the last member of an inline table, whatever style the lists of the file have. */
function patchText(text: string, document: Members): string {
  const format = TomlFormat.autoDetectFormat(text);
  format.trailingComma = false;
  return patch(text, document, format);
}

/** The parser's message ends with what is wrong, and counts columns from 0. A word it quotes may be a credential. */
function tellProblem(error: unknown): string {
  if (!(error instanceof Error) || !("line" in error) || !("column" in error)) return String(error);
  const problem = error.message
    .split("\n")
    .at(-1)
    ?.replaceAll(/ "[^"]{2,}"/g, "");
  return `line ${error.line}, column ${Number(error.column) + 1}: ${problem}`;
}

/** False, for example, where the servers stand in an inline table, to which nothing can be added. */
function parsesTo(text: string, expected: Members): boolean {
  try {
    return isDeepStrictEqual(toPlain(parse(text)), expected);
  } catch {
    return false;
  }
}

function writeTable(path: readonly string[], members: Members): string {
  const entries = Object.entries(members);
  const plain = entries.flatMap(([name, value]) =>
    isMembers(value) ? [] : `${writeKey(name)} = ${writeValue(value)}\n`,
  );
  const head = plain.length === 0 ? "" : `[${path.map(writeKey).join(".")}]\n`;
  const inner = entries.flatMap(([name, value]) =>
    isMembers(value) ? writeTable([...path, name], value) : [],
  );
  return [head + plain.join(""), ...inner].filter((text) => text !== "").join("\n");
}

const writeKey = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));

/** Strings, lists and numbers are written as in JSON. */
function writeValue(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(writeValue).join(", ")}]` : JSON.stringify(value);
}
