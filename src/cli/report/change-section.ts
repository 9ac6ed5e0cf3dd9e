/** These days against as many before: how much, from what, and what a request costs. */

import { dataTable, factTable } from "../../page/data-table.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { figuresIn, wordsIn } from "../../toolkit/table.ts";
import type { compareEntityPeriods } from "../../tools/compare-entity-periods.ts";
import { change, count, percent, usd } from "../figure-text.ts";
import type { ReportData } from "./report-data.ts";
import { daysText, partOf, type Section, sentence } from "./section.ts";
import { signedUsd } from "./tool-table.ts";

type Comparison = Answer<typeof compareEntityPeriods>;

export const changeSection = (data: ReportData): Section => ({
  id: "change",
  heading: "Change against the days before",
  content: partOf(data, "compare_entity_periods", shown),
});

interface FigureRow {
  readonly figure: string;
  readonly now: number | null;
  readonly before: number | null;
  readonly changePercent: number | null;
}

function shown(found: Comparison): Content {
  const columns = ["now", "before", "change_percent"].map((column) => figuresIn(found.figures, column));
  const [now = [], before = [], changes = []] = columns;
  const rows = wordsIn(found.figures, "figure").map(
    (figure, index): FigureRow => ({
      figure: figure ?? "",
      now: now[index] ?? null,
      before: before[index] ?? null,
      changePercent: changes[index] ?? null,
    }),
  );
  return [
    sentence(found.headline),
    driverTable(found),
    dataTable(`${daysText(found.window)} against ${daysText(found.compared_with)} (UTC)`, rows, [
      { name: "Figure", cell: ({ figure }) => figureName(figure) },
      { name: "Now", isNumber: true, cell: (row) => figureText(row.figure, row.now) },
      { name: "Before", isNumber: true, cell: (row) => figureText(row.figure, row.before) },
      { name: "Change", isNumber: true, cell: (row) => change(row.changePercent) },
    ]),
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

const names: ReadonlyMap<string, string> = new Map([
  ["cost_usd", "Cost"],
  ["cost_per_day_usd", "Cost a day"],
  ["requests", "Requests"],
  ["requests_per_day", "Requests a day"],
  ["tokens_per_request", "Tokens a request"],
  ["cost_per_request_usd", "Cost of a request"],
  ["cost_per_million_tokens_usd", "Cost of a million tokens"],
]);

export const figureName = (figure: string): string => names.get(figure) ?? figure;

export function figureText(figure: string, value: number | null): string {
  if (/^cost_per_(?:request|million_tokens)_usd$/.test(figure)) return usd(value, 4);
  if (figure.endsWith("_usd")) return usd(value);
  if (figure.endsWith("_percent")) return percent(value);
  return value === null || Number.isInteger(value) ? count(value) : value.toLocaleString("en-US");
}
