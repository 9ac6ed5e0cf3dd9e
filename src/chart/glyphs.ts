/**
 * A font of single strokes, because a PNG has no text of its own. Each glyph is an SVG path of moves, lines and quadratic
 * curves: capitals from 0 to 14, small letters from 4, descenders to 18; its width stands before `|`.
 */
const strokes: Readonly<Record<string, string>> = {
  " ": "3|",
  "!": "0|M0 0L0 9.5M0 13.8L0 14",
  '"': "3.5|M0 0L0 4M3.5 0L3.5 4",
  "#": "10|M3.5 0L2 14M8 0L6.5 14M.5 4.5L10 4.5M0 9.5L9.5 9.5",
  $: "9|M8.5 3.5Q8 1 4.5 1Q.5 1 .5 4Q.5 6.2 4.5 7Q9 7.8 9 10.2Q9 13 4.5 13Q.5 13 0 10.5M4.5-1.5L4.5 15.5",
  "%": "14|M3.2 0Q6.4 0 6.4 3.5Q6.4 7 3.2 7Q0 7 0 3.5Q0 0 3.2 0M12 0L2 14M10.8 7Q14 7 14 10.5Q14 14 10.8 14Q7.6 14 7.6 10.5Q7.6 7 10.8 7",
  "&": "10|M10 14L2.5 4.5Q1 2.5 2 1Q3 0 4.5 0Q7 0 7 2.5Q7 5 3.5 6.5Q0 8 0 10.5Q0 14 4 14Q8 14 9.5 8",
  "'": "0|M0 0L0 4",
  "(": "3.5|M3.5-1Q0 2.5 0 7.5Q0 12.5 3.5 16",
  ")": "3.5|M0-1Q3.5 2.5 3.5 7.5Q3.5 12.5 0 16",
  "*": "6|M3 0L3 6M0 1.5L6 4.5M6 1.5L0 4.5",
  "+": "8|M0 8.5L8 8.5M4 4.5L4 12.5",
  ",": "1.5|M1.5 13.4L1.5 14L0 17",
  "-": "5|M0 9L5 9",
  ".": "1.6|M.8 13.7L.8 14",
  "/": "6|M6-1L0 16",
  "0": "9|M4.5 0Q9 0 9 7Q9 14 4.5 14Q0 14 0 7Q0 0 4.5 0",
  "1": "9|M1.5 3L5.5 0L5.5 14",
  "2": "9|M.5 3.5Q1 0 4.5 0Q8.5 0 8.5 3.8Q8.5 6.3 5.5 9L0 14L9 14",
  "3": "9|M.5 2.5Q1.5 0 4.5 0Q8.5 0 8.5 3.4Q8.5 6.7 4 6.7Q9 6.7 9 10.3Q9 14 4.5 14Q1 14 0 11.2",
  "4": "9|M7 14L7 0L0 10L9.5 10",
  "5": "9|M8.3 0L1.5 0L.8 6.6Q2 5 4.5 5Q9 5 9 9.5Q9 14 4.3 14Q1 14 0 11.5",
  "6": "9|M8 1.8Q7 0 5 0Q0 0 0 8.5Q0 14 4.5 14Q9 14 9 9.6Q9 5.4 4.7 5.4Q1 5.4 0 9",
  "7": "9|M0 0L9 0L3.5 14",
  "8": "9|M4.5 6.7Q8.5 6.7 8.5 3.35Q8.5 0 4.5 0Q.5 0 .5 3.35Q.5 6.7 4.5 6.7Q9 6.7 9 10.35Q9 14 4.5 14Q0 14 0 10.35Q0 6.7 4.5 6.7",
  "9": "9|M1 12.2Q2 14 4 14Q9 14 9 5.5Q9 0 4.5 0Q0 0 0 4.4Q0 8.6 4.3 8.6Q8 8.6 9 5",
  ":": "0|M0 6L0 6.3M0 13.7L0 14",
  ";": "1.5|M1.5 6L1.5 6.3M1.5 13.4L1.5 14L0 17",
  "<": "7|M7 4.5L0 8.5L7 12.5",
  "=": "8|M0 6.5L8 6.5M0 10.5L8 10.5",
  ">": "7|M0 4.5L7 8.5L0 12.5",
  "?": "7.5|M0 3Q.5 0 3.8 0Q7.5 0 7.5 3.5Q7.5 5.8 5 7.2Q3.8 8 3.8 10M3.8 13.7L3.8 14",
  "@": "14|M10 5L10 9Q10 11 11.7 11Q14 11 14 7Q14 0 7 0Q0 0 0 7.5Q0 15 7 15Q9.5 15 11 14M10 7.5Q10 4 7 4Q4 4 4 7.5Q4 11 7 11Q10 11 10 7.5",
  A: "11|M0 14L5.5 0L11 14M2 9L9 9",
  B: "9|M0 7L5.5 7Q9 7 9 10.5Q9 14 5.5 14L0 14L0 0L5 0Q8.5 0 8.5 3.5Q8.5 7 5 7",
  C: "10.5|M10.3 3.5Q9 0 5.8 0Q0 0 0 7Q0 14 5.8 14Q9.2 14 10.5 10.5",
  D: "10.5|M0 0L0 14L4 14Q10.5 14 10.5 7Q10.5 0 4 0L0 0",
  E: "8|M8 0L0 0L0 14L8 14M0 7L7 7",
  F: "8|M8 0L0 0L0 14M0 7L7 7",
  G: "11|M10.3 3.5Q9 0 5.8 0Q0 0 0 7Q0 14 5.8 14Q11 14 11 9L11 7.5L6.5 7.5",
  H: "10|M0 0L0 14M10 0L10 14M0 7L10 7",
  I: "0|M0 0L0 14",
  J: "7|M7 0L7 10Q7 14 3.5 14Q0 14 0 10.5",
  K: "9.5|M0 0L0 14M9 0L0 8.7M3.3 5.6L9.5 14",
  L: "7.5|M0 0L0 14L7.5 14",
  M: "12|M0 14L0 0L6 10L12 0L12 14",
  N: "10|M0 14L0 0L10 14L10 0",
  O: "12|M6 0Q12 0 12 7Q12 14 6 14Q0 14 0 7Q0 0 6 0",
  P: "9|M0 14L0 0L5 0Q9 0 9 4Q9 8 5 8L0 8",
  Q: "12|M6 0Q12 0 12 7Q12 14 6 14Q0 14 0 7Q0 0 6 0M7.5 10L12 15",
  R: "9.5|M0 14L0 0L5 0Q9 0 9 3.8Q9 7.5 5 7.5L0 7.5M5 7.5L9.5 14",
  S: "9|M8.5 3Q8 0 4.5 0Q.5 0 .5 3.5Q.5 6 4.5 6.8Q9 7.7 9 10.5Q9 14 4.5 14Q.5 14 0 10.8",
  T: "10|M0 0L10 0M5 0L5 14",
  U: "10|M0 0L0 9Q0 14 5 14Q10 14 10 9L10 0",
  V: "11|M0 0L5.5 14L11 0",
  W: "15|M0 0L3.8 14L7.5 1L11.2 14L15 0",
  X: "10|M0 0L10 14M10 0L0 14",
  Y: "10|M0 0L5 7.5L10 0M5 7.5L5 14",
  Z: "9.5|M0 0L9.5 0L0 14L9.5 14",
  "[": "3|M3-1L0-1L0 16L3 16",
  "\\": "6|M0-1L6 16",
  "]": "3|M0-1L3-1L3 16L0 16",
  "^": "7|M0 5L3.5 0L7 5",
  _: "8|M0 16L8 16",
  "`": "3|M0 0L3 3",
  a: "7.5|M.5 6.5Q1 4 4 4Q7.5 4 7.5 7.5L7.5 14M7.5 8.6L4 8.6Q0 8.6 0 11.4Q0 14 3.3 14Q6.5 14 7.5 11",
  b: "8.5|M0-.5L0 14M0 9Q0 4 4.25 4Q8.5 4 8.5 9Q8.5 14 4.25 14Q0 14 0 9",
  c: "7.5|M7.3 6.3Q6.5 4 4.2 4Q0 4 0 9Q0 14 4.2 14Q6.5 14 7.5 11.6",
  d: "8.5|M8.5-.5L8.5 14M8.5 9Q8.5 4 4.25 4Q0 4 0 9Q0 14 4.25 14Q8.5 14 8.5 9",
  e: "8.2|M0 9L8.2 9Q8.2 4 4.1 4Q0 4 0 9Q0 14 4.4 14Q6.8 14 7.8 11.8",
  f: "5|M5-.3Q2-.8 2 2.5L2 14M0 4.5L5 4.5",
  g: "8.5|M8.5 4L8.5 14Q8.5 18 4.5 18Q1.5 18 .5 16M8.5 9Q8.5 4 4.25 4Q0 4 0 9Q0 14 4.25 14Q8.5 14 8.5 9",
  h: "8|M0-.5L0 14M0 8.5Q.5 4 4.4 4Q8 4 8 8L8 14",
  i: "0|M0 4.2L0 14M0 .2L0 .5",
  j: "3|M3 4.2L3 15Q3 18 0 18M3 .2L3 .5",
  k: "7.5|M0-.5L0 14M7 4L0 10.5M2.8 8L7.5 14",
  l: "2|M0-.5L0 12Q0 14 2 14",
  m: "13|M0 4L0 14M0 8.5Q.3 4 3.6 4Q6.5 4 6.5 8L6.5 14M6.5 8.5Q6.8 4 10.1 4Q13 4 13 8L13 14",
  n: "8|M0 4L0 14M0 8.5Q.5 4 4.4 4Q8 4 8 8L8 14",
  o: "9|M4.5 4Q9 4 9 9Q9 14 4.5 14Q0 14 0 9Q0 4 4.5 4",
  p: "8.5|M0 4L0 18M0 9Q0 4 4.25 4Q8.5 4 8.5 9Q8.5 14 4.25 14Q0 14 0 9",
  q: "8.5|M8.5 4L8.5 18M8.5 9Q8.5 4 4.25 4Q0 4 0 9Q0 14 4.25 14Q8.5 14 8.5 9",
  r: "4.8|M0 4L0 14M0 9Q.5 4.2 4.8 4.2",
  s: "7|M6.6 6.2Q6 4 3.5 4Q.3 4 .3 6.6Q.3 8.4 3.5 9Q7 9.6 7 11.4Q7 14 3.5 14Q.8 14 0 11.8",
  t: "5|M2 1L2 11.5Q2 14 5 14M0 4.5L5 4.5",
  u: "8|M0 4L0 10Q0 14 3.6 14Q7.5 14 8 9.5M8 4L8 14",
  v: "8|M0 4L4 14L8 4",
  w: "12|M0 4L3 14L6 5L9 14L12 4",
  x: "8|M0 4L8 14M8 4L0 14",
  y: "8|M0 4L4 14M8 4L3.6 15Q2.5 18 0 18",
  z: "7.5|M0 4L7.5 4L0 14L7.5 14",
  "{": "4|M4-1Q2-1 2 2L2 5Q2 7.5 0 7.5Q2 7.5 2 10L2 13Q2 16 4 16",
  "|": "0|M0-1L0 16",
  "}": "4|M0-1Q2-1 2 2L2 5Q2 7.5 4 7.5Q2 7.5 2 10L2 13Q2 16 0 16",
  "~": "8|M0 9Q2 6 4 8.5Q6 11 8 8",
  "·": "0|M0 8.8L0 9.1",
  "–": "8|M0 9L8 9",
};

