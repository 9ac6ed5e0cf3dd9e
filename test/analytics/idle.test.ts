import { describe, expect, test } from "bun:test";
import {
  createIdleContext,
  isLive,
  judgeAgent,
  judgeKey,
  type Suggestion,
  type UseState,
} from "../../src/analytics/idle.ts";
import { sumLowUseCost, tellIdleFindings } from "../../src/analytics/idle-findings.ts";
import type { CostItem } from "../../src/domain/costs.ts";
import type { Agent, VirtualKey } from "../../src/domain/entities.ts";
import { asDerivedUsd } from "../../src/domain/money.ts";
import { dayOf, windowOfCompleteDays } from "../../src/domain/time.ts";
import { forSeeds, type Random } from "../support/random.ts";

type Verdict = [UseState, Suggestion | null];

const now = new Date("2026-11-22T09:30:00Z");
const window = windowOfCompleteDays(30, dayOf(now));
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

const key = (facts: Partial<VirtualKey>): VirtualKey => ({
  id: "key",
  label: "key",
  prefix: null,
  status: "active",
  entityType: "agent",
  entityId: "agent",
  entityName: null,
  masterKeyId: null,
  masterKeyName: null,
  masterKeyProvider: null,
  budget: null,
  isBudgetStated: true,
  budgetAction: null,
  budgetWindow: null,
  rateLimitRpm: null,
  spent: null,
  lastUsedAt: null,
  expiresAt: null,
  createdAt: daysAgo(200),
  ...facts,
});

const agent = (facts: Partial<Agent>): Agent => ({
  id: "agent",
  name: "agent",
  departmentId: null,
  modelId: null,
  environment: null,
  status: "active",
  createdAt: daysAgo(200),
  listedCost: null,
  listedRequests: null,
  ...facts,
});

const use = (cost: number | null, requests: number | null): CostItem => ({
  id: "agent",
  name: "agent",
  cost: cost === null ? null : asDerivedUsd(cost),
  requests,
  tokens: null,
  lastUsed: null,
});

const contextOf = (
  keys: readonly VirtualKey[],
  ofAgent: CostItem | null | "unknown",
  spendSince: Date | null = null,
) => {
  const uses = ofAgent === "unknown" ? null : new Map(ofAgent === null ? [] : [["agent", ofAgent]]);
  return createIdleContext(keys, { now, window, spendSince, useByKind: { agent: uses, member: uses } });
};

const judge = (facts: Partial<VirtualKey>, ofAgent: CostItem | null | "unknown", spendSince?: Date) => {
  const one = key(facts);
  const { state, suggestion: tier } = judgeKey(one, contextOf([one], ofAgent, spendSince ?? null));
  return [state, tier];
};

test.each<[string, Partial<VirtualKey>, CostItem | null | "unknown", Verdict]>([
  ["used yesterday", { lastUsedAt: daysAgo(1) }, use(5, 90), ["in_use", null]],
  ["used 40 days ago", { lastUsedAt: daysAgo(40) }, null, ["idle", "confirm_with_owner"]],
  ["used 70 days ago", { lastUsedAt: daysAgo(70) }, null, ["idle", "safe_to_remove"]],
  ["last use lags behind its agent's", { lastUsedAt: daysAgo(70) }, use(5, 90), ["in_use", null]],
  ["its agent had no use", {}, null, ["idle", "confirm_with_owner"]],
  ["its agent had a request a week", {}, use(0.1, 4), ["low_use", "keep_watching"]],
  ["cost, but requests unknown", {}, use(3, null), ["in_use", null]],
  ["listed without figures", {}, use(null, null), ["unknown", null]],
  ["nothing is known of its agent", {}, "unknown", ["unknown", null]],
  ["created a week ago", { createdAt: daysAgo(7) }, null, ["new", null]],
  ["created 13 days ago", { createdAt: daysAgo(13) }, null, ["new", null]],
  ["created 14 days ago", { createdAt: daysAgo(14) }, null, ["idle", "keep_watching"]],
  ["not used in 29 days", { createdAt: daysAgo(29) }, null, ["idle", "keep_watching"]],
  ["not used in 30 days", { createdAt: daysAgo(30) }, null, ["idle", "confirm_with_owner"]],
  [
    "not used in the 20 days since it was created",
    { createdAt: daysAgo(20) },
    null,
    ["idle", "keep_watching"],
  ],
  ["age unknown", { createdAt: null }, null, ["idle", "keep_watching"]],
  ["status unknown", { status: null }, null, ["unknown", null]],
])("a key: %s", (_, facts, ofAgent, expected) => {
  expect(judge(facts, ofAgent)).toEqual(expected);
});

