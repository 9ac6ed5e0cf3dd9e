/** Where the points of a series stand in their plot. */
import type { ChartPoint } from "./chart.ts";
import type { Scale } from "./scale.ts";
import type { Box } from "./shapes.ts";

export const listKnownValues = (points: readonly ChartPoint[]): number[] =>
  points.flatMap(({ value }) => value ?? []);

export const heightIn =
  (plot: Box, { low, high }: Scale) =>
  (value: number): number =>
    plot.y + plot.height * (1 - (value - low) / (high - low));

export const centerIn =
  (plot: Box, points: readonly ChartPoint[]) =>
  (index: number): number =>
    plot.x + ((index + 0.5) * plot.width) / points.length;
