/** What rose and what fell: a bar for each, to the right or left of zero. */
import type { ChangesPanel } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { writeFull } from "./scale.ts";
import { type Box, createRectangle, createTarget, createText, type Shape } from "./shapes.ts";
import { fitText, smallSize, wrapText } from "./text-lines.ts";

const headingHeight = 36;
const lineHeight = 20;
const rowHeight = 32;

const wrapDays = ({ days }: ChangesPanel, width: number): string[] => wrapText(days, width, smallSize, 2);

const measureHeading = (panel: ChangesPanel, width: number): number =>
  headingHeight + wrapDays(panel, width).length * lineHeight;

export const measureChanges = (panel: ChangesPanel, width: number): number =>
  measureHeading(panel, width) + panel.changes.length * rowHeight;

export function drawChanges(panel: ChangesPanel, box: Box): Shape[] {
  const { heading, changes } = panel;
  const words = changes.map(({ change }) => `${change > 0 ? "+" : ""}${writeFull(change, "USD")}`);
  const nameWidth = box.width * 0.4;
  const wordsWidth = Math.max(...words.map((word) => measureText(word, smallSize)));
  const plot = { x: box.x + nameWidth + 12, width: box.width - nameWidth - wordsWidth - 32 };
  const [falls, rises] = [
    Math.max(...changes.map(({ change }) => -change), 0),
    Math.max(...changes.map(({ change }) => change), 0),
  ];
  const pixelsPerUsd = plot.width / (falls + rises || 1);
  const zero = Math.round(plot.x + falls * pixelsPerUsd);
  const top = box.y + measureHeading(panel, box.width);
  return [
    createText(box.x, box.y + 18, fitText(heading, box.width), { isBold: true }),
    ...wrapDays(panel, box.width).map((line, index) =>
      createText(box.x, box.y + 39 + index * lineHeight, line, { size: smallSize, ink: "muted" }),
    ),
    ...changes.flatMap(({ name, change }, index) => {
      const y = top + index * rowHeight;
      const width = Math.max(1, Math.abs(change) * pixelsPerUsd);
      return [
        createText(box.x, y + 17, fitText(name, nameWidth, smallSize), { size: smallSize }),
        createRectangle(change < 0 ? zero - width : zero, y + 2, width, 20, change < 0 ? "fall" : "rise"),
        createText(box.x + box.width, y + 17, words[index] ?? "", { anchor: "end", size: smallSize }),
        createTarget({ ...box, y: y - 4, height: rowHeight }, `${name}: ${words[index] ?? ""}`),
      ];
    }),
    createRectangle(zero, top - 2, 1, changes.length * rowHeight, "axis"),
  ];
}
