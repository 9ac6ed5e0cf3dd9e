/** What costs more or less than expected, and why. */
import { type Content, html } from "../../page/html.ts";
import { writePercent, writeUsd } from "../figure-text.ts";
import { type Diagnosis, readAnomalies, tellAnomaly } from "./anomalies.ts";
import { foldUp, writeProse, writeSentence, writeSignedUsd, writeTerm, writeToolText } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import {
  changeColumn,
  signedUsdColumn,
  tabulateRows,
  termColumn,
  timeColumn,
  usdColumn,
  wordsColumn,
  yesNoColumn,
} from "./tool-table.ts";

export const showAnomaliesSection = (data: ReportData): Section => ({
  id: "anomalies",
  heading: "What is unusual, and why",
  content: showPart(data, "diagnose_cost_anomaly", showDiagnosis),
});

const movementColumns = [
  wordsColumn("name", "Name"),
  termColumn("dimension", "Kind"),
  termColumn("kind", "Change"),
  usdColumn("actual_usd", "Cost"),
  usdColumn("expected_usd", "Expected"),
  signedUsdColumn("excess_usd", "Difference"),
  changeColumn("excess_percent", "Difference in percent", "from nothing"),
];

/** Stands where the days of an anomaly were not looked at one by one. */
const notExamined = "not examined";

const onsetColumns = [
  wordsColumn("name", "Name"),
  termColumn("dimension", "Kind"),
  timeColumn("since", "Since", notExamined),
  signedUsdColumn("excess_since_usd", "Difference since then", notExamined),
  usdColumn("excess_usd_a_day", "More a day", notExamined),
  yesNoColumn("goes_on", "Going on", notExamined),
];

const ruleColumns = [
  wordsColumn("name", "Name"),
  termColumn("dimension", "Kind"),
  wordsColumn("flagged_by", "Flagged by"),
  termColumn("certainty", "Certainty"),
];

function showDiagnosis(found: Diagnosis): Content {
  const { workspace, anomalies, drivers, drops, watch } = found;
  const days = writeToolText(found.window);
  const numbered = readAnomalies(found);
  return [
    writeSentence(found.headline),
    workspace.actual_usd === null
      ? null
      : html`<p>The workspace as a whole cost ${writeUsd(workspace.actual_usd)} in ${days} (UTC)${workspace.expected_usd === null ? "; what was to be expected is unknown" : `, where ${writeUsd(workspace.expected_usd)} was expected`}${workspace.excess_usd === null ? "" : `: ${writeSignedUsd(workspace.excess_usd)}`}${workspace.excess_percent === null ? "" : ` (${writePercent(workspace.excess_percent)})`}.</p>`,
    html`<p class="muted">How sure this is: ${found.certainty}.</p>`,
    numbered.length === 0
      ? null
      : html`<ol>${numbered.map((each) => html`<li><strong>${each.dimension} ${each.name}</strong>: ${writeProse(tellAnomaly(each))}</li>`)}</ol>
<p class="muted">Agents, members, departments, models and keys show the same dollars from different sides: they do not add up.</p>`,
    anomalies.rows.length === 0
      ? null
      : foldUp("The figures behind it", [
          tabulateRows(`Cost in ${days} above what was expected, in USD`, anomalies, movementColumns),
          numbered.every(({ since }) => since === null)
            ? null
            : tabulateRows(
                "Since when, and what it has cost more from then on, in USD",
                anomalies,
                onsetColumns,
              ),
          tabulateRows("By which rule each was flagged, and how sure it is", anomalies, ruleColumns),
          drivers.rows.length === 0
            ? null
            : tabulateRows("Where the difference comes from, in USD", drivers, [
                wordsColumn("name", "Name"),
                termColumn("dimension", "Kind"),
                signedUsdColumn("volume_usd", "More or fewer requests"),
                signedUsdColumn("tokens_per_request_usd", "Tokens a request"),
                signedUsdColumn("price_and_model_mix_usd", "Prices and choice of models"),
              ]),
        ]),
    drops.rows.length === 0
      ? null
      : tabulateRows(`Cost in ${days} below what was expected, in USD`, drops, movementColumns),
    watch.rows.length === 0
      ? null
      : foldUp(
          "Worth watching, below the limits",
          tabulateRows(`Moved in ${days}, not flagged`, watch, movementColumns),
        ),
    html`<p class="muted">Compared with ${writeProse(`${found.baseline}. ${found.method} ${writeTerm(found.coverage)}`)}</p>`,
  ];
}
