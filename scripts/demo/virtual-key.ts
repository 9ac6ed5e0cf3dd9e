// What an assistant learns with a virtual key.

import { writeKeyBudget } from "../../src/cli/audit/budget-sections.ts";
import { writeScope } from "../../src/cli/audit/usage-sections.ts";
import { getMyBudget } from "../../src/tools/get-my-budget.ts";
import { getMyScope } from "../../src/tools/get-my-scope.ts";
import { showConnection, showCosts } from "./both-modes.ts";
import type { Checks } from "./checks.ts";
import * as draw from "./drawing.ts";
import type { Print, Session } from "./session.ts";

/** Returns the agent or member behind the key, and its cost in USD. */
export async function showVirtualKey(
  session: Session,
  print: Print,
  checks: Checks,
): Promise<{ readonly owner: string | null; readonly cost: number | null }> {
  await showConnection(session, print);
  const owner = await showScope(session, print);
  await showBudget(session, print);
  return { owner, cost: await showCosts(session, print, checks, "vk") };
}

/** Returns the name of the agent or member behind the key. */
async function showScope(session: Session, print: Print): Promise<string | null> {
  const tool = "get_my_scope";
  const scope = await session.call(tool, {}, getMyScope.output);
  print(
    draw.heading("Whom does this key speak for?", tool),
    ...writeScope(scope, draw.drawing),
    ...draw.warningLines(scope.warnings),
  );
  return scope.bound_to?.name ?? null;
}

async function showBudget(session: Session, print: Print): Promise<void> {
  const tool = "get_my_budget";
  const args = { period: "billing_cycle" };
  const budget = await session.call(tool, args, getMyBudget.output);
  print(
    draw.heading("What is left of the budget?", `${tool} ${args.period}`),
    ...writeKeyBudget(budget, draw.drawing),
    ...draw.warningLines(budget.warnings),
  );
}
