/** A chart as a picture: its rows below each other on one card, under a title. */
import { budgetHeight, drawBudget } from "./budget.ts";
import { changesHeight, drawChanges } from "./changes.ts";
import type { Chart, Panel } from "./chart.ts";
import { textWidth } from "./glyphs.ts";
import { pngOf } from "./png.ts";
import { type Box, fitted, type Scene, type Shape, smallSize, text } from "./scene.ts";
import { drawSeries, drawSmall, seriesHeight, smallAxisHeight, smallHeight } from "./series.ts";
import { svgOf } from "./svg.ts";

/** Whom the figures speak for, and when they were read. */
export interface Caption {
  readonly subject: string;
  readonly asOf: string;
}

/** In pixels: wider than a column of a conversation, so that it stays sharp there. */
const width = 960;
const margin = 32;
const headerHeight = 94;
const gap = 18;
/** More would be no overview. */
const maxRows = 8;

export const drawPng = (chart: Chart, caption: Caption): Promise<Uint8Array> =>
  pngOf(sceneOf(chart, caption));
export const drawSvg = (chart: Chart, caption: Caption): string => svgOf(sceneOf(chart, caption));

function sceneOf({ title, rows }: Chart, { subject, asOf }: Caption): Scene {
  const inner = width - 2 * margin;
  const asOfText = `as of ${asOf}`;
  const subjectWidth = inner - textWidth(asOfText, smallSize) - 24;
  const small = { ink: "muted", size: smallSize } as const;
  const shapes: Shape[] = [
    text(margin, 46, fitted(title, inner, 24), { size: 24, isBold: true }),
    text(margin, 74, fitted(subject, subjectWidth, smallSize), small),
    text(width - margin, 74, asOfText, { ...small, anchor: "end" }),
  ];
  const shown = rows.slice(0, maxRows);
  let y = headerHeight;
  for (const [index, row] of shown.entries()) {
    const isLast = index === shown.length - 1;
    const panelWidth = (inner - (row.length - 1) * 2 * gap) / row.length;
    const height = Math.max(...row.map((panel) => heightOf(panel, isLast)));
    for (const [column, panel] of row.entries()) {
      const box = { x: margin + column * (panelWidth + 2 * gap), y, width: panelWidth, height };
      shapes.push(...drawPanel(panel, box, isLast));
    }
    y += height + (isLast ? 0 : gap);
  }
  if (rows.length > maxRows) {
    shapes.push(text(margin, y + 14, `${rows.length - maxRows} more are not drawn`, small));
  }
  return { width, height: Math.round(y + 20), title, shapes };
}

function heightOf(panel: Panel, isLast: boolean): number {
  switch (panel.kind) {
    case "series":
      return seriesHeight;
    case "small":
      return smallHeight + (isLast ? smallAxisHeight : 0);
    case "budget":
      return budgetHeight(panel);
    case "changes":
      return changesHeight(panel);
  }
}

function drawPanel(panel: Panel, box: Box, isLast: boolean): Shape[] {
  switch (panel.kind) {
    case "series":
      return drawSeries(panel, box);
    case "small":
      return drawSmall(panel, box, isLast);
    case "budget":
      return drawBudget(panel, box);
    case "changes":
      return drawChanges(panel, box);
  }
}
