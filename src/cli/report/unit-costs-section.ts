/** What a request and a token cost, now and before. */
import { writeCount, writePercent, writeUsd } from "../figure-text.ts";
import { tabulateFigures } from "./figure-table.ts";
import { writeSentence, writeToolText } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";

export const showUnitCostsSection = (data: ReportData): Section => ({
  id: "unit-costs",
  heading: "What a request and a token cost",
  content: [
    showPart(data, "get_executive_dashboard", ({ unit_costs, windows }) =>
      tabulateFigures(`Unit costs, ${writeToolText(windows.unit_costs)} (UTC)`, unit_costs),
    ),
    showPart(data, "get_workspace_overview", (overview) =>
      writeSentence(
        `In the billing cycle so far: ${writeCount(overview.requests)} requests, ${writePercent(overview.success_rate_percent)} of them successful, ${writeCount(overview.tokens)} tokens, ${writeUsd(overview.cost_per_request_usd, 4)} a request.`,
      ),
    ),
  ],
});
