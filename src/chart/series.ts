/** A series over time: bars or a line, what is unknown, and what is not over. */
import type { ChartPoint, Series, SeriesPanel, SmallPanel } from "./chart.ts";
import { textWidth } from "./glyphs.ts";
import { type LegendItem, legend, moreLegend } from "./legend.ts";
import { fullText, grouped, type Scale, scaleOf, shortText, ticksOf, timeText } from "./scale.ts";
import {
  type Box,
  dot,
  fitted,
  horizontal,
  line,
  type Place,
  rectangle,
  type Shape,
  smallSize,
  target,
  text,
  textSize,
} from "./scene.ts";

export const seriesHeight = (panel: SeriesPanel, width: number): number =>
  392 + moreLegend(legendOf(panel), width);
export const smallHeight = (width: number): number => (isNarrow(width) ? 171 : 92);
/** Names of days under the last of the small ones. */
export const smallAxisHeight = 40;

/** Room for the name and the mean beside a small series; where there is none, they stand above it. */
const nameWidth = 268;
const isNarrow = (width: number): boolean => width < 2 * nameWidth;

export function drawSeries(panel: SeriesPanel, box: Box): Shape[] {
  const { points, unit, interval, mean, mark } = panel;
  const signs = legendOf(panel);
  const values = [...known(points), ...(mean === null ? [] : [mean])];
  const scale = ticksOf(scaleOf(values, mark === "bars"), unit, 4);
  const isCut = scale.low > 0;
  const above = 62 + moreLegend(signs, box.width) + (isCut ? 10 : 0);
  // Room for the values beside the vertical axis.
  const gutter = 14 + Math.max(40, ...scale.ticks.map(({ text: words }) => textWidth(words, textSize)));
  const plot = {
    x: box.x + gutter,
    y: box.y + above,
    width: box.width - gutter,
    height: box.height - above - 60,
  };
  const yOf = heightIn(plot, scale);
  const zero = Math.round(yOf(Math.max(scale.low, 0)));
  const meanLine: Shape[] =
    mean === null || mean === 0
      ? []
      : [{ ...horizontal(plot.x, Math.round(yOf(mean)) + 0.5, plot.width, "mean", 3), isDashed: true }];
  const lowest = scale.ticks[0]?.text ?? "";
  return [
    ...legend({ x: box.x, y: box.y + 12, width: box.width }, signs),
    text(
      box.x,
      plot.y - (isCut ? 28 : 18),
      isCut ? `${unit ?? ""}; the axis begins at ${lowest}` : (unit ?? ""),
      {
        ink: "muted",
        size: smallSize,
      },
    ),
    ...scale.ticks.flatMap(({ value, text: words }) => [
      rectangle(plot.x, Math.round(yOf(value)), plot.width, 1, "grid"),
      text(plot.x - 10, yOf(value) + 6, words, { anchor: "end", ink: "muted" }),
    ]),
    ...(mark === "bars" ? [] : meanLine),
    ...drawMarks(panel, plot, scale),
    ...(mark === "bars" ? meanLine : []),
    rectangle(plot.x, zero, plot.width, 1, "axis"),
    ...(isCut ? [cut(plot)] : []),
    ...drawValues(panel, plot, scale, interval),
    ...timeLabels(panel, plot, interval),
    text(plot.x, plot.y + plot.height + 50, `${interval} (UTC)`, { ink: "muted", size: smallSize }),
    ...targets(panel, plot, interval),
  ];
}

/** The sign of an axis that does not begin at zero. */
const cut = ({ x, y, height }: Box): Shape =>
  line(
    [0, -4, 4, -4, 4, 0].map((aside, step): Place => [x + aside, y + height - step * 4]),
    "axis",
    1.5,
  );

export function drawSmall(panel: SmallPanel, box: Box, hasAxis: boolean): Shape[] {
  const { points, unit, mark } = panel;
  const narrow = isNarrow(box.width);
  const [left, above] = narrow ? [0, 103] : [nameWidth, 24];
  const plot = {
    x: box.x + left,
    y: box.y + above,
    width: box.width - left,
    height: smallHeight(box.width) - above - 14,
  };
  // Below a line there may be labels.
  const field = mark === "bars" ? plot : { ...plot, height: plot.height - 18 };
  const scale = scaleOf(known(points), mark === "bars");
  const named = { x: box.x, y: box.y + (narrow ? 18 : 34), width: narrow ? box.width : nameWidth - 16 };
  return [
    ...smallLabels(panel, named),
    mark === "bars"
      ? rectangle(plot.x, Math.round(heightIn(field, scale)(0)), plot.width, 1, "axis")
      : rectangle(plot.x, plot.y + plot.height, plot.width, 1, "grid"),
    ...drawMarks(panel, field, scale),
    ...drawValues(panel, field, scale, "day"),
    ...(hasAxis ? timeLabels(panel, plot, "day") : []),
    ...targets({ ...panel, unit }, plot, "day"),
  ];
}

