/** Where something began in a series: a dashed line down the plot, and its sign above. */
import type { Onset, Series } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { type Box, createLine, createRectangle, createText, type Shape } from "./shapes.ts";
import { smallSize } from "./text-lines.ts";

interface PlacedSigns {
  readonly at: number;
  readonly words: string;
  /** Middle of the words, and their row above the plot. */
  readonly x: number;
  readonly row: number;
}

/** How far above the plot the first row of signs stands, and each further row above it. */
const signsAbove = 14;
const signRow = 16;

/** The signs of one point stand together; where they would run into those before, one row higher. */
function placeSigns(
  { points }: Series,
  plot: Pick<Box, "x" | "width">,
  onsets: readonly Onset[],
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
  series: Series,
  plot: Pick<Box, "x" | "width">,
  onsets: readonly Onset[],
): number =>
  onsets.length === 0
    ? 0
    : signsAbove + signRow * Math.max(0, ...placeSigns(series, plot, onsets).map(({ row }) => row));

export const drawOnsets = (series: Series, plot: Box, onsets: readonly Onset[]): Shape[] =>
  placeSigns(series, plot, onsets).flatMap(({ at, words, x, row }) => [
    ...drawOnset(at, plot.y - 24, plot.height + 24),
    createText(x, plot.y - 28 - row * signRow, words, {
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
