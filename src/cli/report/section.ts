/** A section of the page: its heading, and what stands in the place of a part that failed. */
import { type Content, type Html, html } from "../../page/html.ts";
import { keepDays } from "../../page/keep-days.ts";
import { writeCountOf } from "../figure-text.ts";
import type { ReportData, ReportResults } from "./report-data.ts";

export interface Section {
  /** Letters and hyphens: the anchor of its heading. */
  readonly id: string;
  readonly heading: string;
  readonly content: Content;
}

export const writeSection = ({ id, heading, content }: Section): Html =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>
`;

/** What is shown of a part, or why it is not there. */
export function showPart<K extends keyof ReportResults>(
  { results, failed }: ReportData,
  part: K,
  show: (result: NonNullable<ReportResults[K]>) => Content,
): Content {
  const result = results[part];
  if (result !== undefined && result !== null) return show(result);
  const failure = failed.find((each) => each.part === part);
  return failure === undefined
    ? null
    : html`<p class="problem">Not known: ${failure.tool} failed. ${failure.message}</p>`;
}

/** A tool's text as a person writes it: `2026-10-23 to 2026-11-21` for `..`, and a number that keeps its percent sign. */
export const writeToolText = (words: string): string =>
  words
    .replaceAll(/(\d{4}-\d{2}-\d{2})\.\.(?=\d{4}-\d{2}-\d{2})/g, "$1 to ")
    .replaceAll(/(\d) %/g, "$1\u00a0%");

/** The same for a page, where no date is broken at the end of a line. */
export const writeProse = (words: string): Content => keepDays(writeToolText(words));

export const writeSentence = (words: string): Html => html`<p>${writeProse(words)}</p>`;

/** Folded up on the screen, open on paper. */
export const foldUp = (summary: string, content: Content): Html =>
  html`<details><summary>${summary}</summary>
${content}</details>`;

/** A list of sentences; nothing where there are none. */
export const writeList = (lines: readonly Content[]): Content =>
  lines.length === 0 ? null : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

/** What a list has beyond the rows that are shown. */
export const showMore = (total: number | null, shown: number, noun: string): Content =>
  total === null || total <= shown
    ? null
    : html`<p class="muted">${writeCountOf(total - shown, `more ${noun}`)} ${total - shown === 1 ? "is" : "are"} not shown.</p>`;
