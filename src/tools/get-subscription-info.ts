import * as v from "valibot";
import { countDaysLeft, findLastDay, warnOfSubscriptionDates } from "../domain/billing-cycle.ts";
import { roundUsd } from "../domain/money.ts";
import { dayOf } from "../domain/time.ts";
import { defineTool } from "../toolkit/define-tool.ts";
import { Figure, Source, Warnings } from "../toolkit/outputs.ts";

const Word = v.nullable(v.string());

export const getSubscriptionInfo = defineTool({
  name: "get_subscription_info",
  title: "Subscription",
  description:
    "The workspace's Alephant plan: tier, status, base price in USD, limits of virtual keys and logs (counts, not money), and the dates of the billing period. The price is Alephant's own, not the cost of AI usage.",
  modes: ["manager"],
  effect: "read",
  input: v.strictObject({}),
  output: v.object({
    tier: Word,
    status: Word,
    billing_period: Word,
    base_price_usd: Figure,
    virtual_key_limit: Figure,
    log_limit: Figure,
    period_start: Word,
    period_end: v.pipe(Word, v.description("As the API states it")),
    last_day: Word,
    last_day_because: Word,
    days_left: v.pipe(Figure, v.description("With today")),
    trial_ends_at: Word,
    cancel_at_period_end: v.nullable(v.boolean()),
    source: Source,
    warnings: Warnings,
  }),
  async handler({ api, now }) {
    const plan = await api.subscription();
    const today = dayOf(now);
    const last = plan.periodEnd && findLastDay(plan.periodStart, plan.periodEnd);
    return {
      tier: plan.tier,
      status: plan.status,
      billing_period: plan.billingPeriod,
      base_price_usd: roundUsd(plan.basePrice),
      virtual_key_limit: plan.virtualKeyLimit,
      log_limit: plan.logLimit,
      period_start: plan.periodStart,
      period_end: plan.periodEnd?.day ?? null,
      last_day: last?.day ?? null,
      last_day_because: last?.basis ?? null,
      days_left: last && countDaysLeft(last.day, today),
      trial_ends_at: plan.trialEndsAt,
      cancel_at_period_end: plan.cancelAtPeriodEnd,
      source: plan.source,
      warnings: [
        ...plan.warnings,
        ...warnOfSubscriptionDates(plan, today),
        ...(plan.tier === null ? ["The API did not say, in known words, which plan the workspace has."] : []),
      ],
    };
  },
});
