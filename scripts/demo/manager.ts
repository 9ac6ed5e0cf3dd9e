// What an assistant learns about a whole workspace with a personal access token, and how far it gets with a change
// that nobody has agreed to.

import { writeWorkspaceBudget } from "../../src/cli/audit/budget-sections.ts";
import { writeOverview } from "../../src/cli/audit/usage-sections.ts";
import { ChangeToConfirm } from "../../src/mcp/make-change.ts";
import type { Answer } from "../../src/toolkit/define-tool.ts";
import { MasterKeyChoice } from "../../src/toolkit/new-key-choice.ts";
import { figuresIn, wordsIn } from "../../src/toolkit/table.ts";
import { getWorkspaceBudgetStatus } from "../../src/tools/get-workspace-budget-status.ts";
import { getWorkspaceOverview } from "../../src/tools/get-workspace-overview.ts";
import { listAgents } from "../../src/tools/list-agents.ts";
import { listMembers } from "../../src/tools/list-members.ts";
import { listVirtualKeys } from "../../src/tools/list-virtual-keys.ts";
import { showAnalyses } from "./analyses.ts";
import { showConnection, showCosts } from "./both-modes.ts";
import { type Checks, sumAmounts } from "./checks.ts";
import * as draw from "./drawing.ts";
import type { Print, Session } from "./session.ts";
import { drawTable } from "./tool-table.ts";

/** Returns the cost of the costliest agents by name, in USD. */
export async function showManager(
  session: Session,
  print: Print,
  checks: Checks,
): Promise<ReadonlyMap<string, number | null>> {
  await showConnection(session, print);
  const cost = await showOverview(session, print);
  const spent = await showBudget(session, print);
  checks.compareCosts("workspace: the budget's spending is the overview's cost", spent, cost);
  await showCosts(session, print, checks, "manager");
  const agents = await showAgents(session, print, checks, cost);
  await showUnconfirmedWrite(session, print, checks);
  await showAnalyses(session, print);
  return agents;
}

/** Returns the cost of the billing cycle in USD. */
async function showOverview(session: Session, print: Print): Promise<number | null> {
  const tool = "get_workspace_overview";
  const facts = await session.call(tool, {}, getWorkspaceOverview.output);
  print(
    draw.heading("How is the workspace doing?", tool),
    ...writeOverview(facts, draw.drawing),
    ...draw.warningLines(facts.warnings),
  );
  return facts.cost_usd;
}

/** Returns what was spent in the billing cycle in USD. */
async function showBudget(session: Session, print: Print): Promise<number | null> {
  const tool = "get_workspace_budget_status";
  const facts = await session.call(tool, {}, getWorkspaceBudgetStatus.output);
  print(
    draw.heading("What is left of its budget?", tool),
    ...writeWorkspaceBudget(facts, draw.drawing),
    ...draw.warningLines(facts.warnings),
  );
  return facts.cost_usd;
}

/** Returns the cost of the costliest agents by name, in USD. */
async function showAgents(
  session: Session,
  print: Print,
  checks: Checks,
  workspaceCost: number | null,
): Promise<ReadonlyMap<string, number | null>> {
  const tool = "list_agents";
  const args = { period: "billing_cycle", page_size: 8 };
  const facts = await session.call(tool, args, listAgents.output);
  const members = await session.call("list_members", { ...args, page_size: 1 }, listMembers.output);
  const ofMembers = sumAmounts([members.dimension_total_usd, negate(members.of_which_unassigned_usd)]);
  const agents = readAgents(facts);
  print(
    draw.heading("Which agents cost most?", `${tool} ${args.period}`),
    ...draw.table(agents, [
      { name: "agent", text: (row) => draw.writeOrUnknown(row.name) },
      { name: "model", text: (row) => draw.writeOrUnknown(row.model) },
      { name: "cost", text: (row) => draw.writeUsd(row.cost_usd), isNumber: true },
      { name: "share", text: (row) => draw.writePercent(row.share_percent), isNumber: true },
      { name: "", text: (row) => draw.drawBar(row.share_percent, 10) },
      { name: "requests", text: (row) => draw.writeCount(row.requests), isNumber: true },
      { name: "a request", text: (row) => draw.writeUsd(row.cost_per_request_usd, 4), isNumber: true },
    ]),
    ...draw.wrapped(
      `${draw.writeCount(facts.page.returned)} of ${draw.writeCount(facts.page.total)} agents. Shares are of ${draw.writeUsd(facts.dimension_total_usd)}: all agents together, and ${draw.writeUsd(facts.of_which_unassigned_usd)} through keys bound to nobody. The rest of the workspace's ${draw.writeUsd(workspaceCost)}, ${draw.writeUsd(ofMembers)}, went through members' own keys (list_members).`,
    ),
    ...draw.warningLines(facts.warnings),
  );
  checks.compareCosts(
    "workspace: agents, keys bound to nobody and members' own keys add up to its cost",
    sumAmounts([facts.dimension_total_usd, ofMembers]),
    workspaceCost,
  );
  return new Map(agents.flatMap(({ name, cost_usd }) => (name === null ? [] : [[name, cost_usd]])));
}

const negate = (amount: number | null): number | null => (amount === null ? null : -amount);

function readAgents({ agents: table }: Answer<typeof listAgents>) {
  const [models, requests] = [wordsIn(table, "configured_model"), figuresIn(table, "requests")];
  const [costs, unitCosts] = [figuresIn(table, "cost_usd"), figuresIn(table, "cost_per_request_usd")];
  const shares = figuresIn(table, "share_of_dimension_percent");
  return wordsIn(table, "name").map((name, index) => ({
    name,
    model: models[index] ?? null,
    cost_usd: costs[index] ?? null,
    share_percent: shares[index] ?? null,
    requests: requests[index] ?? null,
    cost_per_request_usd: unitCosts[index] ?? null,
  }));
}

/** This client cannot ask a user, so the change stops at its preview; the token that would go on is left unused. */
async function showUnconfirmedWrite(session: Session, print: Print, checks: Checks): Promise<void> {
  const tool = "create_virtual_key";
  const listed = await session.call("list_virtual_keys", { page_size: 1 }, listVirtualKeys.output);
  const choice = await session.call(tool, { label: "demo" }, MasterKeyChoice);
  const [masterKeyId] = wordsIn(choice.master_keys, "id");
  if (masterKeyId == null) throw new Error(`${tool} named no master key to create a key under`);
  const args = { label: "demo", master_key_id: masterKeyId, budget_cents: 2500 };
  const facts = await session.call(tool, args, ChangeToConfirm);
  const after = Object.entries(facts.after)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const);
  print(
    draw.heading("What happens to a change that nobody confirmed?", tool),
    "  Without a master key it offers these, and the demo takes the first:",
    ...drawTable(choice.master_keys, { words: ["label", "provider", "status"] }),
    `  ${facts.status}: ${facts.change}`,
    ...draw.pairs(after),
    ...draw.warningLines(facts.warnings),
    ...draw.wrapped(facts.note),
    `  The token would be good until ${facts.expires_at}. The demo stops here.`,
  );
  const relisted = await session.call("list_virtual_keys", { page_size: 1 }, listVirtualKeys.output);
  checks.compareCounts(
    "workspace: keys before and after the unconfirmed change",
    listed.page.total,
    relisted.page.total,
  );
}
