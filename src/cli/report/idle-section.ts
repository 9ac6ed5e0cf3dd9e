/** Keys and agents that nobody seems to use. */
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { findIdleResources } from "../../tools/find-idle-resources.ts";
import { usd } from "../figure-text.ts";
import { moreText } from "./budgets-section.ts";
import type { ReportData } from "./report-data.ts";
import { daysText, folded, list, partOf, type Section, sentence } from "./section.ts";
import { budgetColumn, countColumn, timeColumn, toolTable, usdColumn, wordsColumn } from "./tool-table.ts";

type Idle = Answer<typeof findIdleResources>;

export const idleSection = (data: ReportData): Section => ({
  id: "idle",
  heading: "Keys and agents to ask about",
  content: partOf(data, "find_idle_resources", shown),
});

function shown(found: Idle): Content {
  const { candidates, to_ask_about: asked, hygiene } = found;
  const budgets = Object.entries(found.reclaimable_budget_usd);
  return [
    sentence(daysText(found.headline)),
    list([
      ...budgets.map(
        ([window, amount]) =>
          `Budgets of idle keys, ${window}: ${usd(amount)}. Room and risk, not money saved.`,
      ),
      // Where nothing was read, nothing was found either.
      ...(Object.keys({ ...found.keys_by_state, ...found.agents_by_state }).length === 0
        ? []
        : [
            `What hardly used keys and agents cost in ${daysText(found.window)}: ${usd(found.avoidable_spend_usd)}.`,
          ]),
    ]),
    candidates.rows.length === 0
      ? null
      : toolTable("Keys and agents with a suggestion, the surest first", readableTiers(candidates), [
          wordsColumn("name", "Name"),
          wordsColumn("kind", "Kind"),
          wordsColumn("tier", "Suggestion"),
          wordsColumn("evidence", "Evidence"),
          wordsColumn("owner", "Owner"),
          budgetColumn("budget_usd", "Budget"),
        ]),
    moreText(found.page.total, found.page.returned, "suggestion"),
    asked.rows.length === 0
      ? null
      : folded("Keys whose use is not stated, and that have no spend", [
          toolTable("To ask about, the largest budget first", asked, [
            wordsColumn("name", "Name"),
            wordsColumn("owner", "Owner"),
            timeColumn("created", "Created"),
            timeColumn("no_spend_since", "No spend since"),
            usdColumn("cost_usd", "Cost"),
            budgetColumn("budget_usd", "Budget"),
          ]),
          moreText(found.to_ask_about_total, asked.rows.length, "key"),
        ]),
    hygiene.rows.length === 0
      ? null
      : toolTable("Active keys without what keeps cost in check", hygiene, [
          wordsColumn("finding", "Finding"),
          countColumn("active_keys", "Active keys"),
          wordsColumn("for_example", "For example"),
        ]),
    html`<p class="muted">${found.method} ${found.coverage}</p>`,
  ];
}

/** Tiers are written for programs: `safe_to_remove`. */
function readableTiers(table: Idle["candidates"]): Idle["candidates"] {
  const at = table.columns.indexOf("tier");
  return {
    ...table,
    rows: table.rows.map((row) =>
      row.map((cell, index) => (index === at && typeof cell === "string" ? cell.replaceAll("_", " ") : cell)),
    ),
  };
}