/** A line has no axis: its least and its most say what its height stands for. */
function smallLabels(
  { name, unit, points, mean, mark }: SmallPanel,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): Shape[] {
  const values = known(points);
  const extent =
    mark === "bars"
      ? []
      : [`${shortText(Math.min(...values), unit)} to ${shortText(Math.max(...values), unit)}`];
  const facts = [unit ?? "unit not stated", ...extent].join(", ");
  const average = mean === null ? [] : [`mean of complete days ${shortText(mean, unit)}`];
  return [
    text(x, y, fitted(name, width, 18), { size: 18, isBold: true }),
    ...[facts, ...average].map((words, row) =>
      text(x, y + (row + 1) * 21, fitted(words, width, smallSize), { size: smallSize, ink: "muted" }),
    ),
  ];
}

/** For a pointer: the words of every point, as wide as its place and as high as the plot. */
function targets({ points, unit, incomplete }: Series, plot: Box, interval: "day" | "hour"): Shape[] {
  const slot = plot.width / points.length;
  return points.map(({ time, value }, index) => {
    const figure = value === null ? "unknown" : fullText(value, unit);
    const state = time === incomplete ? ", not over" : "";
    const box = { ...plot, x: plot.x + index * slot, width: slot };
    return target(box, `${timeText(time, interval)}: ${figure}${state}`);
  });
}

const known = (points: readonly ChartPoint[]): number[] => points.flatMap(({ value }) => value ?? []);

const heightIn =
  (plot: Box, { low, high }: Scale) =>
  (value: number): number =>
    plot.y + plot.height * (1 - (value - low) / (high - low));

const centerIn =
  (plot: Box, points: readonly ChartPoint[]) =>
  (index: number): number =>
    plot.x + ((index + 0.5) * plot.width) / points.length;

function legendOf({ points, unit, mean, mark, incomplete, interval, part }: SeriesPanel): LegendItem[] {
  const unfinished = points.find(({ time }) => time === incomplete);
  const gaps = points.filter(({ value }) => value === null).length;
  return [
    ...(part === null
      ? []
      : [
          {
            sign: "none" as const,
            words: `${grouped(String(part.shown))} of ${grouped(String(part.of))} points`,
          },
        ]),
    ...(mean === null
      ? []
      : [{ sign: "mean" as const, words: `mean ${fullText(mean, unit)}, complete ${interval}s` }]),
    ...(unfinished === undefined || unfinished.value === null
      ? []
      : [
          {
            sign: mark === "bars" ? ("hatched" as const) : ("hollow" as const),
            words: `${timeText(unfinished.time, interval)} is not over: ${fullText(unfinished.value, unit)} so far`,
          },
        ]),
    ...(gaps === 0
      ? []
      : [{ sign: "unknown" as const, words: `unknown: ${gaps} ${interval}${gaps === 1 ? "" : "s"}` }]),
  ];
}

function drawMarks(panel: Series, plot: Box, scale: Scale): Shape[] {
  const slot = plot.width / panel.points.length;
  const gaps = panel.points.flatMap(({ value }, index) =>
    value === null ? [rectangle(plot.x + index * slot, plot.y, slot, plot.height, "unknown")] : [],
  );
  return [...gaps, ...(panel.mark === "bars" ? bars(panel, plot, scale) : lines(panel, plot, scale))];
}

function bars({ points, incomplete }: Series, plot: Box, scale: Scale): Shape[] {
  const slot = plot.width / points.length;
  const width = Math.min(72, slot * 0.76);
  // Wide bars get sharp edges; thin ones would become uneven.
  const placed = slot < 10 ? (value: number) => value : Math.round;
  const yOf = heightIn(plot, scale);
  const zero = Math.round(yOf(0));
  return points.flatMap(({ time, value }, index) => {
    if (value === null) return [];
    const x = placed(plot.x + index * slot + (slot - width) / 2);
    // Nothing was used: that is a figure, and is seen.
    const height = Math.max(2, Math.abs(Math.round(yOf(value)) - zero));
    const bar = rectangle(x, value < 0 ? zero : zero - height, placed(width), height, "mark");
    return [{ ...bar, isHatched: time === incomplete }];
  });
}

