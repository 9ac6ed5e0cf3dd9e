// What makes people stay: what is out of the ordinary and why, how the cycle will end, who spends, what nobody uses.

import { figuresIn, type Table, wordsIn } from "../../src/toolkit/table.ts";
import { diagnoseCostAnomaly } from "../../src/tools/diagnose-cost-anomaly.ts";
import { drillDownSpend } from "../../src/tools/drill-down-spend.ts";
import { findIdleResources } from "../../src/tools/find-idle-resources.ts";
import { getExecutiveDashboard } from "../../src/tools/get-executive-dashboard.ts";
import * as draw from "./drawing.ts";
import type { Print, Session } from "./session.ts";

const shownRows = 5;

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
    ...drawTable(
      facts.anomalies,
      ["dimension", "name", "since"],
      ["expected_usd", "actual_usd", "excess_usd"],
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
    ...drawTable(facts.rows, ["name"], ["cost_usd", "share_percent", "change_usd"]),
    ...draw.warningLines(facts.warnings),
  );
}

async function showIdle(session: Session, print: Print): Promise<void> {
  const tool = "find_idle_resources";
  const facts = await session.call(tool, { include: "keys" }, findIdleResources.output);
  print(
    draw.heading("Which keys does nobody use?", `${tool} keys`),
    ...draw.wrapped(facts.headline),
    ...drawTable(facts.candidates, ["name", "tier", "evidence"], ["budget_usd"]),
    ...draw.warningLines(facts.warnings),
  );
}

/** The first rows of a table, with these columns of words and of figures. */
function drawTable(table: Table, words: readonly string[], figures: readonly string[]): string[] {
  const columns = [
    ...words.map((name) => ({ name, isNumber: false, cells: wordsIn(table, name) })),
    ...figures.map((name) => ({
      name,
      isNumber: true,
      cells: figuresIn(table, name).map((figure) =>
        name.endsWith("_percent") ? draw.writePercent(figure) : draw.writeUsd(figure),
      ),
    })),
  ];
  return draw.table(
    table.rows.slice(0, shownRows).map((_, index) => index),
    columns.map(({ name, isNumber, cells }) => ({
      name: name.replace(/_(?:usd|percent)$/, ""),
      isNumber,
      text: (index: number) => cells[index] ?? "–",
    })),
  );
}
