/**
 * Words whose days, such as 2026-11-22, are not broken at the end of a line: a browser may break after their hyphens, and
 * between a day and the comma behind it.
 */
import { type Content, html } from "./html.ts";

export const keepDaysWhole = (words: string): Content =>
  words
    .split(/(\d{4}-\d{2}-\d{2}[,.;:)]*)/)
    .map((part, index) => (index % 2 === 0 ? part : html`<span class="day">${part}</span>`));
