/** What a report's page says, as a person reads it. */

/** The words of a part of the page without its pictures, a line for each block and each row of a table. */
function textOf(html: string): string {
  return html
    .replaceAll(/<svg.*?<\/svg>/gs, "")
    .replaceAll(/<\/?(?:strong|span|a|meter)\b[^>]*>/g, "")
    .replaceAll(/<\/(?:th|td)>/g, " | ")
    .replaceAll(/<(?:th|td)\b[^>]*>/g, "")
    .replaceAll(/<[^>]*>/g, "\n")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/[ \u00a0]+/g, " ")
    .replaceAll(/\s*(?:\| )?\n\s*/g, "\n")
    .trim();
}

/** The section with this id. */
export function findSection(html: string, id: string): string {
  const [, content] = new RegExp(`<section aria-labelledby="${id}">(.*?)</section>`, "s").exec(html) ?? [];
  if (content === undefined) throw new Error(`The page has no section ${id}.`);
  return textOf(content);
}

/** The card that answers this question. */
export function findAnswer(html: string, question: string): string {
  const [, content] = new RegExp(`<div><h2>${RegExp.escape(question)}</h2>(.*?)</div>`, "s").exec(html) ?? [];
  if (content === undefined) throw new Error(`The page does not answer: ${question}`);
  return textOf(content);
}

export function findLead(html: string): string {
  const [, content] = /<p class="lead">(.*?)<\/p>/s.exec(html) ?? [];
  if (content === undefined) throw new Error("The page has no lead.");
  return textOf(content);
}
