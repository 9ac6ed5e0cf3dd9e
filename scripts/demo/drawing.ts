// Figures as plain text, at most 96 columns wide.

import { drawingOn } from "../../src/cli/terminal-drawing.ts";

export const drawing = drawingOn({
  columns: 96,
  hasColor: process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "",
});
export const { title, heading, pairs, table, wrapped, warningLines } = drawing;
export { change, count, named, percent, plural, usd } from "../../src/cli/figure-text.ts";
export { drawBar } from "../../src/cli/terminal-drawing.ts";
