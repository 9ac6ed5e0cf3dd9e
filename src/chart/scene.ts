/** A picture as shapes with places: what SVG and PNG have in common. */
import { measureText } from "./glyphs.ts";

/**
 * Dark and light hosts show the same light card. On it, text has a contrast of at least 4.5 : 1, and what differs by
 * colour also differs by form.
 */
export const inks = {
  card: "#ffffff",
  text: "#1c2430",
  muted: "#556070",
  grid: "#e2e6eb",
  axis: "#8b95a3",
  unknown: "#eceef1",
  mark: "#2563c9",
  mean: "#e58500",
  rise: "#b8470f",
  fall: "#0b7a6b",
} as const;
export type Ink = keyof typeof inks;

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
/** Between slanted lines, across. */
export const hatchDistance = 8;

export const rectangle = (x: number, y: number, width: number, height: number, ink: Ink): Rectangle => ({
  kind: "rectangle",
  x,
  y,
  width,
  height,
  ink,
});

export const line = (places: readonly Place[], ink: Ink, width: number): Line => ({
  kind: "line",
  places,
  ink,
  width,
});

export const horizontal = (x: number, y: number, width: number, ink: Ink, thickness: number): Line =>
  line(
    [
      [x, y],
      [x + width, y],
    ],
    ink,
    thickness,
  );

export const dot = (place: Place, ink: Ink, width: number): Line => line([place, place], ink, width);

export const target = ({ x, y, width, height }: Box, label: string): Target => ({
  kind: "target",
  x,
  y,
  width,
  height,
  label,
});

export const textSize = 17;
export const smallSize = 15;

type TextOptions = Partial<Pick<Text, "ink" | "anchor" | "size" | "isBold">>;

export const text = (x: number, y: number, words: string, options: TextOptions = {}): Text => ({
  kind: "text",
  x,
  y,
  text: words,
  size: textSize,
  ink: "text",
  anchor: "start",
  ...options,
});

/** The words, cut to a width. */
export function fitText(words: string, width: number, size: number = textSize): string {
  if (measureText(words, size) <= width) return words;
  const characters = [...words];
  let count = Math.min(characters.length, Math.floor(width / 2));
  while (count > 0 && measureText(`${characters.slice(0, count).join("")}…`, size) > width) count--;
  return `${characters.slice(0, count).join("").trimEnd()}…`;
}

/** The words in lines of a width, at word boundaries; what the last line has no room for is cut. */
export function wrapText(words: string, width: number, size: number, linesAtMost: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    const isLast = lines.length === linesAtMost;
    if (lines.length > 0 && (isLast || measureText(longer, size) <= width)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitText(line, width, size));
}
