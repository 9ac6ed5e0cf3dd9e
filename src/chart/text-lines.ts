/** Sizes of text, and words cut or broken into lines so that they fit. */
import { measureText } from "./glyphs.ts";

/** In pixels. */
export const textSize = 17;
export const smallSize = 15;

/** The words, cut to a width. */
export function fitText(words: string, width: number, size: number = textSize): string {
  if (measureText(words, size) <= width) return words;
  const characters = [...words];
  let count = Math.min(characters.length, Math.floor(width / 2));
  while (count > 0 && measureText(`${characters.slice(0, count).join("")}…`, size) > width) count--;
  return `${characters.slice(0, count).join("").trimEnd()}…`;
}

/** The words in lines of a width, at word boundaries; what the last line has no room for is cut. */
export function wrapText(words: string, width: number, size: number, linesAtMost: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    const isLast = lines.length === linesAtMost;
    if (lines.length > 0 && (isLast || measureText(longer, size) <= width)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitText(line, width, size));
}
