/** The part of a document that a script writes: it stands between two comments with its name. */

/** @param file the name of the document. @throws where it lacks the comments */
export function replaceSection(text: string, name: string, content: string, file: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} lacks ${start} … ${end}`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}
