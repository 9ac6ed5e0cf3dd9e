/** Shows a result on the page. What it says is shown as text: only `html` writes markup. */
import type { Chart } from "../../chart/chart.ts";
import { drawChartForPage } from "../../chart/draw-chart.ts";
import { type Html, html } from "../html.ts";
import { keepDays } from "../keep-days.ts";
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
const figure = findPart("figure", HTMLElement);
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
  const width = widthOf(figure);
  const picture = next === null ? "" : drawChartForPage(next, { width, id: "chart" });
  const all = html`${tabulateFigures(figures)}`;
  const time = typeof as_of === "string" ? as_of.replace("T", " ").replace(/:\d\dZ$/, " UTC") : undefined;
  chart = next;
  headline.hidden = typeof sentence !== "string" || sentence === "";
  fillElement(headline, html`${typeof sentence === "string" ? keepDays(sentence) : null}`);
  fillElement(title, html`${keepDays(chart?.title ?? data?.title ?? "Figures")}`);
  subject.textContent = [speaks_for, time && `as of ${time}`]
    .filter((each) => typeof each === "string")
    .join(", ");
  fillElement(
    warnings,
    html`${words.length === 0 ? null : html`<h2>Warnings</h2><ul class="warnings">${words.map((each) => html`<li>${keepDays(each)}</li>`)}</ul>`}`,
  );
  figure.hidden = chart === null;
  drawnWidth = width;
  figure.innerHTML = picture;
  // A figure that was hidden had no width: now that it is shown, it may have to be drawn at another one.
  drawChart();
  fillElement(
    tables,
    chart === null ? all : html`<details><summary>All figures as tables</summary>${all}</details>`,
  );
}

const widthOf = ({ clientWidth }: HTMLElement): number =>
  Math.max(340, Math.min(Math.round(clientWidth), 1100));

/** Draws the chart again when the page has become wider or narrower. */
export function drawChart(): void {
  const width = widthOf(figure);
  if (chart === null || width === drawnWidth) return;
  drawnWidth = width;
  const hasFocus = figure.contains(document.activeElement);
  figure.innerHTML = drawChartForPage(chart, { width, id: "chart" });
  if (hasFocus) figure.querySelector("svg")?.focus();
}

/** @param locked why the reader cannot choose; undefined when they can */
export function showControls(
  offered: readonly Control[],
  locked: string | undefined,
  choose: (name: string, value: string) => void,
): void {
  const focused = document.activeElement instanceof HTMLSelectElement ? document.activeElement.name : "";
  fillElement(controls, html`${offered.map(writeControl)}`);
  controls.hidden = offered.length === 0;
  for (const select of controls.querySelectorAll("select")) {
    select.disabled = locked !== undefined;
    select.title = locked ?? "";
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
