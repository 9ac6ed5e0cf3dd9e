/** What stands at points of time: their names under the plot, what began there, and their words for a pointer. */
import type { Onset, Series } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { drawOnset } from "./legend.ts";
import { centerIn } from "./plot.ts";
import { writeFull, writeTime } from "./scale.ts";
import { type Box, rectangle, type Shape, smallSize, target, text, textSize } from "./scene.ts";

/** Room for one name of a day. */
const dayWidth = 80;

/** Counted back from the last, in steps of whole weeks where not every day has room. */
export function drawTimeLabels({ points, incomplete }: Series, plot: Box, interval: "day" | "hour"): Shape[] {
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
      const half = measureText(writeTime(time, "day"), textSize) / 2;
      const x = Math.min(xOf(index), plot.x + plot.width + 12 - half);
      return [
        rectangle(Math.round(xOf(index)), bottom, 1, 6, "axis"),
        text(x, bottom + 26, writeTime(time, "day"), { anchor: "middle", ink: "muted" }),
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

interface PlacedSigns {
  readonly at: number;
  readonly words: string;
  /** Middle of the words, and their row above the plot. */
  readonly x: number;
  readonly row: number;
}

/** Above the plot: the first row's distance, and that of each further one. */
const signsAbove = 14;
const signRow = 16;

/** The signs of one point stand together; where they would run into those before, one row higher. */
function placeSigns(
  onsets: readonly Onset[],
  { points }: Series,
  plot: Pick<Box, "x" | "width">,
): PlacedSigns[] {
  const ends: number[] = [];
  const slot = plot.width / points.length;
  return points.flatMap(({ time }, index) => {
    const words = onsets
      .filter((each) => each.time === time)
      .map(({ sign }) => sign)
      .join(", ");
    if (words === "") return [];
    const half = measureText(words, smallSize) / 2;
    const at = plot.x + (index + 0.5) * slot;
    const x = Math.min(Math.max(at, plot.x + half), plot.x + plot.width + 8 - half);
    const free = ends.findIndex((end) => end + 10 < x - half);
    const row = free === -1 ? ends.length : free;
    ends[row] = x + half;
    return [{ at, words, x, row }];
  });
}

/** What the signs need above the plot. */
export const measureOnsets = (
  onsets: readonly Onset[],
  panel: Series,
  plot: Pick<Box, "x" | "width">,
): number =>
  onsets.length === 0
    ? 0
    : signsAbove + signRow * Math.max(0, ...placeSigns(onsets, panel, plot).map(({ row }) => row));

/** Where something began. */
export const drawOnsets = (onsets: readonly Onset[], panel: Series, plot: Box): Shape[] =>
  placeSigns(onsets, panel, plot).flatMap(({ at, words, x, row }) => [
    ...drawOnset(at, plot.y - 24, plot.height + 24),
    text(x, plot.y - 28 - row * signRow, words, {
      anchor: "middle",
      size: smallSize,
      ink: "rise",
      isBold: true,
    }),
  ]);

/** For a pointer: the words of every point, as wide as its place and as high as the plot. */
export function placeTargets(
  { points, unit, incomplete }: Series,
  plot: Box,
  interval: "day" | "hour",
  onsets: readonly Onset[] = [],
): Shape[] {
  const slot = plot.width / points.length;
  return points.map(({ time, value }, index) => {
    const figure = value === null ? "unknown" : writeFull(value, unit);
    const state = time === incomplete ? ", not over" : "";
    const box = { ...plot, x: plot.x + index * slot, width: slot };
    const began = onsets.filter((each) => each.time === time).map(({ words }) => words);
    const news = began.length === 0 ? "" : `. Began: ${began.join(", ")}`;
    return target(box, `${writeTime(time, interval)}: ${figure}${state}${news}`);
  });
}
