/** The bars or the line of a series, and the values at them. */
import type { Series } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { listKnownValues, mapToX, mapToY } from "./positions.ts";
import { type Scale, writeShort, writeTime } from "./scale.ts";
import {
  type Box,
  createDot,
  createLine,
  createRectangle,
  createText,
  type Place,
  type Shape,
} from "./shapes.ts";
import { smallSize } from "./text-lines.ts";

export function drawMarks(panel: Series, plot: Box, scale: Scale): Shape[] {
  const slot = plot.width / panel.points.length;
  const gaps = findRuns(panel.points.map(({ value }) => value === null)).map(({ start, length }) =>
    createRectangle(plot.x + start * slot, plot.y, length * slot, plot.height, "unknown"),
  );
  return [...gaps, ...(panel.mark === "bars" ? drawBars(panel, plot, scale) : drawLines(panel, plot, scale))];
}

/** The runs of flags that are true. */
function findRuns(flags: readonly boolean[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = [];
  for (const [index, flag] of flags.entries()) {
    const last = runs.at(-1);
    if (!flag) continue;
    if (last !== undefined && last.start + last.length === index) last.length++;
    else runs.push({ start: index, length: 1 });
  }
  return runs;
}

function drawBars({ points, incompleteTime }: Series, plot: Box, scale: Scale): Shape[] {
  const slot = plot.width / points.length;
  const width = Math.min(72, slot * 0.76);
  // Wide bars get sharp edges; thin ones would become uneven.
  const align = slot < 10 ? (value: number) => value : Math.round;
  const yOf = mapToY(plot, scale);
  const zero = Math.round(yOf(0));
  return points.flatMap(({ time, value }, index) => {
    if (value === null) return [];
    const x = align(plot.x + index * slot + (slot - width) / 2);
    // A bar of 0 is shown as well, because 0 is a figure.
    const height = Math.max(2, Math.abs(Math.round(yOf(value)) - zero));
    const bar = createRectangle(x, value < 0 ? zero : zero - height, align(width), height, "mark");
    return [{ ...bar, isHatched: time === incompleteTime }];
  });
}

function drawLines({ points, incompleteTime }: Series, plot: Box, scale: Scale): Shape[] {
  const [xOf, yOf] = [mapToX(plot, points), mapToY(plot, scale)];
  const places = points.map(({ value }, index): Place | null =>
    value === null ? null : [xOf(index), yOf(value)],
  );
  const hasDots = points.length <= 62;
  const isIncomplete = (index: number): boolean => points[index]?.time === incompleteTime;
  const runs: Place[][] = [];
  for (const [index, place] of places.entries()) {
    if (place === null || isIncomplete(index)) continue;
    if ((places[index - 1] ?? null) === null) runs.push([]);
    runs.at(-1)?.push(place);
  }
  const unfinished = places.flatMap((place, index) => {
    const before = places[index - 1] ?? null;
    if (place === null || before === null || !isIncomplete(index)) return [];
    return [{ ...createLine([before, place], "mark", 2.5), isDashed: true }];
  });
  const dots = places.flatMap((place, index) => {
    if (place === null) return [];
    const isAlone = (places[index - 1] ?? null) === null && (places[index + 1] ?? null) === null;
    if (isIncomplete(index)) return [createDot(place, "mark", 10), createDot(place, "card", 5)];
    return hasDots || isAlone ? [createDot(place, "mark", 7)] : [];
  });
  return [...runs.map((run) => createLine(run, "mark", 2.5)), ...unfinished, ...dots];
}

/** Every value where there is room, otherwise the highest of the complete points. */
export const drawValues = (panel: Series, plot: Box, scale: Scale, interval: "day" | "hour"): Shape[] =>
  listValueLabels(panel, plot, interval).flatMap((label) => drawValueLabel(label, panel, plot, scale));

interface ValueLabel {
  /** Which of the points has the value. */
  readonly index: number;
  readonly words: string;
}

/** Which values are written, and how. */
function listValueLabels(
  { points, unit, incompleteTime }: Series,
  plot: Box,
  interval: "day" | "hour",
): ValueLabel[] {
  const figures = points.map(({ value }) => (value === null ? null : writeShort(value, unit)));
  const widest = Math.max(...figures.map((figure) => measureText(figure ?? "", smallSize)));
  const hasRoom = widest + 8 <= plot.width / points.length;
  if (hasRoom) return figures.flatMap((words, index) => (words === null ? [] : [{ index, words }]));
  const complete = points.filter(({ time }) => time !== incompleteTime);
  const highest = Math.max(...listKnownValues(complete));
  const index = points.findIndex(({ time, value }) => value === highest && time !== incompleteTime);
  const figure = figures[index] ?? null;
  if (figure === null) return [];
  // A value that stands alone says which day it is of.
  return [{ index, words: `${writeTime(points[index]?.time ?? "", interval)}: ${figure}` }];
}

/** A value at its point: above the mark, or below it where a line dips. */
function drawValueLabel(
  { index, words }: ValueLabel,
  { points, mark }: Series,
  plot: Box,
  scale: Scale,
): Shape[] {
  const value = points[index]?.value ?? null;
  if (value === null) return [];
  const [xOf, yOf] = [mapToX(plot, points), mapToY(plot, scale)];
  const width = measureText(words, smallSize);
  const x = Math.min(Math.max(xOf(index), plot.x + width / 2), plot.x + plot.width - width / 2);
  const beside = points.flatMap(({ value: other }, at) =>
    other !== null && Math.abs(xOf(at) - x) < width / 2 + 6 ? [yOf(other)] : [],
  );
  const isHigher = (at: number): boolean => (points[at]?.value ?? Infinity) > value;
  const isDip = mark === "line" && isHigher(index - 1) && isHigher(index + 1);
  // It must not reach the names of the days, below the plot.
  const standsBelow = isDip && yOf(value) + 20 < plot.y + plot.height;
  const y = Math.round(standsBelow ? yOf(value) + 20 : Math.min(yOf(value), ...beside) - 8);
  return [
    createRectangle(x - width / 2 - 3, y - 13, width + 6, 16, "card"),
    createText(x, y, words, { anchor: "middle", size: smallSize }),
  ];
}
