// Figures as plain text, at most 96 columns wide.

import { createDrawing } from "../../src/cli/terminal-drawing.ts";

export const drawing = createDrawing({
  columns: 96,
  hasColor: process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "",
});
export const { title, heading, pairs, table, wrapped, warningLines } = drawing;
export {
  writeChange,
  writeCount,
  writeCountOf,
  writeOrUnknown,
  writePercent,
  writeUsd,
} from "../../src/cli/figure-text.ts";
export { writeSignedUsd } from "../../src/cli/report/page-text.ts";
export { drawBar } from "../../src/cli/terminal-drawing.ts";
