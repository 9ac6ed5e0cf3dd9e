import { BodyReader } from "./body-reader.ts";
import { computeBillingPeriod } from "./breakdowns.ts";
import { wrapStored, wrapWorkspace } from "./envelopes.ts";
import { refusals } from "./refusal.ts";
import { type Call, defineRoute, type Route, readNoQuery } from "./route.ts";
import { isObject } from "./state.ts";
import { sumOf } from "./sums.ts";

const budgetControl = "/policies/budget-control";

/** The plan, and the workspace's budget. */
export const workspaceRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/subscriptions/current",
    access: "read",
    query: readNoQuery,
    answer: answerSubscription,
  }),
  defineRoute({
    method: "GET",
    path: "/subscriptions/log-usage",
    access: "read",
    query: readNoQuery,
    answer: logUsage,
  }),
  defineRoute({
    method: "GET",
    path: budgetControl,
    access: "read",
    query: readNoQuery,
    answer: readBudgetControl,
  }),
  defineRoute({
    method: "PUT",
    path: budgetControl,
    access: "admin",
    query: readNoQuery,
    answer: writeBudgetControl,
  }),
];

/** Limits are numbers of keys and logs, not money. */
const plans = {
  free: { basePriceCents: 0, baseVkLimit: 5, logLimit: 10_000 },
  pro: { basePriceCents: 2_900, baseVkLimit: 20, logLimit: 100_000 },
  team: { basePriceCents: 9_900, baseVkLimit: 50, logLimit: 500_000 },
  enterprise: { basePriceCents: 49_900, baseVkLimit: 500, logLimit: 5_000_000 },
} as const;

function answerSubscription(call: Call) {
  const { tier } = call.switches;
  const { from, to } = computeBillingPeriod(call.now);
  return wrapWorkspace(call, {
    tier,
    status: "active",
    billingPeriod: "monthly",
    ...plans[tier],
    extraVkCount: 0,
    currentPeriodStart: from,
    currentPeriodEnd: to,
    cancelAtPeriodEnd: false,
  });
}

/** Known by its path only; the fields are made up from the subscription's. */
function logUsage(call: Call) {
  const { from, to } = computeBillingPeriod(call.now);
  const { requests } = sumOf(call.world.chargesBetween(from, to));
  const { logLimit } = plans[call.switches.tier];
  return wrapWorkspace(call, {
    requestsThisMonth: requests,
    logLimit,
    currentPeriodStart: from,
    currentPeriodEnd: to,
  });
}

function readBudgetControl(call: Call) {
  const { state, switches } = call;
  switch (switches.budgetControlEnvelope) {
    case "data.config":
      return wrapStored(call, { config: state.budgetConfig, enabled: true });
    case "config":
      return { body: { config: state.budgetConfig, enabled: true } };
    case "bare":
      return { body: state.budgetConfig };
    case "absent":
      return wrapStored(call, { enabled: false });
  }
}

/** Stores the config as it comes, so that a key the client forgot is gone. */
function writeBudgetControl(call: Call) {
  const body = new BodyReader(call.body);
  const config = body.value("config");
  body.refuseUnread();
  if (!isObject(config)) throw refusals.invalid("config must be an object");
  const read = new BodyReader(config);
  if (read.number("amount", 0, 1e9) === undefined) throw refusals.invalid("config.amount is required");
  // Other words than on virtual keys: these are hyphenated.
  read.oneOf("exceededAction", ["alert-only", "pause"]);
  call.state.budgetConfig = config;
  return readBudgetControl(call);
}
