/**
 * Words whose days are not broken at the end of a line: a browser takes their hyphens for places to break, and the end of
 * what it must not break for another.
 */
import { type Content, html } from "./html.ts";

export const keepDays = (words: string): Content =>
  words
    .split(/(\d{4}-\d{2}-\d{2}[,.;:)]*)/)
    .map((part, index) => (index % 2 === 0 ? part : html`<span class="day">${part}</span>`));
