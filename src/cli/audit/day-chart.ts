/** The cost of each day as a column chart for a terminal. */
import { writeUsd } from "../figure-text.ts";

const blocks = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** One column for each value, from zero up to the highest; `?` where a value is unknown. */
function drawColumns(
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
export function drawDays(all: readonly DayCost[], isLastIncomplete: boolean, width: number): string[] {
  const top = writeUsd(Math.max(0, ...all.flatMap(({ cost_usd }) => cost_usd ?? [])));
  // Indent, label, axis, and the star.
  const room = width - (2 + top.length + 2 + 1);
  const columnWidth = all.length * 2 <= room ? 2 : 1;
  const days = all.slice(-room);
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (first === undefined || last === undefined) return [];
  const lines = drawColumns(
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
