/** Takes a table out of TOML with all that is in it. Comments around it stay. */
import { parse } from "@decimalturn/toml-patch";
import { isMembers } from "./members.ts";

/** The text as it is, where the table has no line of its own: dotted names and inline tables. */
export function withoutTable(text: string, path: readonly string[]): string {
  const lines = text.split(/(?<=\n)/);
  const headers = lines.map((line, index) =>
    isHeader(line, lines.slice(0, index)) ? readHeader(line) : undefined,
  );
  const kept: string[] = [];
  let at = 0;
  while (at < lines.length) {
    if (!isInside(headers[at], path)) {
      kept.push(lines[at] ?? "");
      at += 1;
      continue;
    }
    const next = headers.findIndex((each, index) => index > at && each !== undefined);
    at = endOfTable(lines, at, next === -1 ? lines.length : next);
    while (at < lines.length && isBlank(lines[at])) at += 1;
    // The line between this table and the one before it.
    if (at === lines.length && isBlank(kept.at(-1)) && !kept.every(isBlank)) kept.pop();
  }
  return kept.join("");
}

/** A text or a list that goes over several lines may hold a line of the same form. */
function isHeader(line: string, before: readonly string[]): boolean {
  if (!/^\s*\[/.test(line)) return false;
  try {
    parse(before.join(""));
    return true;
  } catch {
    return false;
  }
}

const isBlank = (line: string | undefined): boolean => line !== undefined && line.trim() === "";

/** Comments that end a table belong to what follows it, as far as anybody can tell. */
function endOfTable(lines: readonly string[], start: number, next: number): number {
  let end = next;
  while (end > start + 1 && /^\s*(?:#|$)/.test(lines[end - 1] ?? "")) end -= 1;
  return end;
}

/** The names in `[a.b."c"]` and `[[a]]`, in whichever way they are written. */
function readHeader(line: string): readonly string[] {
  const names: string[] = [];
  let inside: unknown = parse(line);
  for (;;) {
    if (Array.isArray(inside)) inside = inside[0];
    if (!isMembers(inside)) return names;
    const [name] = Object.keys(inside);
    if (name === undefined) return names;
    names.push(name);
    inside = inside[name];
  }
}

const isInside = (header: readonly string[] | undefined, path: readonly string[]): boolean =>
  header !== undefined && path.every((name, index) => header[index] === name);
