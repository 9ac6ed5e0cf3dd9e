/** Who spends it: departments, agents, members and models, with what changed. */
import { selectRows } from "../../chart/chart.ts";
import { writeChartFigure } from "../../page/chart-figure.ts";
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import { getExecutiveDashboard } from "../../tools/get-executive-dashboard.ts";
import { writeCountOf, writeUsd } from "../figure-text.ts";
import { foldUp, writeSentence, writeToolText } from "./page-text.ts";
import type { ReportData, Spend } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import {
  countColumn,
  shareColumn,
  signedUsdColumn,
  tabulateRows,
  termColumn,
  timeColumn,
  unitUsdColumn,
  usdColumn,
  wordsColumn,
  yesNoColumn,
} from "./tool-table.ts";

export const showSpendSection = (data: ReportData): Section => ({
  id: "spend",
  heading: "Who spends it",
  content: [
    data.results.get_executive_dashboard === undefined
      ? null
      : showMovers(data.results.get_executive_dashboard, data.as_of.slice(0, 10)),
    html`<h3>Departments</h3>`,
    showPart(data, "spend_by_department", (spend) => showSpend(spend, "Department")),
    html`<h3>Agents</h3>`,
    showPart(data, "spend_by_agent", (spend) => showSpend(spend, "Agent")),
    html`<h3>Members</h3>`,
    showPart(data, "spend_by_member", (spend) => showSpend(spend, "Member")),
    html`<h3>Models</h3>`,
    showPart(data, "spend_by_model", (spend) => showSpend(spend, "Model")),
  ],
});

type Dashboard = Answer<typeof getExecutiveDashboard>;

function showMovers(dashboard: Dashboard, today: string): Content {
  const known = selectRows(getExecutiveDashboard.chartOf(dashboard, {}, today), "changes");
  if (known === null) return null;
  const title = `Change of the cost in USD, ${writeToolText(dashboard.windows.movers)} (UTC)`;
  return [
    writeChartFigure({ ...known, title }, "movers"),
    foldUp(
      "The same as a table",
      tabulateRows(title, dashboard.movers, [
        wordsColumn("name", "Name"),
        termColumn("dimension", "Kind"),
        usdColumn("cost_usd", "Cost"),
        signedUsdColumn("change_usd", "Change in USD"),
      ]),
    ),
  ];
}

function showSpend(spend: Spend, kind: string): Content {
  const others =
    spend.other.count === 0
      ? ""
      : `${writeCountOf(spend.other.count, "other")} together: ${writeUsd(spend.other.cost_usd)}. `;
  const rest =
    spend.unattributed_usd === null || spend.unattributed_is === null
      ? ""
      : `Unattributed: ${writeUsd(spend.unattributed_usd)} (${spend.unattributed_is}). `;
  return [
    writeSentence(writeToolText(spend.headline)),
    tabulateRows(
      `${kind}s: cost in ${writeToolText(spend.window)} (UTC), change against ${writeToolText(spend.compared_with)}`,
      spend.rows,
      [
        wordsColumn("name", kind),
        usdColumn("cost_usd", "Cost"),
        shareColumn("share_percent", "Share"),
        signedUsdColumn("change_usd", "Change in USD"),
        yesNoColumn("new", "New", (cellIn) => (cellIn("change_usd").figure === null ? "unknown" : "no")),
        countColumn("requests", "Requests"),
        unitUsdColumn("cost_per_request_usd", "A request costs"),
      ],
    ),
    html`<p class="muted">${others}${rest}Total: ${writeUsd(spend.total_usd)}.</p>`,
    spend.stopped.rows.length === 0
      ? null
      : tabulateRows(
          `Cost in ${writeToolText(spend.compared_with)}, none in ${writeToolText(spend.window)} (UTC)`,
          spend.stopped,
          [
            wordsColumn("name", kind),
            usdColumn("cost_before_usd", "Cost then"),
            timeColumn("last_used", "Last used"),
          ],
        ),
  ];
}
