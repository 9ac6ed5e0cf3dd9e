/** The report as one HTML file. */
import { chartScript } from "../../page/chart-script.ts";
import { writeDocument } from "../../page/document.ts";
import { html } from "../../page/html.ts";
import { pageStyle } from "../../page/page-style.ts";
import { printScript } from "../../page/print-script.ts";
import { showAnomaliesSection } from "./anomalies-section.ts";
import { showAnswers } from "./answer-card.ts";
import { showBudgetsSection } from "./budgets-section.ts";
import { showChangeSection } from "./change-section.ts";
import { showCycleSection } from "./cycle-section.ts";
import { showDaysSection } from "./days-section.ts";
import { showIdleSection } from "./idle-section.ts";
import { answerForKey, writeKeyLead } from "./key-answer-cards.ts";
import {
  showKeyBudgetSection,
  showModelsSection,
  showRequestsSection,
  showScopeSection,
  showUsageSection,
} from "./key-sections.ts";
import { writeProse } from "./page-text.ts";
import { showSourcesSection, showUnknownsSection } from "./provenance-sections.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, writeSection } from "./section.ts";
import { showSpendSection } from "./spend-section.ts";
import { showUnitCostsSection } from "./unit-costs-section.ts";
import { answerForWorkspace, writeWorkspaceLead } from "./workspace-answer-cards.ts";

const showKeySections = (data: ReportData): readonly Section[] => [
  showKeyBudgetSection(data),
  showUsageSection(data),
  showDaysSection(data),
  showModelsSection(data),
  showRequestsSection(data),
  showScopeSection(data),
];

const showWorkspaceSections = (data: ReportData): readonly Section[] => [
  showCycleSection(data),
  showDaysSection(data),
  showAnomaliesSection(data),
  showChangeSection(data),
  showSpendSection(data),
  showUnitCostsSection(data),
  showBudgetsSection(data),
  showIdleSection(data),
];

export async function writePage(data: ReportData): Promise<string> {
  const isKey = data.mode === "vk";
  const sections = [
    ...(isKey ? showKeySections(data) : showWorkspaceSections(data)),
    showUnknownsSection(data),
    showSourcesSection(data),
  ];
  const asOf = data.as_of.replace("T", " ").replace(/:\d\dZ$/, " UTC");
  return writeDocument({
    title: `AI cost of ${data.speaks_for}, ${data.as_of.slice(0, 10)}`,
    style: pageStyle,
    script: `${chartScript}${printScript}`,
    body: html`<a class="skip" href="#main">To the figures</a>
<header>
<h1>AI cost of ${data.speaks_for}</h1>
<p class="muted">As of ${asOf}. Amounts in US dollars, days in UTC.<span class="screen"> A chart shows its values under the pointer, or with the arrow keys once it has the focus.</span></p>
<p class="lead">${writeProse(isKey ? writeKeyLead(data.results) : writeWorkspaceLead(data.results))}</p>
${data.caution.map((words) => html`<p class="problem">${words}</p>`)}
</header>
<main id="main">
${showAnswers(isKey ? answerForKey(data) : answerForWorkspace(data))}
<nav aria-label="Sections"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>
${sections.map(writeSection)}
</main>
<footer><p class="muted">Written by alephant-mcp from the figures of Alephant. This file asks nothing of the network.</p></footer>`,
  });
}
