/** What rose and what fell: a bar to either side of nothing for each. */
import type { ChangesPanel } from "./chart.ts";
import { textWidth } from "./glyphs.ts";
import { fullText } from "./scale.ts";
import { type Box, fitted, rectangle, type Shape, smallSize, text } from "./scene.ts";

const headingHeight = 56;
const rowHeight = 32;

export const changesHeight = ({ changes }: ChangesPanel): number =>
  headingHeight + changes.length * rowHeight;

export function drawChanges({ heading, days, changes }: ChangesPanel, box: Box): Shape[] {
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
  const top = box.y + headingHeight;
  return [
    text(box.x, box.y + 18, fitted(heading, box.width), { isBold: true }),
    text(box.x, box.y + 39, fitted(days, box.width, smallSize), { size: smallSize, ink: "muted" }),
    ...changes.flatMap(({ name, change }, index) => {
      const y = top + index * rowHeight;
      const width = Math.max(1, Math.abs(change) * pixels);
      return [
        text(box.x, y + 17, fitted(name, nameWidth, smallSize), { size: smallSize }),
        rectangle(change < 0 ? zero - width : zero, y + 2, width, 20, change < 0 ? "fall" : "rise"),
        text(box.x + box.width, y + 17, words[index] ?? "", { anchor: "end", size: smallSize }),
      ];
    }),
    rectangle(zero, top - 2, 1, changes.length * rowHeight, "axis"),
  ];
}
