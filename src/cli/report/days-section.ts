/** What each day cost, as a picture and as a table. */
import { type Chart, keepKnownPanels, type Onset, type Panel } from "../../chart/chart.ts";
import { writeChartFigure } from "../../page/chart-figure.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { getDailyCosts } from "../../tools/get-daily-costs.ts";
import { writeCount, writeCountOf, writeUsd, writeWindow } from "../figure-text.ts";
import { readAnomalies } from "./anomalies.ts";
import { foldUp, writeProse } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import { countColumn, tabulateRows, timeColumn, usdColumn } from "./tool-table.ts";

type Daily = Answer<typeof getDailyCosts>;

export const showDaysSection = (data: ReportData): Section => ({
  id: "days",
  heading: "Cost by day",
  content: showPart(data, "get_daily_costs", (daily) => showDays(daily, data)),
});

function showDays(daily: Daily, data: ReportData): Content {
  const today = data.as_of.slice(0, 10);
  const chart = getDailyCosts.chartOf(daily, { period: data.period }, today);
  const known = chart === null ? null : keepKnownPanels(chart);
  const onsets = known === null ? [] : findOnsets(known, data);
  const { complete_days: complete } = daily;
  return [
    html`<p>${writeCountOf(complete.days, "complete day")} (${writeProse(writeWindow(daily.window))}): <strong>${complete.cost_usd === null ? "cost unknown" : writeUsd(complete.cost_usd)}</strong>${complete.mean_cost_per_day_usd === null ? "" : `, mean ${writeUsd(complete.mean_cost_per_day_usd)} a day`}${complete.highest_day === null ? "" : writeProse(`; the highest was ${complete.highest_day}`)}.${writeProse(tellToday(daily))}</p>`,
    known === null
      ? html`<p class="problem">No day's cost is known, so there is no chart.</p>`
      : writeChartFigure(addOnsets(known, onsets), "by-day"),
    showOnsets(onsets),
    foldUp(
      "Every day as a table",
      tabulateRows("Cost, requests and tokens by UTC day", daily.days, [
        timeColumn("date", "Day (UTC)"),
        usdColumn("cost_usd", "Cost"),
        countColumn("requests", "Requests"),
        countColumn("tokens", "Tokens"),
      ]),
    ),
  ];
}

const tellToday = ({ today_so_far: today, incomplete_day: day }: Daily): string =>
  today === null || day === null
    ? ""
    : ` ${day} is not over and counts in none of these: ${writeUsd(today.cost_usd)} and ${writeCount(today.requests)} requests so far.`;

interface DayOnset extends Onset {
  readonly day: string;
  readonly who: string;
}

/** The anomalies that began on a day of the chart. One that is older has no place on it, and needs no sign. */
function findOnsets(chart: Chart, { results: { diagnose_cost_anomaly: diagnosis } }: ReportData): DayOnset[] {
  const times = chart.rows
    .flat()
    .flatMap((panel) => (panel.kind === "series" ? panel.points.map(({ time }) => time) : []));
  return (diagnosis === undefined ? [] : readAnomalies(diagnosis)).flatMap(
    ({ since, number, name, dimension }) =>
      times
        .filter((time) => time.slice(0, 10) === since)
        .map((time) => ({
          time,
          day: time.slice(0, 10),
          tag: String(number),
          who: `${dimension} ${name}`,
          words: `${number}. ${dimension} ${name}`,
        })),
  );
}

function addOnsets(chart: Chart, onsets: readonly DayOnset[]): Chart {
  const extended = (panel: Panel): Panel => (panel.kind === "series" ? { ...panel, onsets } : panel);
  return onsets.length === 0 ? chart : { ...chart, rows: chart.rows.map((row) => row.map(extended)) };
}

function showOnsets(onsets: readonly DayOnset[]): Content {
  if (onsets.length === 0) return null;
  return html`<p>Marked is where an anomaly begins: ${onsets.map(
    ({ tag, who, day }, index) =>
      html`${index === 0 ? "" : "; "}<strong>${tag}</strong> ${who}, ${writeProse(day)}`,
  )}.<span class="screen"> <a href="#anomalies">What they are</a>.</span></p>`;
}
