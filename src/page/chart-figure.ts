/** A chart on a page, drawn three times, for a phone, a tablet and a screen; the page's style shows the one that fits. */
import type { Chart } from "../chart/chart.ts";
import { drawChartForPage } from "../chart/draw-chart.ts";
import { Html, html } from "./html.ts";
import { keepDaysWhole } from "./keep-days.ts";

/** The width in CSS pixels at which each is drawn; the page shows it a little larger or smaller. */
const widths = { narrow: 340, medium: 600, wide: 940 } as const;
const names = ["narrow", "medium", "wide"] as const;

/** @param id unique on the page: letters, digits and hyphens */
export const writeChartFigure = (chart: Chart, id: string): Html =>
  html`<figure class="charts">${names.map(
    (name) =>
      html`<div class="${name}">${new Html(drawChartForPage(chart, { width: widths[name], id: `${id}-${name}` }))}</div>`,
  )}<figcaption>${keepDaysWhole(chart.title)}</figcaption></figure>`;
