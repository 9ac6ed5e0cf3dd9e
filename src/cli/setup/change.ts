/** What will change, for a person to read: lines with + and -, and no secret in them. */
import { withoutSecrets } from "../../text.ts";
import type { Change, ConfigFormat } from "./config-format.ts";
import { isMembers, type Members, valueAt, withValue } from "./members.ts";

/** Only what is touched, as a document of its own: the rest of the file is nobody's business. */
export function shownChange(format: ConfigFormat, document: Members, changes: readonly Change[]): string {
  let before: Members = {};
  let after: Members = {};
  for (const { path, value } of changes) {
    const old = valueAt(document, path);
    if (old !== undefined) before = withValue(before, path, masked(old, undefined));
    after = withValue(after, path, masked(value, old));
  }
  const lines = (shown: Members): string[] =>
    Object.keys(shown).length === 0 ? [] : withoutSecrets(format.render(shown), []).trimEnd().split("\n");
  return differences(lines(before), lines(after)).join("\n");
}

const plainNames = [
  "ALEPHANT_API_BASE_URL",
  "ALEPHANT_WORKSPACE_ID",
  "ALEPHANT_READ_ONLY",
  "ALEPHANT_RATE_LIMIT_RPM",
];
const reference = /^\$?\{[^}]+\}$/;

/** The values of an entry's environment are hidden, also those that somebody else has put there. */
function masked(entry: unknown, old: unknown): unknown {
  if (!isMembers(entry)) return entry;
  const shown = Object.entries(entry).map(([name, value]) => {
    if (!["env", "environment", "headers"].includes(name) || !isMembers(value)) return [name, value];
    const before = isMembers(old) ? old[name] : undefined;
    return [name, Object.fromEntries(hidden(value, isMembers(before) ? before : undefined))];
  });
  return Object.fromEntries(shown);
}

function hidden(environment: Members, before: Members | undefined): [string, unknown][] {
  return Object.entries(environment).map(([name, value]) => {
    if (plainNames.includes(name) || (typeof value === "string" && reference.test(value)))
      return [name, value];
    const isNew = before !== undefined && name in before && before[name] !== value;
    return [name, isNew ? "(hidden, new)" : "(hidden)"];
  });
}

/** By the longest common subsequence: entries are short. */
function differences(before: readonly string[], after: readonly string[]): string[] {
  const [first, ...olds] = before;
  const [next, ...news] = after;
  if (first === undefined) return after.map((line) => `+ ${line}`);
  if (next === undefined) return before.map((line) => `- ${line}`);
  if (first === next) return [`  ${first}`, ...differences(olds, news)];
  const common = commonLines(olds, after);
  return (common >= commonLines(before, news) && common > 0) || !after.includes(first)
    ? [`- ${first}`, ...differences(olds, after)]
    : [`+ ${next}`, ...differences(before, news)];
}

function commonLines(before: readonly string[], after: readonly string[]): number {
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
