/** Where something began in a series: a dashed line down the plot, and its tag above. */
import type { Onset, Series } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { type Box, createLine, createRectangle, createText, type Shape } from "./shapes.ts";
import { smallSize } from "./text-lines.ts";

interface PlacedTags {
  readonly pointX: number;
  readonly words: string;
  /** Middle of the words, and their row above the plot. */
  readonly x: number;
  readonly row: number;
}

/** Room that the first row of tags needs beyond what is above a plot anyway, and that each further row needs. */
const extraAbove = 14;
const rowHeight = 16;

/** The tags of one point stand together; where they would run into those before, one row higher. */
function placeTags(
  { points }: Series,
  plot: Pick<Box, "x" | "width">,
  onsets: readonly Onset[],
): PlacedTags[] {
  const ends: number[] = [];
  const slot = plot.width / points.length;
  return points.flatMap(({ time }, index) => {
    const words = onsets
      .filter((each) => each.time === time)
      .map(({ tag }) => tag)
      .join(", ");
    if (words === "") return [];
    const half = measureText(words, smallSize) / 2;
    const pointX = plot.x + (index + 0.5) * slot;
    const x = Math.min(Math.max(pointX, plot.x + half), plot.x + plot.width + 8 - half);
    const free = ends.findIndex((end) => end + 10 < x - half);
    const row = free === -1 ? ends.length : free;
    ends[row] = x + half;
    return [{ pointX, words, x, row }];
  });
}

/** The room that the tags need above the plot beyond the usual. */
export const measureOnsets = (
  series: Series,
  plot: Pick<Box, "x" | "width">,
  onsets: readonly Onset[],
): number =>
  onsets.length === 0
    ? 0
    : extraAbove + rowHeight * Math.max(0, ...placeTags(series, plot, onsets).map(({ row }) => row));

export const drawOnsets = (series: Series, plot: Box, onsets: readonly Onset[]): Shape[] =>
  placeTags(series, plot, onsets).flatMap(({ pointX, words, x, row }) => [
    ...drawOnset(pointX, plot.y - 24, plot.height + 24),
    createText(x, plot.y - 28 - row * rowHeight, words, {
      anchor: "middle",
      size: smallSize,
      ink: "rise",
      isBold: true,
    }),
  ]);

/** A dashed line down, under a triangle. */
export const drawOnset = (x: number, y: number, height: number): Shape[] => [
  {
    ...createLine(
      [
        [x, y + 4],
        [x, y + height],
      ],
      "rise",
      1.5,
    ),
    isDashed: true,
  },
  ...[0, 1, 2, 3, 4].map((row) => createRectangle(x - 5 + row, y + row, 10 - 2 * row, 1.5, "rise")),
];
