/** A picture as shapes with places: what SVG and PNG have in common. */
import type { Ink } from "./inks.ts";
import { textSize } from "./text-lines.ts";

export type Place = readonly [x: number, y: number];

export interface Rectangle {
  readonly kind: "rectangle";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly ink: Ink;
  /** Outlined, with slanted lines inside. */
  readonly isHatched?: boolean;
}

export interface Line {
  readonly kind: "line";
  readonly places: readonly Place[];
  readonly ink: Ink;
  /** Its ends are round: a line from a place to itself is a dot. */
  readonly width: number;
  readonly isDashed?: boolean;
}

export interface Text {
  readonly kind: "text";
  readonly x: number;
  /** Height of the baseline. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly ink: Ink;
  readonly anchor: "start" | "middle" | "end";
  readonly isBold?: boolean;
}

/** Where a pointer finds what a mark stands for. Only a page has pointers: pictures leave it out. */
export interface Target {
  readonly kind: "target";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

export type Shape = Rectangle | Line | Text | Target;

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly shapes: readonly Shape[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Length of a dash, and of the gap after it. */
export const dashLength = 7;
/** The distance between slanted lines, measured across them. */
export const hatchDistance = 8;

export const createRectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  ink: Ink,
): Rectangle => ({
  kind: "rectangle",
  x,
  y,
  width,
  height,
  ink,
});

export const createLine = (places: readonly Place[], ink: Ink, width: number): Line => ({
  kind: "line",
  places,
  ink,
  width,
});

export const createHorizontalLine = (
  x: number,
  y: number,
  width: number,
  ink: Ink,
  thickness: number,
): Line =>
  createLine(
    [
      [x, y],
      [x + width, y],
    ],
    ink,
    thickness,
  );

export const createDot = (place: Place, ink: Ink, width: number): Line =>
  createLine([place, place], ink, width);

export const createTarget = ({ x, y, width, height }: Box, label: string): Target => ({
  kind: "target",
  x,
  y,
  width,
  height,
  label,
});

type TextOptions = Partial<Pick<Text, "ink" | "anchor" | "size" | "isBold">>;

export const createText = (x: number, y: number, words: string, options: TextOptions = {}): Text => ({
  kind: "text",
  x,
  y,
  text: words,
  size: textSize,
  ink: "text",
  anchor: "start",
  ...options,
});
