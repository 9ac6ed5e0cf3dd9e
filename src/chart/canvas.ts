/** A scene as indexed pixels, which stay small as a PNG: each is an ink in one of a few shades. */
import { advanceOf, capHeight, glyphsOf, measureText, unitAt } from "./glyphs.ts";
import { type Ink, inks } from "./inks.ts";
import {
  dashLength,
  hatchDistance,
  type Line,
  type Place,
  type Rectangle,
  type Scene,
  type Text,
} from "./shapes.ts";

const inkNames = Object.keys(inks);
/** The lowest bits of a pixel are the shade of its ink towards the card, which makes edges smooth; the others are the ink. */
const shadeBits = 2;
const fullShade = 2 ** shadeBits - 1;

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Row by row: indexes of the palette. */
  readonly pixels: Uint8Array;
}

export function drawScene({ width, height, shapes }: Scene): Canvas {
  const canvas = { width, height, pixels: new Uint8Array(width * height) };
  for (const shape of shapes) {
    if (shape.kind === "rectangle") drawRectangle(canvas, shape);
    else if (shape.kind === "line") drawLine(canvas, shape);
    else if (shape.kind === "text") drawText(canvas, shape);
  }
  return canvas;
}

/**
 * A bare pixel takes any ink, and an ink only gets stronger; another one takes its pixel when it covers more than half.
 * @param coverage 0 to 1
 */
function putPixel({ width, pixels }: Canvas, x: number, y: number, ink: number, coverage: number): void {
  const shade = Math.round(Math.min(1, coverage) * fullShade);
  if (shade <= 0) return;
  const index = y * width + x;
  const before = pixels[index] ?? 0;
  const hides = before >> shadeBits !== ink && shade > fullShade / 2;
  if (hides || shade > (before & fullShade)) pixels[index] = ink === 0 ? 0 : (ink << shadeBits) | shade;
}

const indexOf = (ink: Ink): number => inkNames.indexOf(ink);

function drawRectangle(canvas: Canvas, { x, y, width, height, ink, isHatched = false }: Rectangle): void {
  const [right, bottom] = [x + width, y + height];
  const index = indexOf(ink);
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(bottom, canvas.height); row++) {
    const down = Math.min(row + 1, bottom) - Math.max(row, y);
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(right, canvas.width); column++) {
      const isEdge = Math.min(column - x, right - 1 - column, row - y, bottom - 1 - row) < 1;
      // Slanted at 45 degrees, so that a distance across is √2 times as long along the row.
      const isLine = (column + row) % Math.round(hatchDistance * Math.SQRT2) < 4;
      if (isHatched && !isEdge && !isLine) continue;
      putPixel(canvas, column, row, index, down * (Math.min(column + 1, right) - Math.max(column, x)));
    }
  }
}

function drawLine(canvas: Canvas, { places, ink, width, isDashed = false }: Line): void {
  for (const [index, end] of places.entries()) {
    const start = places[index - 1];
    if (start === undefined) continue;
    for (const [from, to] of isDashed ? splitIntoDashes(start, end) : [[start, end] as const]) {
      drawStroke(canvas, from, to, indexOf(ink), width);
    }
  }
}

function splitIntoDashes([x, y]: Place, [endX, endY]: Place): (readonly [Place, Place])[] {
  const length = Math.hypot(endX - x, endY - y);
  const at = (distance: number): Place => [
    x + ((endX - x) * Math.min(distance, length)) / length,
    y + ((endY - y) * Math.min(distance, length)) / length,
  ];
  return Array.from({ length: Math.ceil(length / (2 * dashLength)) }, (_, index) => [
    at(2 * index * dashLength),
    at((2 * index + 1) * dashLength),
  ]);
}

/** A straight line with round ends: all pixels nearer to it than half its width. */
function drawStroke(canvas: Canvas, [x, y]: Place, [endX, endY]: Place, ink: number, width: number): void {
  const reach = width / 2 + 1;
  const [left, top] = [
    Math.max(0, Math.floor(Math.min(x, endX) - reach)),
    Math.max(0, Math.floor(Math.min(y, endY) - reach)),
  ];
  const [right, bottom] = [
    Math.min(canvas.width, Math.max(x, endX) + reach),
    Math.min(canvas.height, Math.max(y, endY) + reach),
  ];
  const [dx, dy] = [endX - x, endY - y];
  const square = dx * dx + dy * dy;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [px, py] = [column + 0.5 - x, row + 0.5 - y];
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
      putPixel(canvas, column, row, ink, width / 2 + 0.5 - Math.hypot(px - along * dx, py - along * dy));
    }
  }
}

function drawText(canvas: Canvas, { x, y, text, size, ink, anchor, isBold = false }: Text): void {
  const unit = unitAt(size);
  let left = x - { start: 0, middle: 0.5, end: 1 }[anchor] * measureText(text, size);
  // On whole pixels a glyph looks the same everywhere, and compresses better; in bold titles the uneven gaps would show.
  const top = Math.round(y) - capHeight * unit;
  for (const glyph of glyphsOf(text)) {
    const start = isBold ? left : Math.round(left) + 0.5;
    const lines = glyph.lines.map((line) =>
      line.map(([px, py]): Place => [start + px * unit, top + py * unit]),
    );
    for (const places of lines)
      drawLine(canvas, { kind: "line", places, ink, width: unit * (isBold ? 2.4 : 1.75) });
    left += advanceOf(glyph) * unit;
  }
}

/** Red, green and blue of every shade of every ink. */
export function createPalette(): Uint8Array {
  const channels = (color: string): number[] =>
    [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
  const card = channels(inks.card);
  return Uint8Array.from(
    Object.values(inks).flatMap((ink) =>
      Array.from({ length: fullShade + 1 }, (_, shade) =>
        channels(ink).map((value, channel) => {
          const ground = card[channel] ?? 0;
          return Math.round(ground + ((value - ground) * shade) / fullShade);
        }),
      ).flat(),
    ),
  );
}
