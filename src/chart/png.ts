/** A scene as PNG: drawn into indexed pixels, which stay small, and encoded after ISO/IEC 15948. */
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
/** Shades of an ink towards the card, which make edges smooth: the lowest bits of a pixel; the others are the ink. */
const shadeBits = 2;
const fullShade = 2 ** shadeBits - 1;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function renderPng(scene: Scene): Promise<Uint8Array> {
  const { width, height } = scene;
  const canvas = { width, height, pixels: new Uint8Array(width * height) };
  for (const shape of scene.shapes) {
    if (shape.kind === "rectangle") drawRectangle(canvas, shape);
    else if (shape.kind === "line") drawLine(canvas, shape);
    else if (shape.kind === "text") drawText(canvas, shape);
  }
  return encodePng(canvas);
}

/** @param coverage of the pixel, 0 to 1. The same ink only becomes stronger; another ink takes the pixel when it covers more than half. */
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
      // Slanted at 45 degrees, so that a distance across is √2 of it along the row.
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

/** A straight line with round ends: what is nearer to it than half its width. */
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
  // On whole pixels a glyph is the same wherever it stands, and compresses better; in a title, unevenness would show.
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

async function encodePng({ width, height, pixels }: Canvas): Promise<Uint8Array> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits a pixel
  header.setUint8(9, 3); // indexed
  // Every row begins with its filter: none.
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return concatenate([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    writeChunk("IHDR", new Uint8Array(header.buffer)),
    writeChunk("PLTE", createPalette()),
    writeChunk("IDAT", await deflate(rows)),
    writeChunk("IEND", new Uint8Array()),
  ]);
}

function createPalette(): Uint8Array {
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

/** In zlib's format, by what Bun and Node share with browsers. */
async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function writeChunk(type: string, data: Uint8Array): Uint8Array {
  const named = concatenate([new TextEncoder().encode(type), data]);
  return concatenate([writeBigEndian(data.length), named, writeBigEndian(computeCrc(named))]);
}

function writeBigEndian(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

function computeCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
