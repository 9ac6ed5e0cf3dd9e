/** A series over time: bars or a line, what is unknown, and what is not over. */
import type { SeriesPanel, SmallPanel } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { drawLegend, type LegendItem, measureFurtherRows } from "./legend.ts";
import { drawOnsets, measureOnsets } from "./onsets.ts";
import { drawTimeLabels, placeTargets } from "./point-labels.ts";
import { listKnownValues, mapToY } from "./positions.ts";
import {
  computeScale,
  computeTicks,
  groupDigits,
  type Ticks,
  writeFull,
  writeShort,
  writeTime,
} from "./scale.ts";
import { drawMarks, drawValues } from "./series-marks.ts";
import {
  type Box,
  createHorizontalLine,
  createLine,
  createRectangle,
  createText,
  type Place,
  type Shape,
} from "./shapes.ts";
import { fitText, smallSize, textSize } from "./text-lines.ts";

/** Heights in pixels. Above is room for one row of the legend and the unit; below, for the names of days and the interval. */
const heights = { above: 62, plot: 270, below: 60 } as const;

export const measureSeries = (panel: SeriesPanel, width: number): number =>
  heights.above + measureFurtherRows(legendOf(panel), width) + heights.plot + heights.below;

/** Heights of a small series. In a narrow panel, its name and figures stand above the plot. */
const smallHeights = { above: 24, aboveInNarrow: 103, plot: 54, below: 14 } as const;

const measureAboveSmall = (width: number): number =>
  isNarrow(width) ? smallHeights.aboveInNarrow : smallHeights.above;
export const measureSmall = (width: number): number =>
  measureAboveSmall(width) + smallHeights.plot + smallHeights.below;
/** Room for the names of days under the last small panel. */
export const smallAxisHeight = 40;

/** Room for the name and the mean beside a small series; in a narrow panel they stand above it. */
const nameWidth = 268;
const isNarrow = (width: number): boolean => width < 2 * nameWidth;

interface Frame {
  readonly plot: Box;
  readonly scale: Ticks;
  /** The axis does not begin at zero. */
  readonly isCut: boolean;
}

function frameOf(panel: SeriesPanel, box: Box): Frame {
  const { points, unit, mean, mark, onsets = [] } = panel;
  const values = [...listKnownValues(points), ...(mean === null ? [] : [mean])];
  const scale = computeTicks(computeScale(values, mark === "bars"), unit, 4);
  const isCut = scale.low > 0;
  // Room for the values beside the vertical axis.
  const gutter = 14 + Math.max(40, ...scale.ticks.map(({ text: words }) => measureText(words, textSize)));
  const across = { x: box.x + gutter, width: box.width - gutter };
  const above =
    heights.above +
    measureFurtherRows(legendOf(panel), box.width) +
    (isCut ? 10 : 0) +
    measureOnsets(panel, across, onsets);
  const height = box.height - above - heights.below;
  return { plot: { ...across, y: box.y + above, height }, scale, isCut };
}

export function drawSeries(panel: SeriesPanel, box: Box): Shape[] {
  const { interval, mean, mark, onsets = [] } = panel;
  const frame = frameOf(panel, box);
  const { plot, scale, isCut } = frame;
  const yOf = mapToY(plot, scale);
  const meanLine: Shape[] =
    mean === null || mean === 0
      ? []
      : [
          {
            ...createHorizontalLine(plot.x, Math.round(yOf(mean)) + 0.5, plot.width, "mean", 3),
            isDashed: true,
          },
        ];
  return [
    ...drawLegend({ x: box.x, y: box.y + 12, width: box.width }, legendOf(panel)),
    ...drawAxis(panel.unit, box.x, frame),
    ...(mark === "bars" ? [] : meanLine),
    ...drawMarks(panel, plot, scale),
    ...(mark === "bars" ? meanLine : []),
    createRectangle(plot.x, Math.round(yOf(Math.max(scale.low, 0))), plot.width, 1, "axis"),
    ...(isCut ? [drawCut(plot)] : []),
    ...drawOnsets(panel, plot, onsets),
    ...drawValues(panel, plot, scale, interval),
    ...drawTimeLabels(panel, plot, interval),
    createText(plot.x, plot.y + plot.height + 50, `${interval} (UTC)`, { ink: "muted", size: smallSize }),
    ...placeTargets(panel, plot, interval, onsets),
  ];
}

