import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { confirmedCall, inProcess, lastBody, sentWrites } from "../support/writing.ts";

const name = "set_budget_policy";
const path = "/api/v1/policies/budget-control";
const change = { budget_cents: 800000, action: "block" };
const isWrite = ({ method }: { readonly method: string }): boolean => method === "PUT";

/** What the double holds from the start. */
const stored = {
  amount: 5000,
  currency: "USD",
  period: "monthly",
  thresholds: [50, 75, 90, 100],
  exceededAction: "alert-only",
  notifyEmails: ["finops@northwind.test"],
};

test("old and new in the preview; every other setting is kept, and what is stored is read back", async () => {
  await using session = await inProcess.open();
  const { double } = session;
  const { preview, done } = await confirmedCall(session, name, change);
  const { confirmation_token: _, ...shown } = preview.structured;
  expect(outline(shown)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "needs_confirmation"
    note: "Nothing was changed. Show the user this preview. Only if they agree, call set_budget_policy again with the same arguments and this confirmation_token."
    change: "Change the workspace budget from $5,000.00 to $8,000.00 (monthly); at the limit block (pause) instead of alert_only."
    before: {"budget_usd":5000,"at_limit":"alert_only"}
    after: {"budget_usd":8000,"at_limit":"block (pause)"}
    expires_at: "2026-11-22T09:40:00Z"
    warnings: ["block asks the platform to pause at the limit; its documentation promises alerts only."]"
  `);
  expect(outline(done.structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "done"
    change: "Change the workspace budget from $5,000.00 to $8,000.00 (monthly); at the limit block (pause) instead of alert_only."
    budget_usd: 8000
    at_limit: "block (pause)"
    thresholds_percent: [50,75,90,100]
    is_verified: true
    source: "policies/budget-control"
    warnings: []"
  `);
  expect(lastBody(double)).toEqual({ config: { ...stored, amount: 8000, exceededAction: "pause" } });
  // Twice for the previews, with what has been spent, and once after the write, which works on what was previewed.
  expect(requestLines(double)).toEqual([
    "GET /api/v1/analytics/usage",
    "GET /api/v1/analytics/usage",
    ...new Array<string>(3).fill(`GET ${path}`),
    `PUT ${path}`,
  ]);
});

test.each(["data.config", "config", "bare"] as const)(
  "the policy under %s is kept whole",
  async (envelope) => {
    await using session = await inProcess.open({ switches: { budgetControlEnvelope: envelope } });
    const { done } = await confirmedCall(session, name, change);
    expect(done.structured).toMatchObject({ status: "done", budget_usd: 8000, is_verified: true });
    expect(lastBody(session.double)).toEqual({
      config: { ...stored, amount: 8000, exceededAction: "pause" },
    });
  },
);

test.each(["data", "code_data_message", "none"] as const)(
  "the policy in the envelope %s",
  async (envelope) => {
    await using session = await inProcess.open({ switches: { workspaceEnvelope: envelope } });
    const { done } = await confirmedCall(session, name, change);
    expect(done.structured["is_verified"]).toBe(true);
    expect(lastBody(session.double)).toEqual({
      config: { ...stored, amount: 8000, exceededAction: "pause" },
    });
  },
);

test("no policy is found where one is documented: nothing is written", async () => {
  await using session = await inProcess.open({ switches: { budgetControlEnvelope: "absent" } });
  const { text } = await session.call(name, change);
  expect(text).toMatchInlineSnapshot(
    `"set_budget_policy failed. The answer is not what the Alephant API sends: GET /api/v1/policies/budget-control. The answer: no budget configuration, only enabled. Check that ALEPHANT_API_BASE_URL is the API's address (for example https://alephant.io). If it is, this deployment's API differs from the documented one; no figure was guessed."`,
  );
  expect(sentWrites(session.double)).toEqual([]);
});

