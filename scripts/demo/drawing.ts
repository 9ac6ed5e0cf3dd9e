// Figures as plain text, at most 100 columns wide.

export const width = 96;

const colours = process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
const bold = (text: string): string => (colours ? `\x1b[1m${text}\x1b[22m` : text);
const dim = (text: string): string => (colours ? `\x1b[2m${text}\x1b[22m` : text);

/** A question, and at the right margin the call that answers it. */
export function heading(question: string, call: string): string {
  const gap = Math.max(2, width - question.length - call.length);
  return `\n${bold(question)}${" ".repeat(gap)}${dim(call)}`;
}

export const title = (text: string): string => `\n${bold(`${text} ${"─".repeat(width - text.length - 1)}`)}`;

/** Names on the left, texts on the right. */
export function pairs(entries: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, text]) => `  ${name.padEnd(widest)}  ${text}`);
}

export interface Column<T> {
  readonly name: string;
  readonly text: (row: T) => string;
  /** Numbers stand to the right, so that their digits line up. */
  readonly isNumber?: boolean;
}

export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string[] {
  const set = columns.map(({ name, text, isNumber = false }) => {
    const cells = [name, ...rows.map(text)];
    const widest = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => (isNumber ? cell.padStart(widest) : cell.padEnd(widest)));
  });
  return ["", ...rows].map((_, line) => {
    const text = `  ${set.map((cells) => cells[line] ?? "").join("  ")}`.trimEnd();
    return line === 0 ? dim(text) : text;
  });
}

/** A bar that is full at 100 percent. */
export function bar(percent: number | null, length: number): string {
  if (percent === null) return "?".repeat(length);
  const full = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * length);
  return "█".repeat(full) + "░".repeat(length - full);
}

const blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One column for each value, from zero up to the highest; `?` where a value is unknown. */
export function columnChart(
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

/** A sentence on as many lines as it needs, all behind the same indent. */
export function wrapped(text: string, first = "  ", indent = " ".repeat(first.length)): string[] {
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

export const warningLines = (warnings: readonly string[]): string[] =>
  warnings.flatMap((warning) => wrapped(warning, "  ! "));