function lines({ points, incomplete }: Series, plot: Box, scale: Scale): Shape[] {
  const [xOf, yOf] = [centerIn(plot, points), heightIn(plot, scale)];
  const places = points.map(({ value }, index): Place | null =>
    value === null ? null : [xOf(index), yOf(value)],
  );
  const hasDots = points.length <= 62;
  const isIncomplete = (index: number): boolean => points[index]?.time === incomplete;
  const runs: Place[][] = [];
  for (const [index, place] of places.entries()) {
    if (place === null || isIncomplete(index)) continue;
    if ((places[index - 1] ?? null) === null) runs.push([]);
    runs.at(-1)?.push(place);
  }
  const last = places.flatMap((place, index) => {
    const before = places[index - 1] ?? null;
    if (place === null || before === null || !isIncomplete(index)) return [];
    return [{ ...line([before, place], "mark", 2.5), isDashed: true }];
  });
  const dots = places.flatMap((place, index) => {
    if (place === null) return [];
    const isAlone = (places[index - 1] ?? null) === null && (places[index + 1] ?? null) === null;
    if (isIncomplete(index)) return [dot(place, "mark", 10), dot(place, "card", 5)];
    return hasDots || isAlone ? [dot(place, "mark", 7)] : [];
  });
  return [...runs.map((run) => line(run, "mark", 2.5)), ...last, ...dots];
}

/** Every value where there is room, otherwise the highest of the complete points. */
function drawValues(panel: Series, plot: Box, scale: Scale, interval: "day" | "hour"): Shape[] {
  const { points, unit, incomplete, mark } = panel;
  const figures = points.map(({ value }) => (value === null ? null : shortText(value, unit)));
  const widest = Math.max(...figures.map((figure) => textWidth(figure ?? "", smallSize)));
  const hasRoom = widest + 8 <= plot.width / points.length;
  // Alone, it says which day it is.
  const words = hasRoom
    ? figures
    : figures.map((figure, index) => figure && `${timeText(points[index]?.time ?? "", interval)}: ${figure}`);
  const complete = points.filter(({ time }) => time !== incomplete);
  const highest = Math.max(...known(complete));
  const only = points.findIndex(({ time, value }) => value === highest && time !== incomplete);
  const [xOf, yOf] = [centerIn(plot, points), heightIn(plot, scale)];
  // Above the mark; where a line comes from above on both sides, below it.
  const isDip = (index: number): boolean => {
    const [before, value, after] = [index - 1, index, index + 1].map((at) => points[at]?.value ?? null);
    const isBelow = (other: number | null | undefined): boolean => (other ?? Infinity) > (value ?? 0);
    return mark === "line" && isBelow(before) && isBelow(after);
  };
  return points.flatMap(({ value }, index): Shape[] => {
    const word = words[index] ?? null;
    if (word === null || value === null || !(hasRoom || index === only)) return [];
    const width = textWidth(word, smallSize);
    const x = Math.min(Math.max(xOf(index), plot.x + width / 2), plot.x + plot.width - width / 2);
    const beside = points.flatMap(({ value: other }, at) =>
      other !== null && Math.abs(xOf(at) - x) < width / 2 + 6 ? [yOf(other)] : [],
    );
    // Below the lowest tick stand the names of the days.
    const isBelow = isDip(index) && yOf(value) + 20 < plot.y + plot.height;
    const y = Math.round(isBelow ? yOf(value) + 20 : Math.min(yOf(value), ...beside) - 8);
    return [
      rectangle(x - width / 2 - 3, y - 13, width + 6, 16, "card"),
      text(x, y, word, { anchor: "middle", size: smallSize }),
    ];
  });
}

/** Room for one name of a day. */
const dayWidth = 80;

/** Counted back from the last, in steps of whole weeks where not every day has room. */
function timeLabels({ points, incomplete }: Series, plot: Box, interval: "day" | "hour"): Shape[] {
  const days = points.flatMap(({ time }, index) =>
    interval === "day" || time.slice(11, 13) === "00" ? [{ time, index }] : [],
  );
  const room = Math.max(1, Math.floor(plot.width / dayWidth));
  const step = [1, 2, 7, 14, 28].find((count) => days.length / count <= room) ?? 28;
  const xOf = centerIn(plot, points);
  const bottom = plot.y + plot.height;
  return days
    .filter((_, position) => (days.length - 1 - position) % step === 0)
    .flatMap(({ time, index }) => {
      // The last may stand a little out, but not at the very edge.
      const half = textWidth(timeText(time, "day"), textSize) / 2;
      const x = Math.min(xOf(index), plot.x + plot.width + 12 - half);
      return [
        rectangle(Math.round(xOf(index)), bottom, 1, 6, "axis"),
        text(x, bottom + 26, timeText(time, "day"), { anchor: "middle", ink: "muted" }),
        ...(time === incomplete
          ? [
              text(Math.min(x, plot.x + plot.width - 22), bottom + 46, "not over", {
                anchor: "middle",
                size: smallSize,
              }),
            ]
          : []),
      ];
    });
}
