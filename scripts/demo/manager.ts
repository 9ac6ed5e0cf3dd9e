// What an assistant learns about a whole workspace with a personal access token, and how far it gets with a change
// that nobody has agreed to.

import * as v from "valibot";
import type { Checks } from "./checks.ts";
import * as draw from "./drawing.ts";
import { showConnection, showCosts, windowText } from "./reports.ts";
import { Amount, Name, Page, ReportWindow, rowsOf, Warnings } from "./results.ts";
import type { Print, Session } from "./session.ts";

/** Returns the cost of the costliest agents by name, in USD. */
export async function showManager(
  session: Session,
  print: Print,
  checks: Checks,
): Promise<ReadonlyMap<string, number | null>> {
  await showConnection(session, print);
  const cost = await showOverview(session, print);
  const spent = await showBudget(session, print);
  checks.sameCost("workspace: the budget's spending is the overview's cost", spent, cost);
  await showCosts(session, print, checks, "workspace");
  const agents = await showAgents(session, print);
  await showUnconfirmedWrite(session, print, checks);
  return agents;
}

const Overview = v.object({
  window: ReportWindow,
  cost_usd: Amount,
  requests: Amount,
  tokens: Amount,
  success_rate_percent: Amount,
  cost_per_request_usd: Amount,
  warnings: Warnings,
});

/** Returns the cost of the billing cycle in USD. */
async function showOverview(session: Session, print: Print): Promise<number | null> {
  const tool = "get_workspace_overview";
  const facts = await session.call(tool, {}, Overview);
  print(
    draw.heading("How is the workspace doing?", tool),
    `  ${windowText(facts.window)}`,
    ...draw.pairs([
      ["Cost", `${draw.usd(facts.cost_usd)}, ${draw.usd(facts.cost_per_request_usd, 4)} a request`],
      [
        "Requests",
        `${draw.count(facts.requests)}, ${draw.percent(facts.success_rate_percent)} of them successful`,
      ],
      ["Tokens", draw.count(facts.tokens)],
    ]),
    ...draw.warningLines(facts.warnings),
  );
  return facts.cost_usd;
}

const Budget = v.object({
  budget_usd: Amount,
  spent_usd: Amount,
  remaining_usd: Amount,
  used_percent: Amount,
  thresholds_percent: v.nullable(v.array(v.number())),
  thresholds_reached_percent: v.nullable(v.array(v.number())),
  budget_period: Name,
  at_limit: Name,
  warnings: Warnings,
});

/** Returns what was spent in the billing cycle in USD. */
async function showBudget(session: Session, print: Print): Promise<number | null> {
  const tool = "get_workspace_budget_status";
  const facts = await session.call(tool, {}, Budget);
  const { thresholds_percent: thresholds, thresholds_reached_percent: reached } = facts;
  print(
    draw.heading("What is left of its budget?", tool),
    `  ${draw.bar(facts.used_percent, 40)}  ${draw.percent(facts.used_percent)} used`,
    `  ${draw.usd(facts.spent_usd)} of ${draw.usd(facts.budget_usd)}, ${draw.usd(facts.remaining_usd)} left`,
    `  ${draw.named(facts.budget_period)} budget, alerts at ${percents(thresholds)} (reached: ${percents(reached)}), at the limit: ${draw.named(facts.at_limit)}`,
    ...draw.warningLines(facts.warnings),
  );
  return facts.spent_usd;
}

function percents(values: readonly number[] | null): string {
  if (values === null) return "unknown";
  return values.length === 0 ? "none" : `${values.join(", ")} %`;
}

const Agents = v.object({
  window: ReportWindow,
  agents: rowsOf(
    v.object({
      name: Name,
      cost_usd: v.optional(Amount, null),
      share_percent: v.optional(Amount, null),
      requests: v.optional(Amount, null),
      cost_per_request_usd: v.optional(Amount, null),
      model: v.optional(Name, null),
    }),
  ),
  page: Page,
  dimension_total_usd: Amount,
  warnings: Warnings,
});

async function showAgents(session: Session, print: Print): Promise<ReadonlyMap<string, number | null>> {
  const tool = "list_agents";
  const args = { period: "30d", page_size: 8 };
  const { agents, page, dimension_total_usd, warnings } = await session.call(tool, args, Agents);
  print(
    draw.heading("Which agents cost most?", `${tool} ${args.period}`),
    ...draw.table(agents, [
      { name: "agent", text: (row) => draw.named(row.name) },
      { name: "model", text: (row) => draw.named(row.model) },
      { name: "cost", text: (row) => draw.usd(row.cost_usd), isNumber: true },
      { name: "share", text: (row) => draw.percent(row.share_percent), isNumber: true },
      { name: "", text: (row) => draw.bar(row.share_percent, 10) },
      { name: "requests", text: (row) => draw.count(row.requests), isNumber: true },
      { name: "a request", text: (row) => draw.usd(row.cost_per_request_usd, 4), isNumber: true },
    ]),
    `  ${draw.count(page.returned)} of ${draw.count(page.total)} agents; shares are of ${draw.usd(dimension_total_usd)}, all cost by agent`,
    ...draw.warningLines(warnings),
  );
  return new Map(agents.flatMap(({ name, cost_usd }) => (name === null ? [] : [[name, cost_usd]])));
}

const Keys = v.object({
  page: Page,
  master_keys: rowsOf(v.object({ label: Name, id: v.string() })),
});

const Preview = v.object({
  status: v.string(),
  note: v.string(),
  change: v.string(),
  after: v.record(v.string(), v.unknown()),
  confirmation_token: v.string(),
  expires_at: v.string(),
  warnings: Warnings,
});

/** This client cannot ask a user, so the change stops at its preview; the token that would go on is left unused. */
async function showUnconfirmedWrite(session: Session, print: Print, checks: Checks): Promise<void> {
  const tool = "create_virtual_key";
  const listed = await session.call("list_virtual_keys", { page_size: 1 }, Keys);
  const masterKey = listed.master_keys[0];
  if (masterKey === undefined) throw new Error("list_virtual_keys named no master key to create a key under");
  const args = { label: "demo", master_key_id: masterKey.id, budget_cents: 2500 };
  const facts = await session.call(tool, args, Preview);
  const after = Object.entries(facts.after)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const);
  print(
    draw.heading("What happens to a change that nobody confirmed?", tool),
    `  ${facts.status}: ${facts.change}`,
    ...draw.pairs(after),
    ...draw.warningLines(facts.warnings),
    ...draw.wrapped(facts.note),
    `  The token would be good until ${facts.expires_at}. The demo stops here.`,
  );
  const relisted = await session.call("list_virtual_keys", { page_size: 1 }, Keys);
  checks.sameCount(
    "workspace: keys before and after the unconfirmed change",
    listed.page.total,
    relisted.page.total,
  );
}
