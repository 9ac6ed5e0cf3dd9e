/** A question that the report is opened for, and the answer at the top of the page. */
import { type Content, type Html, html } from "../../page/html.ts";
import { writeCountOf, writeUsd, writeWindow } from "../figure-text.ts";
import { writeProse, writeSentence } from "./page-text.ts";
import type { ReportResults } from "./report-data.ts";

export interface AnswerCard {
  readonly question: string;
  readonly first: string;
  readonly more: Content;
}

export const showAnswers = (cards: readonly AnswerCard[]): Html =>
  html`<div class="answers">
${cards.map(
  ({
    question,
    first,
    more,
  }) => html`<div><h2>${question}</h2><p class="first">${writeProse(first)}</p>${more}</div>
`,
)}</div>`;

/** Said of what is not known: the section below says why. */
export const missing = "Not known: see below.";

/** The days of a figure, as a sentence. */
export const showWindow = (window: Parameters<typeof writeWindow>[0]): Html =>
  writeSentence(window.from === null ? "Its days are not known." : `${writeWindow(window)}.`);

/** What complete days cost; nothing where that is not known, or where the answer covers the period already. */
export function showCompleteDays(
  daily: ReportResults["get_daily_costs"],
  answeredPeriod: string | undefined,
): Content {
  if (daily === undefined || daily.complete_days.cost_usd === null) return null;
  const { complete_days: complete, window } = daily;
  if (window.period === answeredPeriod) return null;
  return writeSentence(
    `${writeUsd(complete.cost_usd)} in ${writeCountOf(complete.days, "complete day")}, ${writeWindow(window)}: ${writeUsd(complete.mean_cost_per_day_usd)} a day.`,
  );
}

/** A page has room for the most urgent; the sections have the others. */
const stepsNamed = 5;

/**
 * @param steps the most urgent first
 * @param unknowns what else a step could have come from, as "whether requests failed": said whatever the steps are
 */
export function answerWhatFirst(steps: readonly string[], unknowns: readonly string[]): AnswerCard {
  const [first, ...others] = steps;
  return {
    question: "What should be done first?",
    first: first ?? tellNothingToDo(unknowns),
    more: [
      others.length === 0
        ? null
        : html`<p>Then:</p><ol start="2">${others.slice(0, stepsNamed - 1).map((step) => html`<li>${writeProse(step)}</li>`)}</ol>`,
      unknowns.length === 0 || first === undefined
        ? null
        : writeSentence(`Not known: ${unknowns.join("; ")}.`),
    ],
  };
}

/** That nothing is the matter can only be said where everything is known. */
const tellNothingToDo = (unknowns: readonly string[]): string =>
  unknowns.length === 0
    ? "Nothing in these figures asks for a decision today."
    : `Find out what is unknown: ${unknowns.join("; ")}. What is known asks for no decision today.`;
