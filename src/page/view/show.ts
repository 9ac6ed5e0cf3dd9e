/** Shows a result on the page, what it says as text: only `html` and chart/svg.ts write markup, and both escape. */
import type { Chart } from "../../chart/chart.ts";
import { drawChartForPage } from "../../chart/draw-chart.ts";
import { type Html, html } from "../html.ts";
import { keepDaysWhole } from "../keep-days.ts";
import type { Control } from "../view-data.ts";
import type { Result } from "./result.ts";
import { tabulateFigures, toLabel } from "./tables.ts";

function findPart<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${id}.`);
}

const title = findPart("title", HTMLElement);
const controls = findPart("controls", HTMLFormElement);
const note = findPart("note", HTMLElement);
const subject = findPart("subject", HTMLElement);
const headline = findPart("headline", HTMLElement);
const warnings = findPart("warnings", HTMLElement);
const figureElement = findPart("figure", HTMLElement);
const tables = findPart("tables", HTMLElement);

const fillElement = (element: HTMLElement, content: Html): void => {
  element.innerHTML = content.toString();
};

let chart: Chart | null = null;
let drawnWidth = 0;

/** Shows what the host or the tool says; "" removes it. */
export function showNote(words: string, isProblem = false): void {
  note.textContent = words;
  note.className = isProblem ? "problem" : "muted";
}

export function showBusy(isBusy: boolean): void {
  document.body.setAttribute("aria-busy", String(isBusy));
}

/** Shows all of a result. Where a part cannot be written, it throws before anything has changed on the page. */
export function showResult({ figures, warnings: words, data }: Result): void {
  const { speaks_for, as_of, headline: sentence } = figures;
  const next = data?.chart ?? null;
  const width = widthOf(figureElement);
  const picture = next === null ? "" : drawChartForPage(next, { width, id: "chart" });
  const all = html`${tabulateFigures(figures)}`;
  const time = typeof as_of === "string" ? as_of.replace("T", " ").replace(/:\d\dZ$/, " UTC") : undefined;
  chart = next;
  headline.hidden = typeof sentence !== "string" || sentence === "";
  fillElement(headline, html`${typeof sentence === "string" ? keepDaysWhole(sentence) : null}`);
  fillElement(title, html`${keepDaysWhole(chart?.title ?? data?.title ?? "Figures")}`);
  subject.textContent = [speaks_for, time && `as of ${time}`]
    .filter((each) => typeof each === "string")
    .join(", ");
  fillElement(
    warnings,
    html`${words.length === 0 ? null : html`<h2>Warnings</h2><ul class="warnings">${words.map((each) => html`<li>${keepDaysWhole(each)}</li>`)}</ul>`}`,
  );
  figureElement.hidden = chart === null;
  drawnWidth = width;
  figureElement.innerHTML = picture;
  // A figure that was hidden had no width: now that it is shown, it may have to be drawn at another one.
  redrawChart();
  fillElement(
    tables,
    chart === null ? all : html`<details><summary>All figures as tables</summary>${all}</details>`,
  );
}

const widthOf = ({ clientWidth }: HTMLElement): number =>
  Math.max(340, Math.min(Math.round(clientWidth), 1100));

/** Draws the chart again when the page has become wider or narrower. */
export function redrawChart(): void {
  const width = widthOf(figureElement);
  if (chart === null || width === drawnWidth) return;
  drawnWidth = width;
  const hasFocus = figureElement.contains(document.activeElement);
  figureElement.innerHTML = drawChartForPage(chart, { width, id: "chart" });
  if (hasFocus) figureElement.querySelector("svg")?.focus();
}

/** @param lockReason why the reader cannot choose; undefined when they can */
export function showControls(
  offered: readonly Control[],
  lockReason: string | undefined,
  choose: (name: string, value: string) => void,
): void {
  const focused = document.activeElement instanceof HTMLSelectElement ? document.activeElement.name : "";
  fillElement(controls, html`${offered.map(writeControl)}`);
  controls.hidden = offered.length === 0;
  for (const select of controls.querySelectorAll("select")) {
    select.disabled = lockReason !== undefined;
    select.title = lockReason ?? "";
    select.addEventListener("change", () => choose(select.name, select.value));
    if (select.name === focused) select.focus();
  }
}

const writeControl = ({ name, options, value }: Control): Html =>
  html`<label>${toLabel(name)} <select name="${name}">${options.map((option) =>
    option === value
      ? html`<option value="${option}" selected>${writeOption(option)}</option>`
      : html`<option value="${option}">${writeOption(option)}</option>`,
  )}</select></label>`;

const writeOption = (option: string): string => option.replaceAll("_", " ");
