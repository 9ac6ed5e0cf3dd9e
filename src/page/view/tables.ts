/** All figures of a result as tables: the text beside the chart, or in place of it. */
import * as v from "valibot";
import { writeFacts, writeTable } from "../data-table.ts";
import type { Html } from "../html.ts";
import { chooseNullWord, chooseNullWordInside } from "./null-words.ts";
import type { Figures } from "./result.ts";

const Cell = v.union([v.string(), v.number(), v.boolean()]);
type Cell = v.InferOutput<typeof Cell> | null;
const Rows = v.array(v.array(v.nullable(Cell)));
const Table = v.looseObject({
  columns: v.array(v.string()),
  rows: Rows,
  every_row: v.optional(v.record(v.string(), Cell), {}),
});
const Items = v.pipe(v.array(v.record(v.string(), v.unknown())), v.minLength(1));
const Group = v.record(v.string(), v.unknown());

/** Members that are not tabulated: warnings have a list of their own, and `next` is meant for the assistant. */
const untabulated = new Set(["warnings", "next"]);

export function tabulateFigures(figures: Figures): Html[] {
  const members = Object.entries(figures).filter(([name]) => !untabulated.has(name));
  const facts = listFacts(Object.fromEntries(members));
  const tables = members.flatMap(([name, value]) => tabulateMember(name, value));
  return facts.length === 0 ? tables : [writeFacts("In short", facts), ...tables];
}

function tabulateMember(name: string, value: unknown): Html[] {
  if (cellOf(name, value) !== undefined) return [];
  if (v.is(Table, value)) return [tabulateRows(toLabel(name), v.parse(Table, value))];
  if (v.is(Items, value)) return tabulateItems(name, value);
  if (Array.isArray(value)) return [];
  if (!v.is(Group, value)) return [];
  return tabulateGroup(name, value);
}

function tabulateGroup(name: string, group: Figures): Html[] {
  const facts = listFacts(group);
  const inner = Object.entries(group).flatMap(([each, value]) => tabulateMember(`${name}, ${each}`, value));
  return facts.length === 0 ? inner : [writeFacts(toLabel(name), facts), ...inner];
}

/** The plain values of a group, with their names. */
const listFacts = (group: Figures): (readonly [string, string])[] =>
  Object.entries(group).flatMap(([name, value]) => {
    const cell = cellOf(name, value);
    return cell === undefined ? [] : [[toLabel(name), String(cell ?? chooseNullWord(name, group))] as const];
  });

/** Objects with the same members as one table, a row for each; below it the tables that are inside them. */
function tabulateItems(name: string, items: readonly Figures[]): Html[] {
  const columns = [...new Set(items.flatMap(Object.keys))].filter((column) =>
    items.some((item) => cellOf(column, item[column]) !== undefined),
  );
  const rows = items.map((item) =>
    columns.map((column) => cellOf(column, item[column]) ?? chooseNullWord(column, item)),
  );
  const inner = items.flatMap((item, index) =>
    Object.entries(item).flatMap(([each, value]) => tabulateMember(`${name} ${index + 1}, ${each}`, value)),
  );
  return [tabulateRows(toLabel(name), { columns, rows, every_row: {} }), ...inner];
}

/** A plain value, or a list of them in one line; undefined for anything else. */
function cellOf(name: string, value: unknown): Cell | undefined {
  if (value === null || v.is(Cell, value)) return value;
  if (!Array.isArray(value)) return undefined;
  const cells = value.map((each) => cellOf(name, each));
  return cells.includes(undefined)
    ? undefined
    : cells.map((cell) => String(cell ?? chooseNullWordInside(name))).join(", ");
}

function tabulateRows(
  caption: string,
  { columns, rows, every_row }: Pick<v.InferOutput<typeof Table>, "columns" | "rows" | "every_row">,
): Html {
  const same = Object.entries(every_row).map(([name, value]) => `${toLabel(name)}: ${value}`);
  const isNumber = (index: number): boolean => rows.some((row) => typeof row[index] === "number");
  return writeTable(
    same.length === 0 ? caption : `${caption} (${same.join(", ")})`,
    rows,
    columns.map((name, index) => ({
      name: toLabel(name),
      // Figures are shown as the tool gave them.
      cell: (row) => String(row[index] ?? chooseNullWord(name, {})),
      isNumber: isNumber(index),
    })),
  );
}

const units: ReadonlyMap<string, string> = new Map([
  ["usd", "USD"],
  ["ms", "ms"],
]);

/** `cost_usd` → Cost USD */
export function toLabel(name: string): string {
  const words = name.split("_").map((word) => units.get(word) ?? word);
  const text = words.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