test("a policy without the usual settings is not given any; it keeps its own", async () => {
  await using session = await inProcess.open();
  const { double } = session;
  double.fault({
    method: "GET",
    path,
    effect: { kind: "status", status: 200, body: { data: { config: { mode: "x", amount: null } } } },
  });
  await confirmedCall(session, name, change);
  expect(lastBody(double)).toEqual({
    config: {
      mode: "x",
      amount: 8000,
      exceededAction: "pause",
    },
  });
});

test("a policy in another spelling is written in that spelling, and an ambiguous one is not written", async () => {
  await using session = await inProcess.open();
  const { double } = session;
  const answer = (config: object) =>
    double.fault({
      method: "GET",
      path,
      effect: { kind: "status", status: 200, body: { data: { config } } },
    });
  const remove = answer({ Amount: 5, exceeded_action: "alert-only", currency: "USD" });
  await confirmedCall(session, name, change);
  expect(lastBody(double)).toEqual({ config: { Amount: 8000, exceeded_action: "pause", currency: "USD" } });
  remove();
  double.requests.length = 0;
  answer({ amount: 5, exceededAction: "alert-only", exceeded_action: "pause" });
  const { done } = await confirmedCall(session, name, change);
  expect(done.text).toContain("The stored policy has exceededAction and exceeded_action");
  expect(sentWrites(double)).toEqual([]);
});

describe("somebody else writes at the same time", () => {
  test("one conflict: read again, and written on what is there now", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    double.fault({ method: "PUT", path, times: 1, effect: { kind: "status", status: 409 } });
    const { done } = await confirmedCall(session, name, change);
    expect(done.structured).toMatchObject({ status: "done", is_verified: true });
    const methods = double.requests
      .filter((request) => request.path === path)
      .map(({ method }) => method)
      .join(" ");
    expect(methods).toBe("GET GET PUT GET PUT GET");
  });

  test("a conflict with what somebody else has stored since: not written over that", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    double.fault({
      method: "PUT",
      path,
      effect: {
        kind: "custom",
        respond: (_, usual) => ({ ...usual(), status: 409 }), // it is stored after all
      },
    });
    const { done } = await confirmedCall(session, name, change);
    expect(done.text).toContain("Somebody else changed the same thing at the same time (HTTP 409)");
    expect(sentWrites(double)).toHaveLength(1);
  });

  test("between the preview and the confirmed call: nothing is written", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    let reads = 0;
    const amounts = [5000, 9000];
    double.fault({
      method: "GET",
      path,
      effect: {
        kind: "custom",
        respond: (_, usual) => ({
          ...usual(),
          body: JSON.stringify({ data: { config: { ...stored, amount: amounts[reads++] } } }),
        }),
      },
    });
    const { done } = await confirmedCall(session, name, change);
    expect(done.structured).toMatchObject({
      status: "needs_confirmation",
      note: expect.stringContaining("the state has changed since"),
      before: { budget_usd: 9000 },
    });
    expect(sentWrites(double)).toEqual([]);
  });

  test("conflict after conflict: two writes at most", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    double.fault({ method: "PUT", path, effect: { kind: "status", status: 409 } });
    const { done } = await confirmedCall(session, name, change);
    expect(done.text).toMatchInlineSnapshot(
      `"set_budget_policy failed. Somebody else changed the same thing at the same time (HTTP 409): PUT /api/v1/policies/budget-control. The API says: Injected 409. Read the current state again, then decide whether the change is still wanted."`,
    );
    expect(sentWrites(double)).toHaveLength(2);
  });

  test("a conflict, and then no answer: the outcome is unknown", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    double.fault({ method: "PUT", path, times: 1, effect: { kind: "status", status: 409 } });
    double.fault({ method: "PUT", path, effect: { kind: "reset" } });
    const { done } = await confirmedCall(session, name, change);
    expect(done.text).toContain("whether it took effect is not known");
    expect(sentWrites(double)).toHaveLength(2);
  });
});

