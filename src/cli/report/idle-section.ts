/** Keys and agents that nobody seems to use. */
import { type Content, html } from "../../page/html.ts";
import type { Answer } from "../../toolkit/define-tool.ts";
import type { findIdleResources } from "../../tools/find-idle-resources.ts";
import { writeUsd } from "../figure-text.ts";
import { foldUp, showMore, writeList, writeProse, writeSentence, writeTerm } from "./page-text.ts";
import type { ReportData } from "./report-data.ts";
import { type Section, showPart } from "./section.ts";
import {
  countColumn,
  noneStated,
  tabulateRows,
  termColumn,
  timeColumn,
  usdColumn,
  wordsColumn,
} from "./tool-table.ts";

type Idle = Answer<typeof findIdleResources>;

export const showIdleSection = (data: ReportData): Section => ({
  id: "idle",
  heading: "Keys and agents to ask about",
  content: showPart(data, "find_idle_resources", showIdle),
});

const showIdle = (found: Idle): Content => [
  writeSentence(found.headline),
  showIdleCosts(found),
  tabulateCandidates(found),
  showMore(found.page.total, found.page.returned, "suggestion"),
  tabulateUnstated(found),
  tabulateHygiene(found),
  html`<p class="muted">${found.method} ${found.coverage}</p>`,
];

/** What the budgets of idle keys allow, and what hardly used keys and agents cost. */
function showIdleCosts(found: Idle): Content {
  const budgets = Object.entries(found.idle_key_budgets_usd);
  return writeList([
    ...budgets.map(
      ([window, amount]) =>
        `Budgets of idle keys, ${writeTerm(window)}: ${writeUsd(amount)}. Room and risk, not money saved.`,
    ),
    // Where nothing was read, nothing was found either.
    ...(Object.keys({ ...found.keys_by_state, ...found.agents_by_state }).length === 0
      ? []
      : [
          writeProse(
            `What hardly used keys and agents cost in ${found.window}: ${writeUsd(found.low_use_cost_usd)}.`,
          ),
        ]),
  ]);
}

const tabulateCandidates = ({ candidates }: Idle): Content =>
  tabulateRows("Keys and agents with a suggestion, the surest first", candidates, [
    wordsColumn("name", "Name", "no name"),
    termColumn("kind", "Kind"),
    termColumn("tier", "Suggestion"),
    wordsColumn("evidence", "Evidence"),
    usdColumn("budget_usd", "Budget", (cellIn) =>
      cellIn("kind").words === "agent" ? "not looked up" : noneStated,
    ),
  ]);

function tabulateUnstated({ to_ask_about: asked, to_ask_about_total: total }: Idle): Content {
  if (asked.rows.length === 0) return null;
  return foldUp("Keys whose use is not stated, and that have no spend", [
    tabulateRows("To ask about, the largest budget first", asked, [
      wordsColumn("name", "Name", "no name"),
      wordsColumn("owner", "Owner"),
      timeColumn("created", "Created"),
      timeColumn("no_spend_seen_since", "No spend since"),
      usdColumn("cost_usd", "Cost in the billing period"),
      usdColumn("budget_usd", "Budget", noneStated),
    ]),
    showMore(total, asked.rows.length, "key"),
  ]);
}

const tabulateHygiene = ({ hygiene }: Idle): Content =>
  tabulateRows("Active keys to look after", hygiene, [
    wordsColumn("finding", "Finding"),
    countColumn("active_keys", "Active keys"),
    wordsColumn("for_example", "For example"),
  ]);
