// The questions that both modes answer: does it work, what did it come to, how did it develop, where did it go.

import * as v from "valibot";
import {
  type ModelRow,
  readDayCosts,
  readModelRows,
  writeDailyCosts,
  writeModels,
} from "../../src/cli/audit/cost-sections.ts";
import { writeUsage } from "../../src/cli/audit/usage-sections.ts";
import type { Mode } from "../../src/domain/mode.ts";
import type { Answer } from "../../src/toolkit/define-tool.ts";
import { Provenance } from "../../src/toolkit/outputs.ts";
import { checkAlephantConnection } from "../../src/tools/check-alephant-connection.ts";
import { getCostByModel } from "../../src/tools/get-cost-by-model.ts";
import { getDailyCosts } from "../../src/tools/get-daily-costs.ts";
import { getUsageSummary } from "../../src/tools/get-usage-summary.ts";
import { type Checks, sumAmounts } from "./checks.ts";
import * as draw from "./drawing.ts";
import type { Print, Session } from "./session.ts";

/** One window for all results, so that their totals can be compared; with a virtual key, the only one that all of them share. */
const periods = { vk: "billing_cycle", manager: "30d" } as const;
type Period = (typeof periods)[keyof typeof periods];

const Connection = v.object({ ...checkAlephantConnection.output.entries, ...Provenance.entries });

export async function showConnection(session: Session, print: Print): Promise<void> {
  const tool = "check_alephant_connection";
  const { ok, ...facts } = await session.call(tool, {}, Connection);
  if (!ok) throw new Error(facts.problems.map(({ what, fix }) => `${what} ${fix}`).join("\n"));
  const probes = facts.probes.map(({ route, latency_ms }) => `${route} in ${latency_ms} ms`).join(", ");
  print(
    draw.heading("Does the connection work?", tool),
    `  ok: API ${draw.writeOrUnknown(facts.api_version)} ${draw.writeOrUnknown(facts.api_status)}, credential ${facts.credential}`,
    `  ${probes}`,
    `  speaks for ${facts.speaks_for}`,
  );
}

/** Summary, days and models of one window; their totals must agree. Returns the total cost in USD. */
export async function showCosts(
  session: Session,
  print: Print,
  checks: Checks,
  mode: Mode,
): Promise<number | null> {
  const whose = { vk: "key", manager: "workspace" }[mode];
  const period = periods[mode];
  const summary = await showUsage(session, print, period);
  const days = await showDays(session, print, period);
  const models = await showModels(session, print, period);
  checks.compareCosts(`${whose}: the days add up to the usage summary`, days, summary);
  checks.compareCosts(`${whose}: the models add up to their total`, models.sum, models.total);
  checks.compareCosts(`${whose}: the models' total is the usage summary's`, models.total, summary);
  return summary;
}

/** Returns the total cost in USD. */
async function showUsage(session: Session, print: Print, period: Period): Promise<number | null> {
  const tool = "get_usage_summary";
  const facts = await session.call(tool, { period }, getUsageSummary.output);
  print(
    draw.heading("What did it come to?", `${tool} ${period}`),
    ...writeUsage(facts, draw.drawing),
    ...(period === "billing_cycle"
      ? []
      : ["  Complete days alone, and other ones than those of the billing cycle: hence another total."]),
    ...draw.warningLines(facts.warnings),
  );
  return facts.cost_usd;
}

/** Returns the sum of the window's days in USD. */
async function showDays(session: Session, print: Print, period: Period): Promise<number | null> {
  const tool = "get_daily_costs";
  const facts = await session.call(tool, { period }, getDailyCosts.output);
  print(
    draw.heading("How did it develop?", `${tool} ${period}`),
    ...writeDailyCosts(facts, draw.drawing),
    ...draw.warningLines(facts.warnings),
  );
  // Today stands beside complete days, and belongs to a cycle that runs up to now.
  const days = readDayCosts(facts).filter(({ date }) => facts.window.to === null || date <= facts.window.to);
  return sumAmounts(days.map(({ cost_usd }) => cost_usd));
}

async function showModels(
  session: Session,
  print: Print,
  period: Period,
): Promise<{ readonly sum: number | null; readonly total: number | null }> {
  const tool = "get_cost_by_model";
  const models: ModelRow[] = [];
  const warnings = new Set<string>();
  let totalCost: number | null = null;
  for (let page: number | null = 1; page !== null; ) {
    const result: Answer<typeof getCostByModel> = await session.call(
      tool,
      { period, page },
      getCostByModel.output,
    );
    models.push(...readModelRows(result));
    for (const warning of result.warnings) warnings.add(warning);
    totalCost = result.total_cost_usd;
    page = result.page.next_page;
  }
  print(
    draw.heading("Where did it go?", `${tool} ${period}`),
    ...writeModels(models, models.length, totalCost, draw.drawing),
    ...draw.warningLines([...warnings]),
  );
  return { sum: sumAmounts(models.map(({ cost_usd }) => cost_usd)), total: totalCost };
}
