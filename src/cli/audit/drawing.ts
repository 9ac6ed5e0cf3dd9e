/** Figures as plain text for a terminal. */

export interface Canvas {
  readonly columns: number;
  readonly hasColor: boolean;
}

export interface Column<T> {
  readonly name: string;
  readonly text: (row: T) => string;
  /** Numbers stand to the right, so that their digits line up. */
  readonly isNumber?: boolean;
  /** Left out where the terminal is too narrow for all, the last one first. */
  readonly isExtra?: boolean;
}

export interface Drawing {
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  /** `color`: the number that ECMA-48 has for it. */
  colored(text: string, color: number): string;
  /** A line across, that begins with the text. */
  title(text: string): string;
  /** What the lines below are about; at the right margin what else is to be said of them. */
  heading(text: string, aside?: string): string;
  table<T>(rows: readonly T[], columns: readonly Column<T>[]): string[];
  /** Names on the left, texts on the right. */
  pairs(entries: readonly (readonly [string, string])[]): string[];
  /** A sentence on as many lines as it needs, all behind the same indent. */
  wrapped(text: string, first?: string, indent?: string): string[];
  warningLines(warnings: readonly string[]): string[];
}

export function drawingOn({ columns: width, hasColor }: Canvas): Drawing {
  const bold = (text: string): string => (hasColor ? `\x1b[1m${text}\x1b[22m` : text);
  const dim = (text: string): string => (hasColor ? `\x1b[2m${text}\x1b[22m` : text);

  function wrapped(text: string, first = "  ", indent = " ".repeat(first.length)): string[] {
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

  return {
    columns: width,
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
    table<T>(rows: readonly T[], columns: readonly Column<T>[]) {
      const set = fitting(
        columns.map((column) => ({ ...column, cells: [column.name, ...rows.map(column.text)] })),
        width,
      ).map(({ cells, isNumber = false }) => {
        const widest = widestOf(cells);
        return cells.map((cell) => (isNumber ? cell.padStart(widest) : cell.padEnd(widest)));
      });
      return ["", ...rows].map((_, line) => {
        const text = `  ${set.map((cells) => cells[line] ?? "").join("  ")}`.trimEnd();
        return line === 0 ? dim(text) : text;
      });
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

interface Cells {
  readonly cells: readonly string[];
  readonly isNumber?: boolean;
  readonly isExtra?: boolean;
}

const widestOf = (cells: readonly string[]): number => Math.max(...cells.map(({ length }) => length));
const widthOf = (columns: readonly Cells[]): number =>
  columns.reduce((sum, { cells }) => sum + 2 + widestOf(cells), 0);

/** Less than this says nothing. */
const minNameWidth = 8;

/** As many of the columns as there is room for; what is still too wide then costs the first one, the names. */
function fitting(columns: readonly Cells[], width: number): readonly Cells[] {
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
export function bar(percent: number | null, length: number): string {
  if (percent === null) return "?".repeat(length);
  const full = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * length);
  return "█".repeat(full) + "░".repeat(length - full);
}

const blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One column for each value, from zero up to the highest; `?` where a value is unknown. */
function columnChart(
  values: readonly (number | null)[],
  { height, columnWidth }: { readonly height: number; readonly columnWidth: number },
): string[] {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  const levels = values.map((value) =>
    value === null ? null : highest === 0 ? 0 : Math.round((value / highest) * height * 8),
  );
  return Array.from({ length: height }, (_, fromTop) => {
    const below = (height - 1 - fromTop) * 8;
    const cells = levels.map((level) => {
      if (level === null) return below === 0 ? "?" : " ";
      return blocks[Math.min(8, Math.max(0, level - below))] ?? " ";
    });
    return cells.map((cell) => cell.repeat(columnWidth)).join("");
  });
}

export interface DayCost {
  readonly date: string;
  readonly cost_usd: number | null;
}

/**
 * The cost of each day, oldest first, over an axis with the first and the last date; a star marks a last day that is
 * not over. Where there is no room for all, the last ones are shown.
 */
export function dayChart(all: readonly DayCost[], isLastIncomplete: boolean, width: number): string[] {
  const top = usd(Math.max(0, ...all.flatMap(({ cost_usd }) => cost_usd ?? [])));
  // Indent, label, axis, and the star.
  const room = width - (2 + top.length + 2 + 1);
  const columnWidth = all.length * 2 <= room ? 2 : 1;
  const days = all.slice(-room);
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (first === undefined || last === undefined) return [];
  const lines = columnChart(
    days.map(({ cost_usd }) => cost_usd),
    { height: 3, columnWidth },
  );
  const chart = lines.map((line, index) => {
    const label = index === 0 ? top : index === lines.length - 1 ? "$0" : "";
    return `  ${label.padStart(top.length)} ▕${line}`.trimEnd();
  });
  const gap = Math.max(1, days.length * columnWidth - first.length - last.length);
  const dates = days.length === 1 ? first : `${first}${" ".repeat(gap)}${last}`;
  // The star hangs over the edge, so that the date stands under its column.
  return [...chart, `  ${" ".repeat(top.length + 2)}${dates}${isLastIncomplete ? "*" : ""}`];
}

const grouped = (value: number, decimals: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const usd = (value: number | null, decimals = 2): string =>
  value === null ? "unknown" : `${value < 0 ? "-" : ""}$${grouped(Math.abs(value), decimals)}`;
export const count = (value: number | null): string => (value === null ? "unknown" : grouped(value, 0));
export const percent = (value: number | null): string =>
  value === null ? "unknown" : `${grouped(value, 1)} %`;
export const change = (value: number | null): string =>
  value === null ? "unknown" : `${value > 0 ? "+" : ""}${grouped(value, 1)} %`;
/** Text that the API does not always give. */
export const named = (text: string | null): string => text ?? "unknown";
export const plural = (amount: number, noun: string): string =>
  `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
