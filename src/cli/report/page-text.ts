/** Words and figures of the tools as a page for people has them. */
import { type Content, type Html, html } from "../../page/html.ts";
import { keepDaysWhole } from "../../page/keep-days.ts";
import { writeCountOf, writeUsd } from "../figure-text.ts";

/** A word out of a program's list, such as `master_key`, as people write it. */
export const writeTerm = (word: string): string => word.replaceAll("_", " ");

const periodNames: Readonly<Record<string, string>> = { "24h": "last 24 hours", "7d": "last 7 days" };

/** The days over which a key's spending was summed, behind "the". */
export const writePeriod = (period: string): string => periodNames[period] ?? writeTerm(period);

/** What happens at the limit of a budget. A word of unknown meaning stays as it is. */
export function writeLimit(word: string | null): string {
  if (word === null) return "unknown";
  const [meaning] = word.split(" ");
  if (meaning === "alert_only") return "alerts only";
  return meaning === "block" ? "requests stop" : writeTerm(word);
}

/** `2026-11-22T08:58:10Z` under a heading that says UTC. */
export const writeTime = (time: string): string => time.replace(/^(\d{4}-\d{2}-\d{2})T(.*)Z$/, "$1 $2");

export const writeSignedUsd = (value: number | null): string =>
  value === null ? "unknown" : `${value > 0 ? "+" : ""}${writeUsd(value)}`;

/** A single request often costs less than a cent: as many decimals as the tool gives. */
export const writeRequestUsd = (value: number | null): string =>
  writeUsd(value, value !== null && Math.abs(value - Math.round(value * 100) / 100) > 1e-9 ? 4 : 2);

/** A tool's text as a person writes it: `2026-10-23 to 2026-11-21` for `..`, and a number that keeps its percent sign. */
export const writeToolText = (words: string): string =>
  words
    .replaceAll(/(\d{4}-\d{2}-\d{2})\.\.(?=\d{4}-\d{2}-\d{2})/g, "$1 to ")
    .replaceAll(/(\d) %/g, "$1\u00a0%");

/** The same for a page, where no date is broken at the end of a line. */
export const writeProse = (words: string): Content => keepDaysWhole(writeToolText(words));

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