/** An empty box, for characters that the font lacks. */
const unknown = "13|M0 0L13 0L13 14L0 14L0 0";

/** In the font's units. */
type GlyphPoint = readonly [x: number, y: number];

export interface Glyph {
  readonly width: number;
  /** Connected lines, each at least two points. */
  readonly lines: readonly (readonly GlyphPoint[])[];
}

/** Height of capitals, in the font's units; the baseline is there. */
export const capHeight = 14;
/** Between one glyph and the next. */
const spacing = 3;
/** The height of capitals as a share of a text's size; the rest is room above and below. */
const capShare = 0.71;

/** Pixels of a font unit at a text size in pixels. */
export const unitAt = (size: number): number => (size * capShare) / capHeight;

const parsed = new Map<string, Glyph>();

/** Accents, which the font lacks, are left off their letters. */
const charactersOf = (text: string): string[] => [...text.normalize("NFKD").replace(/\p{M}/gu, "")];

/** Whether the font has every character. */
export const isDrawable = (text: string): boolean =>
  charactersOf(text).every((character) => character in strokes);

export function glyphsOf(text: string): Glyph[] {
  return charactersOf(text).map((character) => {
    const known = parsed.get(character) ?? parseGlyph(strokes[character] ?? unknown);
    if (character in strokes) parsed.set(character, known);
    return known;
  });
}

export const measureText = (text: string, size: number): number =>
  unitAt(size) * glyphsOf(text).reduce((sum, { width }, index) => sum + width + (index > 0 ? spacing : 0), 0);

export const advanceOf = (glyph: Glyph): number => glyph.width + spacing;

/** Straight steps of a curve: at these sizes the corners between them do not show. */
const curveSteps = 6;

function parseGlyph(source: string): Glyph {
  const [width = "0", path = ""] = source.split("|");
  const lines: GlyphPoint[][] = [];
  for (const [, command, operands = ""] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = [...operands.matchAll(/-?[\d.]+/g)].map(([number]) =>
      Number(number),
    );
    const line = lines.at(-1);
    const [x, y] = line?.at(-1) ?? [0, 0];
    if (command === "M") lines.push([[a, b]]);
    else if (command === "L") line?.push([a, b]);
    else {
      for (let step = 1; step <= curveSteps; step++) {
        const t = step / curveSteps;
        const [start, middle, end] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
        line?.push([start * x + middle * a + end * c, start * y + middle * b + end * d]);
      }
    }
  }
  return { width: Number(width), lines };
}
