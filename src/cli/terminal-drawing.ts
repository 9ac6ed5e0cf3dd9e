/** Tables, headings and bars for a terminal. */
import type { Terminal } from "./shell.ts";

export interface Column<T> {
  readonly name: string;
  readonly text: (row: T) => string;
  /** Numbers stand to the right, so that their digits line up. */
  readonly isNumber?: boolean;
  /** Left out where the terminal is too narrow for all, the last one first. */
  readonly isExtra?: boolean;
}

export interface Drawing {
  /** Characters in a line. */
  readonly width: number;
  bold(text: string): string;
  dim(text: string): string;
  /** `color`: its number in ECMA-48, such as 31 for red. */
  colored(text: string, color: number): string;
  /** A line across, that begins with the text. */
  title(text: string): string;
  /** What the lines below are about; at the right margin what else is to be said of them. */
  heading(text: string, aside?: string): string;
  table<T>(rows: readonly T[], columns: readonly Column<T>[]): string[];
  /** Names on the left, texts on the right. */
  pairs(entries: readonly (readonly [string, string])[]): string[];
  /** A sentence on as many lines as it needs: the first one behind `first`, the others behind the indent. */
  wrapped(text: string, first?: string, indent?: string): string[];
  warningLines(warnings: readonly string[]): string[];
}

export function createDrawing({ columns: width, hasColor }: Pick<Terminal, "columns" | "hasColor">): Drawing {
  const bold = (text: string): string => (hasColor ? `\x1b[1m${text}\x1b[22m` : text);
  const dim = (text: string): string => (hasColor ? `\x1b[2m${text}\x1b[22m` : text);
  const wrapped: Drawing["wrapped"] = (text, first = "  ", indent = " ".repeat(first.length)) =>
    wrapWords(text, first, indent, width);
  return {
    width,
    bold,
    dim,
    colored: (text, color) => (hasColor ? `\x1b[${color}m${text}\x1b[39m` : text),
    title: (text) => `\n${bold(`${text} ${"─".repeat(Math.max(0, width - text.length - 1))}`)}`,
    heading(text, aside = "") {
      if (aside === "") return `\n${bold(text)}`;
      const gap = width - text.length - aside.length;
      return gap < 2
        ? ["", bold(text), ...wrapped(aside).map(dim)].join("\n")
        : `\n${bold(text)}${" ".repeat(gap)}${dim(aside)}`;
    },
    table(rows, columns) {
      const [head = "", ...lines] = layOutTable(rows, columns, width);
      return [dim(head), ...lines];
    },
    pairs(entries) {
      const widest = widestOf(entries.map(([name]) => name));
      return entries.flatMap(([name, text]) =>
        wrapped(text, `  ${name.padEnd(widest)}  `, " ".repeat(widest + 4)),
      );
    },
    wrapped,
    warningLines: (warnings) => warnings.flatMap((warning) => wrapped(warning, "  ! ")),
  };
}

/** The words on lines of at most this width: the first line behind `first`, the others behind the indent. */
function wrapWords(text: string, first: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const isStart = line === first || line === indent;
    if (!isStart && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** The line with the names of the columns, and one for each row. */
function layOutTable<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): string[] {
  const padded = fitColumns(
    columns.map((column) => ({ ...column, cells: [column.name, ...rows.map(column.text)] })),
    width,
  ).map(({ cells, isNumber = false }) => {
    const widest = widestOf(cells);
    return cells.map((cell) => (isNumber ? cell.padStart(widest) : cell.padEnd(widest)));
  });
  return ["", ...rows].map((_, line) => `  ${padded.map((cells) => cells[line] ?? "").join("  ")}`.trimEnd());
}

interface Cells {
  readonly cells: readonly string[];
  readonly isNumber?: boolean;
  readonly isExtra?: boolean;
}

const widestOf = (cells: readonly string[]): number => Math.max(...cells.map(({ length }) => length));

const widthOf = (columns: readonly Cells[]): number =>
  columns.reduce((sum, { cells }) => sum + 2 + widestOf(cells), 0);

/** A name cut shorter than this says nothing. */
const minNameWidth = 8;

/** Leaves out extra columns until there is room; where that is not enough, the names in the first column are cut. */
function fitColumns(columns: readonly Cells[], width: number): readonly Cells[] {
  const kept = [...columns];
  for (let last = kept.length - 1; last > 0 && widthOf(kept) > width; last--) {
    if (kept[last]?.isExtra) kept.splice(last, 1);
  }
  const [names, ...others] = kept;
  const excess = widthOf(kept) - width;
  if (names === undefined || excess <= 0) return kept;
  const room = Math.max(minNameWidth, widestOf(names.cells) - excess);
  const cut = (cell: string): string => (cell.length <= room ? cell : `${cell.slice(0, room - 1)}…`);
  return [{ ...names, cells: names.cells.map(cut) }, ...others];
}

/** A bar that is full at 100 percent. */
export function drawBar(percent: number | null, length: number): string {
  if (percent === null) return "?".repeat(length);
  const full = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * length);
  return "█".repeat(full) + "░".repeat(length - full);
}
