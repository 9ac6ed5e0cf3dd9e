import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "get_subscription_info";

test("the plan, its price and its limits", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    tier: "enterprise"
    status: "active"
    billing_period: "monthly"
    base_price_usd: 499
    virtual_key_limit: 500
    log_limit: 5000000
    period_start: "2026-11-01"
    period_end: "2026-11-30"
    last_day: "2026-11-30"
    last_day_because: "the end 2026-11-30 can be the last day or the one after; from 2026-11-01 on this is a whole month or year"
    days_left: 9
    trial_ends_at: null
    cancel_at_period_end: false
    source: "subscriptions/current"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/subscriptions/current"]);
  expectWorkspaceHeaders(connection.double);
});

test.each([
  ["free", 0, 5],
  ["pro", 29, 20],
  ["team", 99, 50],
  ["enterprise", 499, 500],
] as const)("%s: %d USD, %d keys", async (tier, price, keys) => {
  await using connection = await connect("manager", { switches: { tier } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({ tier, base_price_usd: price, virtual_key_limit: keys });
});

describe("in other words", () => {
  const planFrom = async (data: object) => {
    await using connection = await connect("manager");
    connection.double.fault({ effect: { kind: "status", status: 200, body: { data } } });
    return (await connection.call(name)).structured;
  };

  test("the names that clients have used, with what is bought on top", async () => {
    const data = {
      plan: "team",
      base_vk_limit: "50",
      extra_vk_count: 7,
      billingCycleStart: "2026-11-10T00:00:00Z",
      billingCycleEnd: "2026-11-21",
    };
    expect(await planFrom(data)).toMatchObject({
      tier: "team",
      virtual_key_limit: 57,
      period_start: "2026-11-10",
      period_end: "2026-11-21",
      last_day: "2026-11-21",
      days_left: 0, // over since yesterday
      warnings: [
        "The billing period ended on 2026-11-21: what follows it is not stated.",
        "The last day of the billing period is not certain: the end is the bare date 2026-11-21, which is taken to belong to the period; it may be the day after.",
      ],
    });
  });

  test.each([
    ["2026-12-10T00:00:00Z", "2026-12-09", "it ends at midnight as 2026-12-10 begins"],
    ["2026-12-10T02:00:00+02:00", "2026-12-09", "it ends at midnight as 2026-12-10 begins"],
    ["2026-12-10T15:00:00Z", "2026-12-10", "it ends in the course of 2026-12-10"],
    [
      "2026-12-10",
      "2026-12-09",
      "the end 2026-12-10 can be the last day or the one after; from 2026-11-10 on this is a whole month or year",
    ],
  ])("an end stated as %s: the last day is %s, because %s", async (end, day, because) => {
    const data = { tier: "team", currentPeriodStart: "2026-11-10", currentPeriodEnd: end };
    expect(await planFrom(data)).toMatchObject({
      last_day: day,
      last_day_because: because,
      days_left: day === "2026-12-09" ? 18 : 19,
      warnings: [],
    });
  });

  test("what is not said, or not understood, is null", async () => {
    expect(
      await planFrom({ tier: "contact", currentPeriodEnd: "soon", basePriceCents: "a lot" }),
    ).toMatchObject({
      tier: "contact",
      base_price_usd: null,
      virtual_key_limit: null,
      period_end: null,
      days_left: null,
    });
  });

  test("none of it: an error that says what was there", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { quota: 1 } } } });
    const { isError, text } = await connection.call(name);
    expect(isError).toBe(true);
    expect(text).toContain("only quota");
  });
});
