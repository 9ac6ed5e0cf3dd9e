/** These days against as many before: how much, from what, and what a request costs. */

import { factTable } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import { usd } from "../figure-text.ts";
import { figureTable } from "./figure-table.ts";
import { signedUsd } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { daysText, partOf, type Section, sentence } from "./section.ts";

type Comparison = Answer<typeof compareEntityPeriods>;

export const changeSection = (data: ReportData): Section => ({
  id: "change",
  heading: "Change against the days before",
  content: partOf(data, "compare_entity_periods", contentOf),
});

function contentOf(found: Comparison): Content {
  return [
    sentence(found.headline),
    driverTable(found),
    figureTable(`${daysText(found.window)} against ${daysText(found.compared_with)} (UTC)`, found.figures),
    html`<p class="muted">${found.method}</p>`,
  ];
}

function driverTable({
  drivers,
  change_usd,
  within_usual_variation,
  usual_change_up_to_usd,
}: Comparison): Content {
  if (drivers === null) return null;
  const usual =
    within_usual_variation === null
      ? "unknown, for want of history"
      : `${within_usual_variation ? "yes" : "no"}: changes of up to ${usd(usual_change_up_to_usd)} are usual`;
  return factTable("Where the change comes from; the parts add up to it", [
    ["More or fewer requests", signedUsd(drivers.volume_usd)],
    ["Tokens a request", signedUsd(drivers.tokens_per_request_usd)],
    ["Prices and choice of models", signedUsd(drivers.price_and_model_mix_usd)],
    ["Change of the cost", signedUsd(change_usd)],
    ["Within the usual ups and downs", usual],
  ]);
}