/** Unit, values and their lines. */
function drawAxis(unit: string | null, left: number, { plot, scale, isCut }: Frame): Shape[] {
  const yOf = mapToY(plot, scale);
  const from = isCut ? `; the axis begins at ${scale.ticks[0]?.text ?? ""}` : "";
  return [
    createText(left, plot.y - (isCut ? 28 : 18), `${unit ?? ""}${from}`, { ink: "muted", size: smallSize }),
    ...scale.ticks.flatMap(({ value, text: words }) => [
      createRectangle(plot.x, Math.round(yOf(value)), plot.width, 1, "grid"),
      createText(plot.x - 10, yOf(value) + 6, words, { anchor: "end", ink: "muted" }),
    ]),
  ];
}

/** The sign of an axis that does not begin at zero. */
const drawCut = ({ x, y, height }: Box): Shape =>
  createLine(
    [0, -4, 4, -4, 4, 0].map((aside, step): Place => [x + aside, y + height - step * 4]),
    "axis",
    1.5,
  );

export function drawSmall(panel: SmallPanel, box: Box, hasAxis: boolean): Shape[] {
  const { points, mark } = panel;
  const narrow = isNarrow(box.width);
  const left = narrow ? 0 : nameWidth;
  const plot = {
    x: box.x + left,
    y: box.y + measureAboveSmall(box.width),
    width: box.width - left,
    height: smallHeights.plot,
  };
  // Labels may stand below a line.
  const field = mark === "bars" ? plot : { ...plot, height: plot.height - 18 };
  const scale = computeScale(listKnownValues(points), mark === "bars");
  const named = { x: box.x, y: box.y + (narrow ? 18 : 34), width: narrow ? box.width : nameWidth - 16 };
  return [
    ...drawSmallLabels(panel, named),
    mark === "bars"
      ? createRectangle(plot.x, Math.round(mapToY(field, scale)(0)), plot.width, 1, "axis")
      : createRectangle(plot.x, plot.y + plot.height, plot.width, 1, "grid"),
    ...drawMarks(panel, field, scale),
    ...drawValues(panel, field, scale, "day"),
    ...(hasAxis ? drawTimeLabels(panel, plot, "day") : []),
    ...placeTargets(panel, plot, "day"),
  ];
}

/** A line has no axis: its least and its most say what its height stands for. */
function drawSmallLabels(
  { name, unit, points, mean, mark }: SmallPanel,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): Shape[] {
  const values = listKnownValues(points);
  const extent =
    mark === "bars"
      ? []
      : [`${writeShort(Math.min(...values), unit)} to ${writeShort(Math.max(...values), unit)}`];
  const facts = [unit ?? "unit not stated", ...extent].join(", ");
  const average = mean === null ? [] : [`mean of complete days ${writeShort(mean, unit)}`];
  return [
    createText(x, y, fitText(name, width, 18), { size: 18, isBold: true }),
    ...[facts, ...average].map((words, row) =>
      createText(x, y + (row + 1) * 21, fitText(words, width, smallSize), { size: smallSize, ink: "muted" }),
    ),
  ];
}

function legendOf({
  points,
  unit,
  mean,
  mark,
  incompleteTime,
  interval,
  part,
  onsets = [],
}: SeriesPanel): LegendItem[] {
  const unfinished = points.find(({ time }) => time === incompleteTime);
  const gaps = points.filter(({ value }) => value === null).length;
  return [
    ...(part === null
      ? []
      : [
          {
            sign: "none" as const,
            words: `${groupDigits(String(part.shown))} of ${groupDigits(String(part.of))} points`,
          },
        ]),
    ...(mean === null
      ? []
      : [{ sign: "mean" as const, words: `mean ${writeFull(mean, unit)}, complete ${interval}s` }]),
    ...(unfinished === undefined || unfinished.value === null
      ? []
      : [
          {
            sign: mark === "bars" ? ("hatched" as const) : ("hollow" as const),
            words: `${writeTime(unfinished.time, interval)} is not over: ${writeFull(unfinished.value, unit)} so far`,
          },
        ]),
    ...(onsets.length === 0 ? [] : [{ sign: "onset" as const, words: "an anomaly begins" }]),
    ...(gaps === 0
      ? []
      : [{ sign: "unknown" as const, words: `unknown: ${gaps} ${interval}${gaps === 1 ? "" : "s"}` }]),
  ];
}
