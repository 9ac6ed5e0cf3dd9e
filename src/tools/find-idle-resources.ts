import * as v from "valibot";
import { tellCoverage, tellIdleFindings } from "../analytics/idle-findings.ts";
import { InputError } from "../domain/errors.ts";
import { roundUsd } from "../domain/money.ts";
import { type ResolvedCompletePeriod, resolveCompletePeriod } from "../domain/periods.ts";
import { countDays, dayOf, endsYesterday } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { computeIdle, warnOfUnknownUse } from "../toolkit/idle-figures.ts";
import { readResources } from "../toolkit/idle-reads.ts";
import {
  askedKeyColumns,
  CandidatesOutput,
  candidateColumns,
  HygieneOutput,
  hygieneColumns,
  KeysToAskAboutOutput,
  proposeNextCalls,
} from "../toolkit/idle-rows.ts";
import { CompleteDaysInput, PageInput } from "../toolkit/inputs.ts";
import { Page } from "../toolkit/list-page.ts";
import { NextCalls, Source, Warnings } from "../toolkit/outputs.ts";
import { tableOf } from "../toolkit/table.ts";

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
    candidates: v.pipe(CandidatesOutput, v.description("Keys and agents with a suggestion, surest first")),
    to_ask_about: v.pipe(
      KeysToAskAboutOutput,
      v.description("Keys of unstated use without spend, largest budget first"),
    ),
    to_ask_about_total: v.number(),
    page: v.pipe(Page, v.description("Of candidates; to_ask_about is paged too")),
    idle_key_budgets_usd: v.pipe(
      v.record(v.string(), v.nullable(v.number())),
      v.description("By budget window: room and risk, not money saved"),
    ),
    low_use_cost_usd: v.pipe(
      v.nullable(v.number()),
      v.description("Cost of low use in the window; what is idle costs nothing"),
    ),
    hygiene: HygieneOutput,
    method: v.string(),
    coverage: v.string(),
    next: NextCalls,
    source: Source,
    warnings: Warnings,
  }),
  async handler(ctx, { period, include, page }) {
    const { window, warnings } = resolveRecentDays(period, ctx.now);
    const read = await readResources(ctx, window, include);
    const figures = computeIdle(read, { window, include, page }, ctx.now);
    return {
      headline: tellIdleFindings(figures.scan),
      window: figures.scan.days,
      ...(include === "agents" ? {} : { keys_by_state: figures.keyStates }),
      ...(include === "keys" ? {} : { agents_by_state: figures.agentStates }),
      candidates_by_tier: figures.tiers,
      candidates: tableOf(figures.shown, candidateColumns),
      to_ask_about: tableOf(figures.asked, askedKeyColumns),
      to_ask_about_total: figures.toAsk.length,
      page: figures.page,
      idle_key_budgets_usd: figures.idleBudgets,
      low_use_cost_usd: roundUsd(figures.lowUseCost),
      hygiene: tableOf(figures.hygieneGaps, hygieneColumns),
      method,
      coverage: tellCoverage(figures.scan),
      next: proposeNextCalls(figures.candidates),
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