describe("by its spend, where nothing else tells", () => {
  const unbound = { entityType: null, entityId: null };
  test.each<[string, Partial<VirtualKey>, Date, Verdict]>([
    [
      "none since before the window",
      { spent: asDerivedUsd(0) },
      daysAgo(40),
      ["no_spend", "to_be_asked_about"],
    ],
    [
      "none since a day within the window",
      { spent: asDerivedUsd(0) },
      daysAgo(21),
      ["no_spend", "to_be_asked_about"],
    ],
    ["some within the window", { spent: asDerivedUsd(2) }, daysAgo(21), ["in_use", null]],
    ["some, perhaps before the window", { spent: asDerivedUsd(2) }, daysAgo(40), ["unknown", null]],
    [
      "none since before it was made",
      { spent: asDerivedUsd(0), createdAt: daysAgo(3) },
      daysAgo(21),
      ["new", null],
    ],
    [
      "later than its last use",
      { spent: asDerivedUsd(2), lastUsedAt: daysAgo(70) },
      daysAgo(40),
      ["unknown", null],
    ],
  ])("%s", (_, facts, since, expected) => {
    expect(judge({ ...unbound, ...facts }, null, since)).toEqual(expected);
  });
});

test.each([
  ["active", null, true],
  ["Active", null, true],
  ["active", daysAgo(-1), true],
  ["active", daysAgo(1), false],
  ["revoked", null, false],
  ["disabled", null, false],
  ["expired", null, false],
  [null, null, true],
])("status %p, expiry %p: in service %p", (status, expiresAt, isInService) => {
  expect(isLive(key({ status, expiresAt }), now)).toBe(isInService);
});

test.each<[string, Partial<Agent>, CostItem | null | "unknown", Verdict]>([
  ["no requests", {}, null, ["idle", "confirm_with_owner"]],
  ["use unknown", {}, "unknown", ["unknown", null]],
  ["status unknown", { status: null }, null, ["unknown", null]],
  ["new", { createdAt: daysAgo(5) }, null, ["new", null]],
  ["age unknown", { createdAt: null }, null, ["idle", "keep_watching"]],
  ["a few requests", {}, use(0.2, 3), ["low_use", "keep_watching"]],
])("an agent: %s", (_, facts, ofAgent, expected) => {
  const { state, suggestion: tier } = judgeAgent(agent(facts), contextOf([], ofAgent));
  expect([state, tier]).toEqual(expected);
});

test("an agent and its only key are the same dollars", () => {
  const one = key({});
  const context = contextOf([one], use(0.3, 4));
  const [keys, agents] = [[judgeKey(one, context)], [judgeAgent(agent({}), context)]];
  expect<unknown>(sumLowUseCost(keys, agents)).toBe(0.3);
  expect<unknown>(sumLowUseCost(keys, [])).toBe(0.3);
  expect<unknown>(sumLowUseCost([], [])).toBe(0);
});

