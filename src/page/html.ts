/** HTML whose markup all comes from this program: what strangers wrote can only become text. */

// Characters that HTML does not allow, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const notInHtml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string =>
  text.replace(notInHtml, "").replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** Markup that this program wrote: nothing that was read from elsewhere is an instance. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type Content = string | number | Html | null | readonly Content[];

/** Markup around content, which is escaped unless it is markup itself. Attributes are written in double quotes. */
export const html = (strings: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(
    strings.map((part, index) => (index === 0 ? part : `${markupOf(contents[index - 1])}${part}`)).join(""),
  );

function markupOf(content: Content | undefined): string {
  if (content === null || content === undefined) return "";
  if (content instanceof Html) return content.toString();
  if (typeof content === "string") return escapeHtml(content);
  if (typeof content === "number") return String(content);
  return content.map(markupOf).join("");
}