describe("what is read back", () => {
  test("something else than was written: it says so", async () => {
    await using session = await inProcess.open();
    session.double.fault({
      method: "PUT",
      path,
      effect: { kind: "status", status: 200, body: { data: { config: change } } },
    });
    const { done } = await confirmedCall(session, name, change);
    expect(outline(done.structured)).toMatchInlineSnapshot(`
      "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
      as_of: "2026-11-22T09:30:00Z"
      status: "done"
      change: "Change the workspace budget from $5,000.00 to $8,000.00 (monthly); at the limit block (pause) instead of alert_only."
      budget_usd: 5000
      at_limit: "alert_only"
      thresholds_percent: [50,75,90,100]
      is_verified: false
      source: "policies/budget-control"
      warnings: ["What was read back differs from what was written: the API changed it, or somebody else did at the same time."]"
    `);
  });

  test("nothing: written, but not known to be", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    let isWritten = false;
    double.fault({
      path: (request) => {
        isWritten ||= isWrite(request);
        return isWritten && !isWrite(request);
      },
      effect: { kind: "status", status: 403 },
    });
    const { done } = await confirmedCall(session, name, change);
    expect(done.text).toMatchInlineSnapshot(
      `"set_budget_policy failed. Alephant refused this (HTTP 403): GET /api/v1/policies/budget-control. The API says: Injected 403. The change was sent once and is not repeated; whether it took effect is not known. Read the current state with get_workspace_budget_status before doing anything else."`,
    );
    expect(sentWrites(double)).toHaveLength(1);
  });

  test("an answer without a body is an answer", async () => {
    await using session = await inProcess.open();
    session.double.fault({
      method: "PUT",
      path,
      effect: { kind: "custom", respond: (_, usual) => ({ ...usual(), status: 204, body: "" }) },
    });
    const { done } = await confirmedCall(session, name, change);
    expect(done.structured).toMatchObject({ status: "done", is_verified: true });
  });
});

describe("what has been spent already", () => {
  const usagePath = "/api/v1/analytics/usage";
  const warningsOf = async (session: Parameters<typeof confirmedCall>[0], args: object) =>
    (await session.call(name, { ...change, ...args })).structured["warnings"];

  test("more than the new budget: the preview says so", async () => {
    await using session = await inProcess.open();
    expect(await warningsOf(session, { budget_cents: 147_194 })).toMatchInlineSnapshot(`
      [
        "block asks the platform to pause at the limit; its documentation promises alerts only.",
        "The billing cycle (2026-11-01..2026-11-22) has cost $1,471.95 so far, more than the new budget: requests may be paused at once.",
      ]
    `);
    expect(await warningsOf(session, { budget_cents: 147_194, action: "alert_only" })).toMatchInlineSnapshot(`
      [
        "The billing cycle (2026-11-01..2026-11-22) has cost $1,471.95 so far, more than the new budget.",
      ]
    `);
    expect(await warningsOf(session, { budget_cents: 147_195, action: "alert_only" })).toEqual([]);
  });

  test.each([{ currency: "EUR" }, { period: "weekly" }])(
    "a policy with %j is not held against the cycle's dollars",
    async (setting) => {
      await using session = await inProcess.open();
      const config = { ...stored, ...setting };
      session.double.fault({ path, effect: { kind: "status", status: 200, body: { data: { config } } } });
      expect(String(await warningsOf(session, { budget_cents: 100 }))).not.toContain("billing cycle");
    },
  );

  test("it goes on while the user reads: that is no other change", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    const preview = await session.call(name, { ...change, budget_cents: 100_000 });
    double.fault({
      path: usagePath,
      effect: {
        kind: "custom",
        respond: (_, usual) => {
          const reply = usual();
          return { ...reply, body: String(reply.body).replaceAll(/"cost":(\d+)/g, '"cost":1$1') };
        },
      },
    });
    const confirmation_token = preview.structured["confirmation_token"];
    const done = await session.call(name, { ...change, budget_cents: 100_000, confirmation_token });
    expect(done.structured).toMatchObject({ status: "done", is_verified: true });
  });

  test("where it cannot be read, the change can be made all the same", async () => {
    await using session = await inProcess.open();
    session.double.fault({ path: usagePath, effect: { kind: "status", status: 500 } });
    const { preview, done } = await confirmedCall(session, name, change);
    expect(String(preview.structured["warnings"])).toContain(
      "The cost of the billing cycle could not be read",
    );
    expect(done.structured).toMatchObject({ status: "done", is_verified: true });
  });

  test("a day of unknown cost: unknown, not below the budget", async () => {
    await using session = await inProcess.open();
    session.double.fault({ path: usagePath, effect: { kind: "missing_fields", names: ["cost"] } });
    expect(await warningsOf(session, { action: "alert_only" })).toEqual([
      "The cost of the billing cycle is unknown, so it may be above the new budget already.",
    ]);
  });
});

