/** What a result may look like, whatever strangers wrote into it. */
import type { CallOutcome } from "../../support/connect.ts";

/** Cc, Cf, Cs, Co, Zl, Zp: what no reader sees, and no result holds. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** The run of one character that a capped text can be; a message of the API is longer than a name. */
const longRun = /(.)\1{300}/u;
const longRunInName = /(.)\1{100}/u;
/** No text of a result is longer: a few names and a message in one sentence. */
const maxText = 1_500;
/** About 8,000 tokens, and some for what is no table. */
const maxResult = 40_000;

/** The members of a result and of what is in it, tables by their columns; lists by position make no difference. */
export function shapeOf(structured: Readonly<Record<string, unknown>>): Set<string> {
  return new Set(listNames(structured, ""));
}

function listNames(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => listNames(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  if ("columns" in value && Array.isArray(value.columns)) {
    const everyRow = "every_row" in value ? Object.keys(Object(value.every_row)) : [];
    return [...value.columns, ...everyRow].map((column) => `${path} column ${column}`);
  }
  return Object.entries(value).flatMap(([name, item]) => [
    `${path}.${name}`,
    ...listNames(item, `${path}.${name}`),
  ]);
}

/** Members that are named by data: statuses, metrics, and the API's own words. */
const namedByData =
  /^\.(?:reported|matching_by_status|sparklines|keys_by_state|agents_by_state|candidates_by_tier|idle_key_budgets_usd)\./;

/** Members and columns come and go with what is known; all are spelled as ours are. */
const ownName = /^(?:\.[a-z][a-z0-9_]*|\[\]| column [a-z][a-z0-9_]*)+$/;
const strangers = /\b(?:constructor|prototype|polluted)\b/;

export function findProblems(
  { isError, text, structured }: CallOutcome,
  usual: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  if (/fault of alephant-mcp itself/.test(text)) problems.push(`a bug: ${text}`);
  if (text.length > maxResult) problems.push(`${text.length} characters`);
  if (!text.isWellFormed()) problems.push("a lone surrogate");
  const texts = isError ? [text] : [...stringsIn(structured)];
  for (const each of texts) {
    if (invisible.test(each)) problems.push(`invisible characters: ${JSON.stringify(each.slice(0, 300))}`);
    if (longRun.test(each)) problems.push(`not capped: ${each.slice(0, 120)}`);
    if (each.length > maxText) problems.push(`${each.length} characters: ${each.slice(0, 120)}`);
  }
  for (const cell of cellsIn(structured))
    if (longRunInName.test(cell)) problems.push(`a long name: ${cell.slice(0, 120)}`);
  const added = [...shapeOf(structured)].filter((name) => !usual.has(name) && !namedByData.test(name));
  const strange = added.filter((name) => !ownName.test(name) || strangers.test(name));
  if (strange.length > 0) problems.push(`strange members: ${strange.join(", ").slice(0, 300)}`);
  return problems;
}

/** Every text, member names included. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    yield name;
    yield* stringsIn(item);
  }
}

/** The texts in tables, where names are. */
function* cellsIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if ("rows" in value && Array.isArray(value.rows)) yield* stringsIn(value.rows);
  else for (const item of Object.values(value)) yield* cellsIn(item);
}
