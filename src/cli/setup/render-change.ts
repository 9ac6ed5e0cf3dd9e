/** What will change, for a person to read: lines with + and -, without any secret. */
import { redactSecrets } from "../../domain/text.ts";
import type { ConfigFormat } from "./config-format.ts";
import type { Change } from "./edit-config.ts";
import { elementAt, isMembers, type Members, valueAt, withValue } from "./members.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

/** Only what changes, as a document of its own: the rest of the file is private. */
export function renderChange(format: ConfigFormat, document: Members, changes: readonly Change[]): string {
  let before: Members = {};
  let after: Members = {};
  for (const { path, value, shown } of changes) {
    const old = valueAt(document, path);
    if (old !== undefined) before = withValue(before, path, maskEntry(old, shown, old));
    after = withValue(after, path, maskEntry(value, shown, old));
  }
  const lines = (members: Members): string[] =>
    Object.keys(members).length === 0 ? [] : redactSecrets(format.render(members), []).trimEnd().split("\n");
  return compareLines(lines(before), lines(after)).join("\n");
}

/** What goes, marked with -, inside what stays. */
export function renderRemoval(
  format: ConfigFormat,
  document: Members,
  path: readonly (string | number)[],
  shown: unknown,
): string {
  const old = elementAt(document, path);
  const [first = "", ...rest] = path;
  const inside = rest.reduceRight<unknown>(
    (value, name) => (typeof name === "number" ? [value] : { [name]: value }),
    maskEntry(old, shown, old),
  );
  const text = redactSecrets(format.render({ [first]: inside }), []).trimEnd();
  if (text === "") return `- ${path.join(".")}`;
  const lines = text.split("\n");
  // The header of a TOML table names its whole path; in JSON the first and the last `depth` lines are what stays around
  // what goes.
  const depth = text.startsWith("{") ? path.length : 0;
  return lines
    .map((line, index) => `${index < depth || index >= lines.length - depth ? " " : "-"} ${line}`)
    .join("\n");
}

/** Hides every value that is not ours to show, except which kind of server the entry was and its command. */
function maskEntry(entry: unknown, shown: unknown, old: unknown): unknown {
  const masked = maskUnshown(entry, shown, old);
  if (!isMembers(entry) || !isMembers(masked)) return masked;
  const plain = ["type", "command"].flatMap((name) =>
    typeof entry[name] === "string" ? [[name, entry[name]]] : [],
  );
  return { ...masked, ...Object.fromEntries(plain) };
}

function maskUnshown(value: unknown, shown: unknown, old: unknown): unknown {
  if (isMembers(value)) {
    const entries = Object.entries(value).map(([name, each]) => [
      name,
      maskUnshown(each, memberOf(shown, name), memberOf(old, name)),
    ]);
    return Object.fromEntries(entries);
  }
  if (Array.isArray(value)) {
    const plain: readonly unknown[] = Array.isArray(shown) ? shown : [];
    return value.map((each) =>
      plain.some((one) => isDeepStrictEqual(one, each)) ? each : maskUnshown(each, undefined, each),
    );
  }
  // A boolean cannot be a credential.
  if (typeof value === "boolean" || (shown !== undefined && value === shown)) return value;
  return old === undefined || old === value ? "(hidden)" : "(hidden, new)";
}

const memberOf = (value: unknown, name: string): unknown =>
  isMembers(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** By the longest common subsequence: entries are short. */
function compareLines(before: readonly string[], after: readonly string[]): string[] {
  const [first, ...restBefore] = before;
  const [next, ...restAfter] = after;
  if (first === undefined) return after.map((line) => `+ ${line}`);
  if (next === undefined) return before.map((line) => `- ${line}`);
  if (first === next) return [`  ${first}`, ...compareLines(restBefore, restAfter)];
  const common = countCommonLines(restBefore, after);
  return (common >= countCommonLines(before, restAfter) && common > 0) || !after.includes(first)
    ? [`- ${first}`, ...compareLines(restBefore, after)]
    : [`+ ${next}`, ...compareLines(before, restAfter)];
}

function countCommonLines(before: readonly string[], after: readonly string[]): number {
  let row: readonly number[] = after.map(() => 0);
  for (const line of before) {
    const above = row;
    const current: number[] = [];
    for (const [index, other] of after.entries()) {
      const diagonal = above[index - 1] ?? 0;
      current.push(line === other ? diagonal + 1 : Math.max(above[index] ?? 0, current[index - 1] ?? 0));
    }
    row = current;
  }
  return row.at(-1) ?? 0;
}
