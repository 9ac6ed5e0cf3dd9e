/** Where the points of a series are in their plot. */
import type { ChartPoint } from "./chart.ts";
import type { Scale } from "./scale.ts";
import type { Box } from "./shapes.ts";

export const listKnownValues = (points: readonly ChartPoint[]): number[] =>
  points.flatMap(({ value }) => value ?? []);

/** From a value to its y. */
export const mapToY =
  (plot: Box, { low, high }: Scale) =>
  (value: number): number =>
    plot.y + plot.height * (1 - (value - low) / (high - low));

/** From a point's index to the x of its middle. */
export const mapToX =
  (plot: Box, points: readonly ChartPoint[]) =>
  (index: number): number =>
    plot.x + ((index + 0.5) * plot.width) / points.length;
