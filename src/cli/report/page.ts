/** The report as one HTML file. */
import { chartScript } from "../../page/chart-script.ts";
import { documentText } from "../../page/document.ts";
import { html } from "../../page/html.ts";
import { pageStyle, printScript } from "../../page/page-style.ts";
import { anomaliesSection } from "./anomalies-section.ts";
import { answerCards } from "./answer-card.ts";
import { budgetsSection } from "./budgets-section.ts";
import { changeSection } from "./change-section.ts";
import { cycleSection } from "./cycle-section.ts";
import { daysSection } from "./days-section.ts";
import { idleSection } from "./idle-section.ts";
import { keyAnswers, keyLead } from "./key-answers.ts";
import { budgetSection, modelsSection, requestsSection, scopeSection, usageSection } from "./key-page.ts";
import type { ReportData } from "./report-data.ts";
import { prose, type Section, sectionHtml } from "./section.ts";
import { spendSection, unitCostSection } from "./spend-section.ts";
import { sourcesSection, unknownSection } from "./unknown-section.ts";
import { workspaceAnswers, workspaceLead } from "./workspace-answers.ts";

const keySections = (data: ReportData): readonly Section[] => [
  budgetSection(data),
  usageSection(data),
  daysSection(data),
  modelsSection(data),
  requestsSection(data),
  scopeSection(data),
];

const workspaceSections = (data: ReportData): readonly Section[] => [
  cycleSection(data),
  daysSection(data),
  anomaliesSection(data),
  changeSection(data),
  spendSection(data),
  unitCostSection(data),
  budgetsSection(data),
  idleSection(data),
];

export async function reportPage(data: ReportData): Promise<string> {
  const isKey = data.mode === "vk";
  const sections = [
    ...(isKey ? keySections(data) : workspaceSections(data)),
    unknownSection(data),
    sourcesSection(data),
  ];
  const asOf = data.as_of.replace("T", " ").replace(/:\d\dZ$/, " UTC");
  return documentText({
    title: `AI cost of ${data.speaks_for}, ${data.as_of.slice(0, 10)}`,
    style: pageStyle,
    script: `${chartScript}${printScript}`,
    body: html`<a class="skip" href="#main">To the figures</a>
<header>
<h1>AI cost of ${data.speaks_for}</h1>
<p class="muted">As of ${asOf}. Amounts in US dollars, days in UTC.<span class="screen"> A chart shows its values under the pointer, or with the arrow keys once it has the focus.</span></p>
<p class="lead">${prose(isKey ? keyLead(data.results) : workspaceLead(data.results))}</p>
${data.caution.map((words) => html`<p class="problem">${words}</p>`)}
</header>
<main id="main">
${answerCards(isKey ? keyAnswers(data) : workspaceAnswers(data))}
<nav aria-label="Sections"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
${sections.map(sectionHtml)}
</main>
<footer><p class="muted">Written by alephant-mcp from the figures of Alephant. This file asks nothing of the network.</p></footer>`,
  });
}
