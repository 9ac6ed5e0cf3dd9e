/** What rose and what fell: a bar to either side of nothing for each. */
import type { ChangesPanel } from "./chart.ts";
import { textWidth } from "./glyphs.ts";
import { fullText } from "./scale.ts";
import { type Box, fitted, rectangle, type Shape, smallSize, target, text, wrapped } from "./scene.ts";

const headingHeight = 36;
const lineHeight = 20;
const rowHeight = 32;

const daysIn = ({ days }: ChangesPanel, width: number): string[] => wrapped(days, width, smallSize, 2);

const rowsTop = (panel: ChangesPanel, width: number): number =>
  headingHeight + daysIn(panel, width).length * lineHeight;

export const changesHeight = (panel: ChangesPanel, width: number): number =>
  rowsTop(panel, width) + panel.changes.length * rowHeight;

export function drawChanges(panel: ChangesPanel, box: Box): Shape[] {
  const { heading, changes } = panel;
  const words = changes.map(({ change }) => `${change > 0 ? "+" : ""}${fullText(change, "USD")}`);
  const nameWidth = box.width * 0.4;
  const wordsWidth = Math.max(...words.map((word) => textWidth(word, smallSize)));
  const plot = { x: box.x + nameWidth + 12, width: box.width - nameWidth - wordsWidth - 32 };
  const [falls, rises] = [
    Math.max(...changes.map(({ change }) => -change), 0),
    Math.max(...changes.map(({ change }) => change), 0),
  ];
  const pixels = plot.width / (falls + rises || 1);
  const zero = Math.round(plot.x + falls * pixels);
  const top = box.y + rowsTop(panel, box.width);
  return [
    text(box.x, box.y + 18, fitted(heading, box.width), { isBold: true }),
    ...daysIn(panel, box.width).map((line, index) =>
      text(box.x, box.y + 39 + index * lineHeight, line, { size: smallSize, ink: "muted" }),
    ),
    ...changes.flatMap(({ name, change }, index) => {
      const y = top + index * rowHeight;
      const width = Math.max(1, Math.abs(change) * pixels);
      return [
        text(box.x, y + 17, fitted(name, nameWidth, smallSize), { size: smallSize }),
        rectangle(change < 0 ? zero - width : zero, y + 2, width, 20, change < 0 ? "fall" : "rise"),
        text(box.x + box.width, y + 17, words[index] ?? "", { anchor: "end", size: smallSize }),
        target({ ...box, y: y - 4, height: rowHeight }, `${name}: ${words[index] ?? ""}`),
      ];
    }),
    rectangle(zero, top - 2, 1, changes.length * rowHeight, "axis"),
  ];
}
