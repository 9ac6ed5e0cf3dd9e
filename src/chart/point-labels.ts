/** What is said of the points of a series: their days under the plot, and their words for a pointer. */
import type { Onset, Series } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { mapToX } from "./positions.ts";
import { writeFull, writeTime } from "./scale.ts";
import { type Box, createRectangle, createTarget, createText, type Shape } from "./shapes.ts";
import { smallSize, textSize } from "./text-lines.ts";

/** Room for one name of a day. */
const dayWidth = 80;

/**
 * The names of days, counted back from the last, in steps of two days or of whole weeks where there is no room for every
 * day.
 */
export function drawTimeLabels(
  { points, incompleteTime }: Series,
  plot: Box,
  interval: "day" | "hour",
): Shape[] {
  const days = points.flatMap(({ time }, index) =>
    interval === "day" || time.slice(11, 13) === "00" ? [{ time, index }] : [],
  );
  const room = Math.max(1, Math.floor(plot.width / dayWidth));
  const step = [1, 2, 7, 14, 28].find((count) => days.length / count <= room) ?? 28;
  const xOf = mapToX(plot, points);
  const bottom = plot.y + plot.height;
  return days
    .filter((_, position) => (days.length - 1 - position) % step === 0)
    .flatMap(({ time, index }) => {
      // The last name may reach a little beyond the plot, but not to the edge.
      const half = measureText(writeTime(time, "day"), textSize) / 2;
      const x = Math.min(xOf(index), plot.x + plot.width + 12 - half);
      return [
        createRectangle(Math.round(xOf(index)), bottom, 1, 6, "axis"),
        createText(x, bottom + 26, writeTime(time, "day"), { anchor: "middle", ink: "muted" }),
        ...(time === incompleteTime
          ? [
              createText(Math.min(x, plot.x + plot.width - 22), bottom + 46, "not over", {
                anchor: "middle",
                size: smallSize,
              }),
            ]
          : []),
      ];
    });
}

/** For a pointer: a target for every point, with its words, as wide as its slot and as high as the plot. */
export function placeTargets(
  { points, unit, incompleteTime }: Series,
  plot: Box,
  interval: "day" | "hour",
  onsets: readonly Onset[] = [],
): Shape[] {
  const slot = plot.width / points.length;
  return points.map(({ time, value }, index) => {
    const figure = value === null ? "unknown" : writeFull(value, unit);
    const state = time === incompleteTime ? ", not over" : "";
    const box = { ...plot, x: plot.x + index * slot, width: slot };
    const began = onsets.filter((each) => each.time === time).map(({ words }) => words);
    const beginnings = began.length === 0 ? "" : `. Began: ${began.join(", ")}`;
    return createTarget(box, `${writeTime(time, interval)}: ${figure}${state}${beginnings}`);
  });
}
