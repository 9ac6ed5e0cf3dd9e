/** A billing cycle against its budget: one bar for what is spent and what is to come. */
import type { BudgetPanel } from "./chart.ts";
import { type LegendItem, legend, range } from "./legend.ts";
import { fullText, scaleOf, ticksOf } from "./scale.ts";
import { type Box, fitted, horizontal, rectangle, type Shape, smallSize, text } from "./scene.ts";

const barPartHeight = 112;
const lineHeight = 22;

export const budgetHeight = ({ others }: BudgetPanel): number => barPartHeight + others.length * lineHeight;

const barHeight = 30;

export function drawBudget({ spent, forecast, low, high, budget, others }: BudgetPanel, box: Box): Shape[] {
  const values = [spent, forecast, high, budget].flatMap((value) =>
    value === null ? [] : Math.max(0, value),
  );
  const { ticks, high: end } = ticksOf(scaleOf(values, true), "USD", 6);
  const plot = { x: box.x + 12, width: box.width - 24 };
  const xOf = (value: number): number => plot.x + (Math.max(0, value) / end) * plot.width;
  const top = box.y + 42;
  const middle = top + barHeight / 2;
  const usd = (value: number): string => fullText(value, "USD");
  const items: (LegendItem | null)[] = [
    spent === null ? null : { sign: "solid", words: `${usd(spent)} so far` },
    forecast === null ? null : { sign: "hatched", words: `forecast ${usd(forecast)}` },
    low === null || high === null ? null : { sign: "range", words: `80 % range ${usd(low)} to ${usd(high)}` },
    budget === null ? null : { sign: "limit", words: `budget ${usd(budget)}` },
  ];
  const bar = (from: number, to: number): Shape & { kind: "rectangle" } =>
    rectangle(xOf(from), top, Math.max(2, xOf(to) - xOf(from)), barHeight, "mark");
  return [
    ...legend(
      { x: plot.x, y: box.y + 12, width: plot.width },
      items.flatMap((item) => item ?? []),
    ),
    ...ticks.flatMap(({ value, text: words }) => [
      rectangle(Math.round(xOf(value)), top - 4, 1, barHeight + 14, "grid"),
      text(xOf(value), top + barHeight + 30, words, { anchor: "middle", ink: "muted" }),
    ]),
    ...(spent === null ? [] : [bar(0, spent)]),
    ...(forecast === null || forecast <= (spent ?? 0)
      ? []
      : [{ ...bar(spent ?? 0, forecast), isHatched: true }]),
    ...(low === null || high === null
      ? []
      : [
          horizontal(xOf(low), middle, xOf(high) - xOf(low), "card", 14),
          ...range(xOf(low), xOf(high), middle),
        ]),
    ...(budget === null ? [] : [rectangle(xOf(budget) - 2, top - 8, 4, barHeight + 16, "text")]),
    ...others.map((line, index) =>
      text(plot.x, box.y + barPartHeight + 14 + index * lineHeight, fitted(line, plot.width, smallSize), {
        size: smallSize,
      }),
    ),
  ];
}
