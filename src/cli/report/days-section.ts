/** What each day cost, as a picture and as a table. */
import { type Chart, knownPart, type Mark, type Panel } from "../../chart/chart.ts";
import { chartFigure } from "../../page/chart-figure.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { getDailyCosts } from "../../tools/get-daily-costs.ts";
import { count, plural, usd, windowText } from "../figure-text.ts";
import { type Anomaly, anomaliesIn } from "./anomalies.ts";
import type { ReportData } from "./report-data.ts";
import { folded, partOf, type Section } from "./section.ts";
import { countColumn, timeColumn, toolTable, usdColumn } from "./tool-table.ts";

type Daily = Answer<typeof getDailyCosts>;

export function daysSection(data: ReportData): Section {
  const anomalies = data.results.diagnose_cost_anomaly;
  const onsets = (anomalies === undefined ? [] : anomaliesIn(anomalies)).filter(
    ({ since }) => since !== null,
  );
  return {
    id: "days",
    heading: "Cost by day",
    content: partOf(data, "get_daily_costs", (daily) => shown(daily, data, onsets)),
  };
}

function shown(daily: Daily, data: ReportData, onsets: readonly Anomaly[]): Content {
  const today = data.as_of.slice(0, 10);
  const chart = getDailyCosts.chartOf(daily, { period: data.period }, today);
  const known = chart === null ? null : knownPart(withMarks(chart, onsets));
  const { complete_days: complete } = daily;
  return [
    html`<p>${plural(complete.days, "complete day")} (${windowText(daily.window)}): <strong>${complete.cost_usd === null ? "cost unknown" : usd(complete.cost_usd)}</strong>${complete.mean_cost_per_day_usd === null ? "" : `, mean ${usd(complete.mean_cost_per_day_usd)} a day`}${complete.highest_day === null ? "" : `; the highest was ${complete.highest_day}`}.${todayText(daily)}</p>`,
    known === null
      ? html`<p class="problem">No day's cost is known, so there is no chart.</p>`
      : chartFigure(known, "by-day"),
    markedText(daily, onsets),
    folded(
      "Every day as a table",
      toolTable("Cost, requests and tokens by UTC day", daily.days, [
        timeColumn("date", "Day (UTC)"),
        usdColumn("cost_usd", "Cost"),
        countColumn("requests", "Requests"),
        countColumn("tokens", "Tokens"),
      ]),
    ),
  ];
}

const todayText = ({ today_so_far: today, incomplete_day: day }: Daily): string =>
  today === null || day === null
    ? ""
    : ` ${day} is not over and counts in none of these: ${usd(today.cost_usd)} and ${count(today.requests)} requests so far.`;

function withMarks(chart: Chart, onsets: readonly Anomaly[]): Chart {
  const marks = onsets.flatMap(({ since, number, name, dimension }): Mark[] =>
    since === null ? [] : [{ time: since, sign: String(number), words: `${number}. ${dimension} ${name}` }],
  );
  const marked = (panel: Panel): Panel => (panel.kind === "series" ? { ...panel, marks } : panel);
  return marks.length === 0 ? chart : { ...chart, rows: chart.rows.map((row) => row.map(marked)) };
}

/** Which of the marks the days of the chart hold. */
function markedText({ days }: Daily, onsets: readonly Anomaly[]): Content {
  const first = days.rows[0]?.[0];
  const inside = onsets.filter(({ since }) => since !== null && typeof first === "string" && since >= first);
  if (inside.length === 0) return null;
  return html`<p>Marked is where an anomaly begins: ${inside.map(
    ({ number, dimension, name, since }, index) =>
      html`${index === 0 ? "" : "; "}<strong>${number}</strong> ${dimension} ${name}, ${since}`,
  )}.<span class="screen"> <a href="#anomalies">What they are</a>.</span></p>`;
}