test("a longer look is never less sure than a shorter one", () => {
  const week = windowOfCompleteDays(7, dayOf(now));
  const boldness: readonly (Suggestion | null)[] = [
    null,
    "to_be_asked_about",
    "keep_watching",
    "confirm_with_owner",
  ];
  forSeeds(2_000, (random) => {
    const one = key({
      createdAt: daysAgo(random.integer(0, 90)),
      spent: random.next() < 0.5 ? null : asDerivedUsd(0),
    });
    const facts = {
      now,
      spendSince: daysAgo(random.integer(0, 29)),
      useByKind: { agent: new Map(), member: null },
    };
    const tierIn = (looked: typeof window) =>
      judgeKey(one, createIdleContext([one], { ...facts, window: looked })).suggestion;
    expect(boldness.indexOf(tierIn(window))).toBeGreaterThanOrEqual(boldness.indexOf(tierIn(week)));
  });
});

test("no suggestion to remove rests on what is not known, or falls on what is new", () => {
  const time = (random: Random) => (random.next() < 0.4 ? null : daysAgo(random.integer(0, 400)));
  forSeeds(5_000, (random) => {
    const one = key({
      status: random.next() < 0.2 ? null : "active",
      lastUsedAt: time(random),
      createdAt: time(random),
      spent: random.next() < 0.4 ? null : asDerivedUsd(random.integer(0, 2)),
      ...(random.next() < 0.3 ? { entityType: null, entityId: null } : {}),
    });
    const ofAgent =
      random.next() < 0.3
        ? "unknown"
        : random.next() < 0.4
          ? null
          : use(random.integer(0, 3), random.integer(0, 90));
    const { state, suggestion: tier } = judgeKey(one, contextOf([one], ofAgent, time(random)));
    if (tier !== "safe_to_remove" && tier !== "confirm_with_owner") return;
    expect(state).toBe("idle");
    expect(one.status).toBe("active");
    const isNew = one.lastUsedAt === null && one.createdAt !== null && one.createdAt > daysAgo(14);
    expect(isNew).toBe(false);
    expect(one.lastUsedAt === null && one.createdAt === null).toBe(false);
    expect(one.lastUsedAt !== null && one.lastUsedAt >= window.start).toBe(false);
    if (tier === "safe_to_remove") expect((one.lastUsedAt ?? now) <= daysAgo(60)).toBe(true);
  });
});

test.each([
  [29, "in_use", null],
  [31, "idle", "confirm_with_owner"],
  [59, "idle", "confirm_with_owner"],
  [60, "idle", "safe_to_remove"],
] as const)("a key that was last used %i days ago is %s, %p", (days, state, tier) => {
  expect(judge({ lastUsedAt: daysAgo(days) }, null)).toEqual([state, tier]);
});

describe("one and more of them, in words", () => {
  test.each([
    [1, 70, "1 active key was not used in the month; 1 of them is safe to remove by what was observed. "],
    [2, 70, "2 active keys were not used in the month; 2 of them are safe to remove by what was observed. "],
    [1, 40, "1 active key was not used in the month; none of them are safe to remove by what was observed. "],
  ])("%i keys that were last used %i days ago, and as many agents", (count, days, told) => {
    const keys = Array.from({ length: count }, () => key({ lastUsedAt: daysAgo(days) }));
    const context = contextOf(keys, null);
    const headline = tellIdleFindings({
      days: "the month",
      keys: { read: keys, judged: keys.map((each) => judgeKey(each, context)) },
      agents: { read: keys, judged: keys.map(() => judgeAgent(agent({}), context)) },
    });
    const agents = count === 1 ? "1 active agent shows" : `${count} active agents show`;
    expect(headline).toBe(`${told}${agents} no requests in the month.`);
  });

  test.each([
    [0, null, "no requests in the period, 0 active keys"],
    [1, null, "no requests in the period, 1 active key"],
    [2, null, "no requests in the period, 2 active keys"],
    [0, 1, "1 request in the period"],
    [0, 2, "2 requests in the period"],
  ])("an agent with %i keys and %p requests", (keys, requests, evidence) => {
    const own = Array.from({ length: keys }, () => key({}));
    const context = contextOf(own, requests === null ? null : use(0.1, requests));
    expect(judgeAgent(agent({}), context).evidence).toBe(evidence);
  });
});
