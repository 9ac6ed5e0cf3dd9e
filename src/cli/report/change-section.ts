/** These days against as many before: how much, from what, and what a request costs. */

import { writeFacts } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import { writeUsd } from "../figure-text.ts";
import { tabulateFigures } from "./figure-table.ts";
import { writeSentence, writeSignedUsd, writeToolText } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";

type Comparison = Answer<typeof compareEntityPeriods>;

export const showChangeSection = (data: ReportData): Section => ({
  id: "change",
  heading: "Change against the days before",
  content: showPart(data, "compare_entity_periods", showComparison),
});

function showComparison(found: Comparison): Content {
  return [
    writeSentence(found.headline),
    tabulateDrivers(found),
    tabulateFigures(
      `${writeToolText(found.window)} against ${writeToolText(found.compared_with)} (UTC)`,
      found.figures,
    ),
    html`<p class="muted">${found.method}</p>`,
  ];
}

function tabulateDrivers({
  drivers,
  change_usd,
  within_usual_variation,
  usual_change_up_to_usd,
}: Comparison): Content {
  if (drivers === null) return null;
  const judgement = within_usual_variation === null ? "undecided" : within_usual_variation ? "yes" : "no";
  const usual =
    usual_change_up_to_usd === null
      ? "unknown, for want of history"
      : `${judgement}: changes of up to ${writeUsd(usual_change_up_to_usd)} are usual`;
  return writeFacts("Where the change comes from; the parts add up to it", [
    ["More or fewer requests", writeSignedUsd(drivers.volume_usd)],
    ["Tokens a request", writeSignedUsd(drivers.tokens_per_request_usd)],
    ["Prices and choice of models", writeSignedUsd(drivers.price_and_model_mix_usd)],
    ["Change of the cost", writeSignedUsd(change_usd)],
    ["Within the usual ups and downs", usual],
  ]);
}
