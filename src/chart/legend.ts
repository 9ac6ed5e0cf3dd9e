/** What the signs of a picture mean, in as many rows as they need. */
import { measureText } from "./glyphs.ts";
import { drawOnset } from "./onsets.ts";
import { createDot, createHorizontalLine, createRectangle, createText, type Shape } from "./shapes.ts";
import { fitText, smallSize } from "./text-lines.ts";

export interface LegendItem {
  readonly sign: "solid" | "hatched" | "hollow" | "mean" | "unknown" | "range" | "limit" | "onset" | "none";
  readonly words: string;
}

const signWidth = 22;
const distance = 36;
const rowHeight = 26;

interface Placed extends LegendItem {
  readonly left: number;
  readonly row: number;
}

const roomOf = (sign: LegendItem["sign"]): number => (sign === "none" ? 0 : signWidth + 8);

function placeItems(items: readonly LegendItem[], width: number): Placed[] {
  let [left, row] = [0, 0];
  return items.map(({ sign, words }) => {
    const shown = fitText(words, Math.max(0, width - roomOf(sign)), smallSize);
    const needed = roomOf(sign) + measureText(shown, smallSize);
    if (left > 0 && left + needed > width) {
      left = 0;
      row++;
    }
    const place = { sign, words: shown, left, row };
    left += needed + distance;
    return place;
  });
}

/** Height of the rows after the first. */
export const measureFurtherRows = (items: readonly LegendItem[], width: number): number =>
  (placeItems(items, width).at(-1)?.row ?? 0) * rowHeight;

export const drawLegend = (
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  items: readonly LegendItem[],
): Shape[] =>
  placeItems(items, width).flatMap(({ sign, words, left, row }) => [
    ...drawSign(sign, x + left, y + row * rowHeight),
    createText(x + left + roomOf(sign), y + row * rowHeight + 5, words, { size: smallSize }),
  ]);

function drawSign(sign: LegendItem["sign"], x: number, y: number): Shape[] {
  const box = createRectangle(x, y - 8, signWidth, 16, "mark");
  switch (sign) {
    case "none":
      return [];
    case "solid":
      return [box];
    case "hatched":
      return [{ ...box, isHatched: true }];
    case "hollow":
      return [
        { ...createHorizontalLine(x, y, signWidth, "mark", 2.5), isDashed: true },
        createDot([x + signWidth / 2, y], "mark", 10),
        createDot([x + signWidth / 2, y], "card", 5),
      ];
    case "mean":
      return [{ ...createHorizontalLine(x, y + 0.5, signWidth, "mean", 3), isDashed: true }];
    case "unknown":
      return [{ ...box, ink: "unknown" }];
    case "range":
      return drawRange(x, x + signWidth, y);
    case "onset":
      return drawOnset(x + signWidth / 2, y - 8, 18);
    case "limit":
      return [createRectangle(x + signWidth / 2 - 2, y - 10, 4, 20, "text")];
  }
}

/** From `left` to `right`, with a stop at each end. */
export const drawRange = (left: number, right: number, y: number): Shape[] => [
  createHorizontalLine(left, y, right - left, "text", 2),
  createRectangle(left - 1, y - 6, 2, 12, "text"),
  createRectangle(right - 1, y - 6, 2, 12, "text"),
];
