// What an assistant learns with a virtual key.

import * as v from "valibot";
import type { Checks } from "./checks.ts";
import * as draw from "./drawing.ts";
import { showConnection, showCosts } from "./reports.ts";
import { Amount, Name, Warnings } from "./results.ts";
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
  return { owner, cost: await showCosts(session, print, checks, "key") };
}

const Scope = v.object({
  virtual_key: v.object({
    label: Name,
    prefix: Name,
    status: Name,
    allowed_models: v.nullable(v.array(v.string())),
    rate_limit_rpm: Amount,
  }),
  workspace: v.object({ name: Name }),
  bound_to: v.nullable(v.object({ type: Name, name: Name, department: Name })),
  warnings: Warnings,
});

/** Returns the name of the agent or member behind the key. */
async function showScope(session: Session, print: Print): Promise<string | null> {
  const tool = "get_my_scope";
  const { virtual_key: key, workspace, bound_to: owner, warnings } = await session.call(tool, {}, Scope);
  const limit =
    key.rate_limit_rpm === null ? "no rate limit known" : `${key.rate_limit_rpm} requests a minute`;
  const whose =
    owner === null
      ? "nobody"
      : `${draw.named(owner.type)} ${draw.named(owner.name)}, department ${draw.named(owner.department)}`;
  print(
    draw.heading("Whom does this key speak for?", tool),
    ...draw.pairs([
      ["Key", `${draw.named(key.label)} (${draw.named(key.prefix)}…), ${draw.named(key.status)}, ${limit}`],
      ["Bound to", whose],
      ["Workspace", draw.named(workspace.name)],
      ["Models", key.allowed_models?.join(", ") ?? "not limited, or unknown"],
    ]),
    ...draw.warningLines(warnings),
  );
  return owner?.name ?? null;
}

const Budget = v.object({
  virtual_key_budget: v.nullable(
    v.object({
      has_limit: v.boolean(),
      budget_usd: Amount,
      spent_in_period_usd: Amount,
      remaining_usd: Amount,
      used_percent: Amount,
      budget_window: Name,
      resets_at: Name,
      at_limit: Name,
    }),
  ),
  warnings: Warnings,
});

async function showBudget(session: Session, print: Print): Promise<void> {
  const tool = "get_my_budget";
  const args = { period: "billing_cycle" };
  const { virtual_key_budget: key, warnings } = await session.call(tool, args, Budget);
  print(draw.heading("What is left of the budget?", `${tool} ${args.period}`));
  if (key === null) print("  unknown");
  else if (!key.has_limit) print(`  no limit; ${draw.usd(key.spent_in_period_usd)} spent`);
  else {
    print(
      `  ${draw.bar(key.used_percent, 40)}  ${draw.percent(key.used_percent)} used`,
      `  ${draw.usd(key.spent_in_period_usd)} of ${draw.usd(key.budget_usd)}, ${draw.usd(key.remaining_usd)} left`,
      `  ${draw.named(key.budget_window)} budget, resets ${draw.named(key.resets_at)}, at the limit: ${draw.named(key.at_limit)}`,
    );
  }
  print(...draw.warningLines(warnings));
}
