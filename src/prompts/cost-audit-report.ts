import * as v from "valibot";
import type { Mode } from "../domain/mode.ts";
import { addDays, type UtcDay } from "../domain/time.ts";
import { answerRules, definePrompt } from "../toolkit/define-prompt.ts";

const periods = ["weekly", "monthly", "quarterly"] as const;
type AuditPeriod = (typeof periods)[number];

/** Days of a quarter: complete ones, so that no quarter of the calendar has to be over. */
const quarterDays = 90;

/** The period of the tools whose figures are compared. In VK mode no tool looks back a quarter. */
function choosePeriod(period: AuditPeriod, mode: Mode, today: UtcDay): string {
  if (period === "weekly") return "7d";
  if (period === "monthly" || mode === "vk") return "30d";
  return `${addDays(today, -quarterDays)}..${addDays(today, -1)}`;
}

export const costAuditReport = definePrompt({
  name: "cost_audit_report",
  title: "Cost audit report",
  description:
    "A structured weekly, monthly or quarterly audit of AI cost, with evidence and recommendations",
  modes: ["vk", "manager"],
  arguments: v.strictObject({
    period: v.optional(
      v.pipe(v.picklist(periods), v.description("weekly, monthly or quarterly (default weekly)")),
      "weekly",
    ),
  }),
  choices: { period: periods },
  render: ({ period }, mode, today) =>
    [
      writeOpening(period, mode),
      ...steps[mode](choosePeriod(period, mode, today), period),
      outline,
      answerRules,
    ].join("\n"),
});

const writeOpening = (period: AuditPeriod, mode: Mode): string =>
  `Write a ${period} AI cost audit ${mode === "vk" ? "for the one virtual key that this Alephant server speaks for" : "of the Alephant workspace"}. Work through these steps with the Alephant tools:`;

const steps: Readonly<Record<Mode, (window: string, period: AuditPeriod) => string[]>> = {
  vk: (window, period) => [
    "1. get_my_scope: name the key, the agent or member behind it, and the workspace. If the key is unbound, say what that means for the figures.",
    `2. get_usage_summary with period ${window}: total cost, requests, tokens, unit costs, change against as many days before.`,
    `3. get_daily_costs with period ${window}: trend, highest day, anything that stands out from the other days. Leave today out, it is not over.`,
    `4. get_cost_by_model with period ${window}: where the money goes, and which models are dear per request. Today is in it: give shares, and take the total from step 2.`,
    "5. get_my_budget with period billing_cycle: what is left, when it resets, what happens at the limit.",
    "6. get_my_recent_requests: failed or unusually expensive requests, as examples only.",
    "7. list_available_models with page_size 50 and a search for cheaper siblings of the costliest model, to compare prices per million tokens.",
    ...(period === "quarterly"
      ? [
          "The tools reach back 30 days: say that the quarter itself cannot be shown, and do not extrapolate to it.",
        ]
      : []),
  ],
  manager: (window, period) => [
    `1. get_daily_costs with period ${window}: totals, trend and unusual days, without today.`,
    `2. get_usage_summary with period ${window}: total cost, requests, tokens, unit costs, change against as many days before.`,
    `3. get_cost_by_model with period ${window}: where the money goes, and which models are dear per request.`,
    `4. drill_down_spend with dimension agent and period ${window}: who spends it, and what nobody is charged with.`,
    `5. find_idle_resources with period ${window}: keys and agents without use, budgets of idle keys, hygiene.`,
    "6. get_workspace_budget_status: spent against the limit of the billing cycle, which is a window of its own.",
    period === "quarterly"
      ? "7. diagnose_cost_anomaly without a period: what is out of the ordinary in the last 30 days, since when, and why. It cannot judge a quarter; say so."
      : `7. diagnose_cost_anomaly with period ${window}: what is out of the ordinary, since when, and why.`,
  ],
};

const outline =
  "Then write: a summary in three sentences; a table of the main figures, each with unit and dates; findings, each with its evidence; at most three recommendations, each with the dollars it concerns and how sure you are; what could not be determined.";
