/** A chart as a picture: its rows below each other, on a card under a title (PNG, SVG), or bare, for a page. */
import { drawBudget, measureBudget } from "./budget-panel.ts";
import { drawChanges, measureChanges } from "./changes-panel.ts";
import type { Chart, Panel } from "./chart.ts";
import { measureText } from "./glyphs.ts";
import { renderPng } from "./png.ts";
import { drawSeries, drawSmall, measureSeries, measureSmall, smallAxisHeight } from "./series-panel.ts";
import { type Box, createText, type Scene, type Shape } from "./shapes.ts";
import { renderPageSvg, renderSvg } from "./svg.ts";
import { fitText, smallSize } from "./text-lines.ts";

/** Whom the figures speak for, and when they were read. */
export interface Caption {
  readonly subject: string;
  readonly asOf: string;
}

/** In pixels: wider than a column of a conversation, so that it stays sharp there. */
const pictureWidth = 960;
const margin = 32;
const headerHeight = 94;
const gap = 18;
/** More rows would be no overview. */
const maxRows = 8;

/** On a page a chart is drawn larger and shown at this scale, so that its letters are as large as the page's small ones. */
const pageScale = 0.86;
/** Room at both sides for half of a label. */
const pageMargin = 12;
/** Panels that would be narrower stand below each other. */
const minPanelWidth = 380;

export interface PageSize {
  /** In CSS pixels, 340 to 1100. */
  readonly width: number;
  /** Unique on the page: letters, digits and hyphens. */
  readonly id: string;
}

export const drawChartAsPng = (chart: Chart, caption: Caption): Promise<Uint8Array> =>
  renderPng(layOutScene(chart, caption));
export const drawChartAsSvg = (chart: Chart, caption: Caption): string =>
  renderSvg(layOutScene(chart, caption));

/**
 * An SVG element for a page, which has the headings and the style (`chartStyle` in src/page): without card and title. Every
 * point has a transparent target with its words in `data-label`.
 */
export function drawChartForPage(chart: Chart, { width: shownWidth, id }: PageSize): string {
  const width = Math.round(shownWidth / pageScale);
  const { shapes, bottom } = layOutRows(chart, { x: pageMargin, y: 4, width: width - 2 * pageMargin });
  return renderPageSvg({ width, height: Math.round(bottom + 4), title: chart.title, shapes }, shownWidth, id);
}

function layOutScene(chart: Chart, { subject, asOf }: Caption): Scene {
  const { title } = chart;
  const inner = pictureWidth - 2 * margin;
  const asOfText = `as of ${asOf}`;
  const subjectWidth = inner - measureText(asOfText, smallSize) - 24;
  const small = { ink: "muted", size: smallSize } as const;
  const { shapes, bottom } = layOutRows(chart, { x: margin, y: headerHeight, width: inner });
  const header = [
    createText(margin, 46, fitText(title, inner, 24), { size: 24, isBold: true }),
    createText(margin, 74, fitText(subject, subjectWidth, smallSize), small),
    createText(pictureWidth - margin, 74, asOfText, { ...small, anchor: "end" }),
  ];
  return { width: pictureWidth, height: Math.round(bottom + 20), title, shapes: [...header, ...shapes] };
}

/** The rows below each other, from the given place down. */
function layOutRows(
  { rows }: Chart,
  { x, y: top, width: inner }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly shapes: readonly Shape[]; readonly bottom: number } {
  const shapes: Shape[] = [];
  const shown = rows
    .slice(0, maxRows)
    .flatMap((row) => (inner / row.length < minPanelWidth ? row.map((panel) => [panel]) : [row]));
  let y = top;
  for (const [index, row] of shown.entries()) {
    const isLast = index === shown.length - 1;
    const panelWidth = (inner - (row.length - 1) * 2 * gap) / row.length;
    const height = Math.max(...row.map((panel) => measurePanel(panel, panelWidth, isLast)));
    for (const [column, panel] of row.entries()) {
      const box = { x: x + column * (panelWidth + 2 * gap), y, width: panelWidth, height };
      shapes.push(...drawPanel(panel, box, isLast));
    }
    y += height + (isLast ? 0 : gap);
  }
  if (rows.length > maxRows) {
    const words = `${rows.length - maxRows} more are not drawn`;
    shapes.push(createText(x, y + 14, words, { ink: "muted", size: smallSize }));
    y += 20;
  }
  return { shapes, bottom: y };
}

function measurePanel(panel: Panel, width: number, isLast: boolean): number {
  switch (panel.kind) {
    case "series":
      return measureSeries(panel, width);
    case "small":
      return measureSmall(width) + (isLast ? smallAxisHeight : 0);
    case "budget":
      return measureBudget(panel, width);
    case "changes":
      return measureChanges(panel, width);
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
