/** A billing cycle against its budget: one bar for what is spent and what is to come. */
import type { BudgetPanel } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { drawLegend, drawRange, type LegendItem, measureFurtherRows } from "./legend.ts";
import { computeScale, computeTicks, writeFull } from "./scale.ts";
import { type Box, createHorizontalLine, createRectangle, createText, type Shape } from "./shapes.ts";
import { smallSize, textSize, wrapText } from "./text-lines.ts";

const barPartHeight = 112;
const lineHeight = 22;

/** Beside the bar, so that the labels of the axis have room. */
const side = 12;

const listOthers = ({ others }: BudgetPanel, width: number): string[] =>
  others.flatMap((line) => wrapText(line, width - 2 * side, smallSize, 4));

export const measureBudget = (panel: BudgetPanel, width: number): number =>
  barPartHeight +
  measureFurtherRows(legendOf(panel), width - 2 * side) +
  listOthers(panel, width).length * lineHeight;

const writeUsd = (value: number): string => writeFull(value, "USD");

function legendOf({ spent, forecast, low, high, budget }: BudgetPanel): LegendItem[] {
  const items: (LegendItem | null)[] = [
    spent === null ? null : { sign: "solid", words: `${writeUsd(spent)} so far` },
    forecast === null ? null : { sign: "hatched", words: `forecast ${writeUsd(forecast)}` },
    low === null || high === null
      ? null
      : { sign: "range", words: `80 % range ${writeUsd(low)} to ${writeUsd(high)}` },
    budget === null ? null : { sign: "limit", words: `budget ${writeUsd(budget)}` },
  ];
  return items.flatMap((item) => item ?? []);
}

const barHeight = 30;

export function drawBudget(panel: BudgetPanel, box: Box): Shape[] {
  const { spent, forecast, low, high, budget } = panel;
  const values = [spent, forecast, high, budget].flatMap((value) =>
    value === null ? [] : Math.max(0, value),
  );
  const plot = { x: box.x + side, width: box.width - 2 * side };
  const { ticks, high: end } = computeTicks(computeScale(values, true), "USD", Math.min(6, plot.width / 95));
  const xOf = (value: number): number => plot.x + (Math.max(0, value) / end) * plot.width;
  const signs = legendOf(panel);
  const top = box.y + 42 + measureFurtherRows(signs, plot.width);
  const middle = top + barHeight / 2;
  const bar = (from: number, to: number): Shape & { kind: "rectangle" } =>
    createRectangle(xOf(from), top, Math.max(2, xOf(to) - xOf(from)), barHeight, "mark");
  return [
    ...drawLegend({ x: plot.x, y: box.y + 12, width: plot.width }, signs),
    ...ticks.flatMap(({ value, text: words }) => [
      createRectangle(Math.round(xOf(value)), top - 4, 1, barHeight + 14, "grid"),
      createText(placeTick(xOf(value), words, box), top + barHeight + 30, words, {
        anchor: "middle",
        ink: "muted",
      }),
    ]),
    ...(spent === null ? [] : [bar(0, spent)]),
    ...(forecast === null || forecast <= (spent ?? 0)
      ? []
      : [{ ...bar(spent ?? 0, forecast), isHatched: true }]),
    ...(low === null || high === null
      ? []
      : [
          createHorizontalLine(xOf(low), middle, xOf(high) - xOf(low), "card", 14),
          ...drawRange(xOf(low), xOf(high), middle),
        ]),
    ...(budget === null ? [] : [createRectangle(xOf(budget) - 2, top - 8, 4, barHeight + 16, "text")]),
    ...listOthers(panel, box.width).map((line, index) =>
      createText(plot.x, top + barHeight + 54 + index * lineHeight, line, { size: smallSize }),
    ),
  ];
}

/** The last label moves a little inwards where half of it is wider than the room beside the bar. */
const placeTick = (x: number, words: string, box: Box): number =>
  Math.min(x, box.x + box.width + 6 - measureText(words, textSize) / 2);