test("a budget of 0, and a policy in another currency", async () => {
  await using session = await inProcess.open();
  const config = { ...stored, currency: "EUR" };
  session.double.fault({ path, method: "GET", effect: { kind: "status", status: 200, body: { config } } });
  const { structured } = await session.call(name, { budget_cents: 0, action: "alert_only" });
  expect(structured["warnings"]).toMatchInlineSnapshot(`
    [
      "A budget of 0 may block every request, mean no limit, or be rejected: Alephant does not document which.",
      "The policy is kept in EUR: the amount is written as 0.00 EUR, not as dollars, and cannot be compared with the cost, which is in USD.",
    ]
  `);
});

test("a stored amount that is no number is unknown, and is not called none", async () => {
  await using session = await inProcess.open();
  const body = { data: { config: { ...stored, amount: { value: 5000 } } } };
  session.double.fault({ path, effect: { kind: "status", status: 200, body } });
  const { structured } = await session.call(name, change);
  expect(structured).toMatchObject({
    change:
      "Change the workspace budget from an amount that could not be read to $8,000.00 (monthly); at the limit block (pause) instead of alert_only.",
    before: { budget_usd: null },
  });
  expect(structured["warnings"]).toContain("The stored amount could not be read: it is unknown, not none.");
});

test.each([-1, "-1"])("a stored amount of %p stands for no limit, as it does everywhere", async (amount) => {
  await using session = await inProcess.open();
  const body = { data: { config: { ...stored, amount } } };
  session.double.fault({ path, effect: { kind: "status", status: 200, body } });
  const { structured } = await session.call(name, change);
  expect(structured).toMatchObject({
    change:
      "Change the workspace budget from none to $8,000.00 (monthly); at the limit block (pause) instead of alert_only.",
    before: { budget_usd: null },
    warnings: ["block asks the platform to pause at the limit; its documentation promises alerts only."],
  });
});

test("a token with scope write: 403 says that policies need admin", async () => {
  await using session = await inProcess.open({ who: credentials.patWrite });
  const { done } = await confirmedCall(session, name, change);
  expect(done.text).toMatchInlineSnapshot(
    `"set_budget_policy failed. The personal access token's scope is too low (HTTP 403): PUT /api/v1/policies/budget-control. The API says: This token lacks the required scope: admin. Reading needs scope read; keys need write; budget policies need admin. Create a token with that scope in the dashboard and set it as ALEPHANT_PAT."`,
  );
  expect(sentWrites(session.double)).toHaveLength(1);
});

test("a silent answer about what is spent does not keep a budget from being set", async () => {
  await using session = await inProcess.open();
  session.double.fault({ path: "/api/v1/analytics/usage", effect: { kind: "silence" } });
  const { preview, done } = await confirmedCall(session, name, change);
  expect(JSON.stringify(preview.structured["warnings"])).toContain(
    "The cost of the billing cycle could not be read",
  );
  expect(done.structured).toMatchObject({ status: "done", is_verified: true });
}, 20_000);
