/** What the signs of a picture mean, in one row. */
import { textWidth } from "./glyphs.ts";
import { dot, fitted, horizontal, rectangle, type Shape, smallSize, text } from "./scene.ts";

export interface LegendItem {
  readonly sign: "solid" | "hatched" | "hollow" | "mean" | "unknown" | "range" | "limit";
  readonly words: string;
}

const signWidth = 22;
const distance = 36;

export function legend(
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  items: readonly LegendItem[],
): Shape[] {
  let left = x;
  return items.flatMap(({ sign, words }) => {
    const start = left;
    const shown = fitted(words, Math.max(0, x + width - start - signWidth - 8), smallSize);
    left += signWidth + 8 + textWidth(shown, smallSize) + distance;
    return [...signShapes(sign, start, y), text(start + signWidth + 8, y + 5, shown, { size: smallSize })];
  });
}

function signShapes(sign: LegendItem["sign"], x: number, y: number): Shape[] {
  const box = rectangle(x, y - 8, signWidth, 16, "mark");
  switch (sign) {
    case "solid":
      return [box];
    case "hatched":
      return [{ ...box, isHatched: true }];
    case "hollow":
      return [
        { ...horizontal(x, y, signWidth, "mark", 2.5), isDashed: true },
        dot([x + signWidth / 2, y], "mark", 10),
        dot([x + signWidth / 2, y], "card", 5),
      ];
    case "mean":
      return [{ ...horizontal(x, y + 0.5, signWidth, "mean", 3), isDashed: true }];
    case "unknown":
      return [{ ...box, ink: "unknown" }];
    case "range":
      return range(x, x + signWidth, y);
    case "limit":
      return [rectangle(x + signWidth / 2 - 2, y - 10, 4, 20, "text")];
  }
}

/** From `left` to `right`, with a stop at each end. */
export const range = (left: number, right: number, y: number): Shape[] => [
  horizontal(left, y, right - left, "text", 2),
  rectangle(left - 1, y - 6, 2, 12, "text"),
  rectangle(right - 1, y - 6, 2, 12, "text"),
];
