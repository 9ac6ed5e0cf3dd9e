import { describe, expect, test } from "bun:test";
import {
  type Ask,
  createConfirm,
  type Decision,
  type ProposedChange,
  type UserAnswer,
} from "../../src/mcp/confirmation.ts";

const start = new Date("2026-11-22T09:30:00Z");
const change: ProposedChange = {
  tool: "update_key_budget",
  input: { key_id: "k", budget_cents: 100 },
  subject: "workspace w",
  preview: {
    summary: "Change the budget.",
    before: { key: "a", budget_usd: null, at_limit: "alert_only" },
    after: { key: "a", budget_usd: 1, at_limit: "alert_only", tags: ["x"] },
    facts: { last_used: null, cost_usd: 2 },
    warnings: ["Mind this."],
  },
  token: undefined,
};

const tokenIn = (decision: Decision): string =>
  decision.status === "needs_confirmation" ? decision.confirmationToken : "none";

async function tokenOf(confirm: ReturnType<typeof createConfirm>, proposed = change): Promise<string> {
  return tokenIn(await confirm(proposed, undefined));
}

describe("a token", () => {
  test("stands for ten minutes from the clock that was given", async () => {
    const decision = await createConfirm(() => start)(change, undefined);
    expect(decision).toMatchObject({
      status: "needs_confirmation",
      expiresAt: new Date("2026-11-22T09:40:00Z"),
    });
  });

  test("does not depend on the order of the arguments", async () => {
    const confirm = createConfirm(() => start);
    const token = await tokenOf(confirm);
    const turned = { ...change, input: { budget_cents: 100, key_id: "k" }, token };
    expect(await confirm(turned, undefined)).toMatchObject({ status: "confirmed" });
  });

  test.each<Partial<ProposedChange>>([
    { tool: "revoke_virtual_key" },
    { input: { key_id: "k", budget_cents: 101 } },
    { input: { key_id: "k" } },
    { input: { key_id: "k", budget_cents: "100" } },
    { subject: "workspace v" },
    { preview: { ...change.preview, before: { key: "a", budget_usd: 5, at_limit: "alert_only" } } },
    { preview: { ...change.preview, after: { key: "b", budget_usd: 1 } } },
  ])("is of no use for %j", async (other) => {
    const confirm = createConfirm(() => start);
    const token = await tokenOf(confirm);
    expect(await confirm({ ...change, ...other, token }, undefined)).toMatchObject({
      status: "needs_confirmation",
      note: expect.stringContaining("does not belong to this change"),
    });
    // It is not used up by that.
    expect(await confirm({ ...change, token }, undefined)).toMatchObject({ status: "confirmed" });
  });

  test("outlives facts and warnings that move by themselves", async () => {
    const confirm = createConfirm(() => start);
    const token = await tokenOf(confirm);
    const preview = { ...change.preview, facts: { last_used: "now", cost_usd: 3 }, warnings: [] };
    expect(await confirm({ ...change, preview, token }, undefined)).toMatchObject({ status: "confirmed" });
  });

  test("is refused after its time, and a new one is offered", async () => {
    let now = start;
    const confirm = createConfirm(() => now);
    const token = await tokenOf(confirm);
    now = new Date(start.getTime() + 600_000);
    const late = await confirm({ ...change, token }, undefined);
    expect(late).toMatchObject({ note: expect.stringContaining("has expired") });
    expect(tokenIn(late)).not.toBe(token);
  });

  test("works once; what was used is known until it would have expired", async () => {
    let now = start;
    const confirm = createConfirm(() => now);
    const token = await tokenOf(confirm);
    expect(await confirm({ ...change, token }, undefined)).toMatchObject({ status: "confirmed" });
    expect(await confirm({ ...change, token }, undefined)).toMatchObject({
      note: expect.stringContaining("was used before"),
    });
    now = new Date(start.getTime() + 600_000);
    expect(await confirm({ ...change, token }, undefined)).toMatchObject({
      note: expect.stringContaining("has expired"),
    });
  });

  test("is not asked about: a client that could ask is left alone", async () => {
    const confirm = createConfirm(() => start);
    const token = await tokenOf(confirm);
    const ask = (): Promise<UserAnswer> => Promise.reject(new Error("asked"));
    expect(await confirm({ ...change, token }, ask)).toMatchObject({ status: "confirmed" });
  });

  test("of one server says nothing to another", async () => {
    const token = await tokenOf(createConfirm(() => start));
    const decision = await createConfirm(() => start)({ ...change, token }, undefined);
    expect(decision.status).toBe("needs_confirmation");
  });
});

describe("a question", () => {
  test("shows what is, what will be, what is known beside, and what to mind", async () => {
    const questions: string[] = [];
    const ask: Ask = async (question) => {
      questions.push(question);
      return "accept";
    };
    expect(await createConfirm(() => start)(change, ask)).toMatchObject({ status: "confirmed" });
    expect(questions.join()).toMatchInlineSnapshot(`
      "Change the budget.
      In workspace w.
      key: a
      budget_usd: none → 1
      at_limit: alert_only
      tags: ["x"]
      last_used: unknown
      cost_usd: 2
      Note: Mind this."
    `);
  });

  test("of something new has no before", async () => {
    const questions: string[] = [];
    const ask: Ask = async (question) => {
      questions.push(question);
      return "accept";
    };
    const preview = {
      summary: "Create it.",
      before: null,
      after: { label: "a", budget_usd: null },
      warnings: [],
    };
    await createConfirm(() => start)({ ...change, preview }, ask);
    expect(questions.join()).toBe("Create it.\nIn workspace w.\nlabel: a\nbudget_usd: none");
  });
});
