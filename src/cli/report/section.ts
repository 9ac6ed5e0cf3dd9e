/** A section of the page: its heading, and what stands in the place of a part that failed. */
import { type Content, type Html, html } from "../../page/html.ts";
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
