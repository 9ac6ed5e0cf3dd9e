// What makes people stay: what is out of the ordinary and why, how the cycle will end, who spends, what nobody uses.

import type { Answer } from "../../src/toolkit/define-tool.ts";
import { diagnoseCostAnomaly } from "../../src/tools/diagnose-cost-anomaly.ts";
import { drillDownSpend } from "../../src/tools/drill-down-spend.ts";
import { findIdleResources } from "../../src/tools/find-idle-resources.ts";
import { getExecutiveDashboard } from "../../src/tools/get-executive-dashboard.ts";
import * as draw from "./drawing.ts";
import type { Print, Session } from "./session.ts";
import { drawTable } from "./tool-table.ts";

export async function showAnalyses(session: Session, print: Print): Promise<void> {
  await showDiagnosis(session, print);
  await showDashboard(session, print);
  await showSpenders(session, print);
  await showIdle(session, print);
}

async function showDiagnosis(session: Session, print: Print): Promise<void> {
  const tool = "diagnose_cost_anomaly";
  const args = { period: "7d" };
  const facts = await session.call(tool, args, diagnoseCostAnomaly.output);
  print(
    draw.heading("Is anything more expensive than it should be, since when, and why?", `${tool} 7d`),
    ...draw.wrapped(facts.headline),
    ...drawTable(facts.anomalies, {
      words: ["dimension", "name", "since"],
      figures: ["expected_usd", "actual_usd", "excess_usd", "excess_since_usd"],
      names: { excess_since_usd: "since then" },
    }),
    ...draw.wrapped(
      `excess is actual less expected, and expected the median of ${facts.baseline}. since then counts from the day in since to the last one that stands out, against the same weekdays before: the sentence above takes it where it holds nearly all of a rise, else the excess.`,
    ),
    ...draw.wrapped(
      "Agents, departments, models and master keys slice the same dollars: the rows do not add up.",
    ),
    ...draw.warningLines(facts.warnings),
  );
}

async function showDashboard(session: Session, print: Print): Promise<void> {
  const tool = "get_executive_dashboard";
  const facts = await session.call(tool, {}, getExecutiveDashboard.output);
  print(
    draw.heading("Will we stay within the budget?", tool),
    ...draw.wrapped(facts.headline),
    ...draw.warningLines(facts.warnings),
  );
}

async function showSpenders(session: Session, print: Print): Promise<void> {
  const tool = "drill_down_spend";
  const args = { dimension: "department", period: "30d" };
  const facts = await session.call(tool, args, drillDownSpend.output);
  print(
    draw.heading("Who spends the money?", `${tool} by department, 30d`),
    ...draw.wrapped(facts.headline),
    ...drawTable(facts.rows, { words: ["name"], figures: ["cost_usd", "share_percent", "change_usd"] }),
    ...tellRest(facts),
    ...draw.warningLines(facts.warnings),
  );
}

/** What the rows leave of the total. */
function tellRest({
  other,
  unattributed_usd,
  unattributed_is,
  total_usd,
  window,
  compared_with,
}: Answer<typeof drillDownSpend>): string[] {
  const others =
    other.count === 0
      ? ""
      : `${draw.writeCountOf(other.count, "other")} together: ${draw.writeUsd(other.cost_usd)}. `;
  const rest =
    unattributed_is === null ? "" : `Unattributed: ${draw.writeUsd(unattributed_usd)} (${unattributed_is}). `;
  return draw.wrapped(
    `${others}${rest}Total: ${draw.writeUsd(total_usd)}. The change is that of ${window} against ${compared_with}.`,
  );
}

async function showIdle(session: Session, print: Print): Promise<void> {
  const tool = "find_idle_resources";
  const facts = await session.call(tool, { include: "keys" }, findIdleResources.output);
  print(
    draw.heading("Which keys does nobody use?", `${tool} keys`),
    ...draw.wrapped(facts.headline),
    ...drawTable(facts.candidates, { words: ["name", "tier", "evidence"], figures: ["budget_usd"] }),
    ...tellSuggestions(facts),
    ...draw.warningLines(facts.warnings),
  );
}

/** How the suggestions go together with the unused keys of the headline. */
function tellSuggestions({
  page,
  candidates_by_tier: byTier,
  keys_by_state: byState,
}: Answer<typeof findIdleResources>): string[] {
  const tiers = Object.entries(byTier).map(([tier, count]) => `${tier} ${count}`);
  return draw.wrapped(
    `${draw.writeCount(page.returned)} of ${draw.writeCount(page.total)} suggestions, the surest first, then the largest budget: ${tiers.join(", ")}. They are for the ${byState?.["idle"] ?? 0} unused keys, and for ${byState?.["low_use"] ?? 0} that are hardly used.`,
  );
}
