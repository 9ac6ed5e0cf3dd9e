import * as v from "valibot";
import {
  countStates,
  findHygieneGaps,
  sumIdleBudgets,
  sumLowUseCost,
  tellCoverage,
  tellIdleFindings,
} from "../analytics/idle-findings.ts";
import { InputError } from "../domain/errors.ts";
import { roundUsd } from "../domain/money.ts";
import { type ResolvedCompletePeriod, resolveCompletePeriod } from "../domain/periods.ts";
import { countDays, dayOf, endsYesterday } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { judgeResources, readResources, warnOfUnknownUse } from "../toolkit/idle-reads.ts";
import {
  askedKeyColumns,
  byTier,
  type Candidate,
  candidateColumns,
  hygieneColumns,
  proposeNextCalls,
  toAgentCandidate,
  toKeyCandidate,
} from "../toolkit/idle-rows.ts";
import { CompleteDaysInput, PageInput } from "../toolkit/inputs.ts";
import { Page, pageOf } from "../toolkit/list-page.ts";
import { NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { Table, tableOf } from "../toolkit/table.ts";

const pageSize = 6;
const askedPageSize = 3;
const Counts = v.record(v.string(), v.number());

const method =
  "Use: last use, else requests of the agent or member whose only key it is, else spend. Safe: last used 60 days ago or more. Confirm: no use seen for 30 days; watch: for less. New: under 14 days old. Low use: under one request a day.";

export const findIdleResources = defineTool({
  name: "find_idle_resources",
  title: "Find idle resources",
  description:
    "Active keys and agents that nobody used in the last complete days, with evidence and a tier no bolder than it: safe_to_remove, confirm_with_owner, keep_watching; keys of unstated use without spend are listed to be asked about. Also budget that idle keys block, cost of low use, and hygiene (such as no budget, no owner). Reads every page.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({
    period: CompleteDaysInput,
    include: v.optional(
      v.pipe(v.picklist(["all", "keys", "agents"]), v.description("What to look at")),
      "all",
    ),
    page: PageInput,
  }),
  output: v.object({
    headline: v.string(),
    window: v.string(),
    keys_by_state: v.optional(v.pipe(Counts, v.description("Of active keys"))),
    agents_by_state: v.optional(v.pipe(Counts, v.description("Of active agents"))),
    candidates_by_tier: Counts,
    candidates: v.pipe(Table, v.description("Keys and agents with a suggestion, surest first")),
    to_ask_about: v.pipe(Table, v.description("Keys of unstated use without spend, largest budget first")),
    to_ask_about_total: v.number(),
    page: v.pipe(Page, v.description("Of candidates; to_ask_about turns with it")),
    idle_key_budgets_usd: v.pipe(
      v.record(v.string(), v.nullable(v.number())),
      v.description("By budget window: room and risk, not money saved"),
    ),
    low_use_cost_usd: v.pipe(
      v.nullable(v.number()),
      v.description("Cost in the window of low use; what is idle costs nothing"),
    ),
    hygiene: Table,
    method: v.string(),
    coverage: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { period, include, page }) {
    const { window, warnings } = resolveRecentDays(period, ctx.now);
    const read = await readResources(ctx, window, include);
    const { scan, context, live, formerOwners } = judgeResources(read, window, ctx.now);
    const [keys, agents] = [scan.keys?.judged ?? [], scan.agents?.judged ?? []];
    const idleKeys = keys.filter(({ state }) => state === "idle");
    const candidates: Candidate[] = [...keys.map(toKeyCandidate), ...agents.map(toAgentCandidate)]
      .filter(({ tier }) => tier !== null && tier !== "to_be_asked_about")
      .sort(byTier);
    const toAsk = keys
      .filter(({ suggestion }) => suggestion === "to_be_asked_about")
      .sort((a, b) => (b.key.budget ?? -1) - (a.key.budget ?? -1));
    const [shown, asked] = [pageOf(candidates, page, pageSize), pageOf(toAsk, page, askedPageSize)];
    return {
      headline: tellIdleFindings(scan),
      window: scan.days,
      ...(include === "agents" ? {} : { keys_by_state: countStates(keys) }),
      ...(include === "keys" ? {} : { agents_by_state: countStates(agents) }),
      candidates_by_tier: countTiers(candidates),
      candidates: tableOf(shown.items, candidateColumns),
      to_ask_about: tableOf(asked.items, askedKeyColumns),
      to_ask_about_total: toAsk.length,
      page: { ...shown.page, next_page: shown.page.next_page ?? asked.page.next_page },
      idle_key_budgets_usd: sumIdleBudgets(idleKeys),
      // Only the costs by agent tell what is hardly used.
      low_use_cost_usd:
        context.useByKind.agent === null || (scan.keys === null && scan.agents === null)
          ? null
          : roundUsd(sumLowUseCost(keys, agents)),
      hygiene: tableOf(
        findHygieneGaps(live, formerOwners, include === "keys" ? "member" : "agent or member"),
        hygieneColumns,
      ),
      method,
      coverage: tellCoverage(scan),
      next: proposeNextCalls(candidates),
      source: "virtual-keys, agents, members, analytics/costs, subscriptions/current",
      warnings: [
        ...warnings,
        ...read.warnings,
        ...(read.keys?.warnings ?? []),
        ...(read.agents?.warnings ?? []),
        ...warnOfUnknownUse(read.costs),
      ],
    };
  },
});

const countTiers = (candidates: readonly Candidate[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(candidates, ({ tier }) => tier ?? "")].map(([tier, rows]) => [tier, rows.length]),
  );

/** Fewer days may be those on which a key is never used, such as a weekend. */
const minDays = 7;

/** Idle means idle now: days that end before yesterday cannot show it. @throws InputError */
function resolveRecentDays(period: string, now: Date): ResolvedCompletePeriod {
  const asked = resolveCompletePeriod(period, now, "find_idle_resources looks at");
  if (endsYesterday(asked.window, dayOf(now)) && countDays(asked.window) >= minDays) return asked;
  throw new InputError(
    `find_idle_resources tells what nobody uses now: it takes ${minDays} or more days that end yesterday, such as 7d or 30d, not ${asked.name}. No request was sent.`,
  );
}
