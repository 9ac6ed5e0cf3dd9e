import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { confirmedCall, inProcess, lastBody, sentWrites, supportBotKeyId } from "../support/writing.ts";

const name = "update_key_budget";
const listRequests = [1, 2, 3, 4, 5].map((page) => `GET /api/v1/virtual-keys?page=${page}&pageSize=100`);

test("old and new budget in the preview, then the change", async () => {
  await using session = await inProcess.open();
  const { double } = session;
  const id = supportBotKeyId(double);
  const args = { key_id: id, budget_cents: 30000, budget_action: "alert_only" };
  const { preview, done } = await confirmedCall(session, name, args);
  const { confirmation_token: _, ...shown } = preview.structured;
  expect(outline(shown)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "needs_confirmation"
    note: "Nothing was changed. Show the user this preview. Only if they agree, call update_key_budget again with the same arguments and this confirmation_token."
    change: "Change the budget of the virtual key \\"support-bot-prod\\" from $200.00 to $300.00 (monthly); at the limit alert_only instead of block (block_requests)."
    before: {"key":"support-bot-prod","status":"active","budget_usd":200,"at_limit":"block (block_requests)"}
    after: {"key":"support-bot-prod","status":"active","budget_usd":300,"at_limit":"alert_only"}
    expires_at: "2026-11-22T09:40:00Z"
    warnings: []"
  `);
  expect(outline(done.structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "done"
    change: "Change the budget of the virtual key \\"support-bot-prod\\" from $200.00 to $300.00 (monthly); at the limit alert_only instead of block (block_requests)."
    id: "b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b33"
    budget_usd: 300
    at_limit: "alert_only"
    is_verified: true
    source: "virtual-keys"
    warnings: []"
  `);
  // The key is on the first page, and the others are not asked for.
  expect(requestLines(double)).toEqual([
    "GET /api/v1/virtual-keys?page=1&pageSize=100",
    "GET /api/v1/virtual-keys?page=1&pageSize=100",
    `PATCH /api/v1/virtual-keys/${id}`,
  ]);
  expect(lastBody(double)).toEqual({ budget: 300, budgetAction: "alert_only" });
  const changed = await session.call("list_virtual_keys", { search: "support-bot-prod" });
  expect(JSON.stringify(changed.structured["keys"])).toContain('"agent Support Bot",300,');
});

test("a key without a limit: none is shown, not 0", async () => {
  const questions: string[] = [];
  await using session = await inProcess.open({
    elicit: ({ message }) => {
      questions.push(message);
      return { action: "accept", content: { confirm: true } };
    },
  });
  const { double } = session;
  const [id] = double.world.planted.noBudgetKeyIds;
  const { structured } = await session.call(name, { key_id: id, budget_cents: 5000, budget_action: "block" });
  expect(structured["change"]).toMatchInlineSnapshot(
    `"Change the budget of the virtual key "onboarding-guide" from no limit to $50.00 (monthly); at the limit block (block_requests)."`,
  );
  expect(questions).toMatchInlineSnapshot(`
    [
      
    "Change the budget of the virtual key "onboarding-guide" from no limit to $50.00 (monthly); at the limit block (block_requests).
    In workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10.
    key: onboarding-guide
    status: active
    budget_usd: none → 50
    at_limit: none → block (block_requests)"
    ,
    ]
  `);
  expect(lastBody(double)).toEqual({ budget: 50, budgetAction: "block_requests" });
});

describe("warnings of the preview", () => {
  const warningsOf = async (change: (double: { world: { planted: Planted } }) => object) => {
    await using session = await inProcess.open();
    const { structured } = await session.call(name, { ...change(session.double) });
    return structured["warnings"];
  };

  test("a budget of 0", async () => {
    const change = { budget_cents: 0, budget_action: "alert_only" };
    expect(
      await warningsOf(({ world }) => ({ ...change, key_id: world.planted.supportBot.keyId })),
    ).toMatchInlineSnapshot(`
      [
        "A budget of 0 may block every request, mean no limit, or be rejected: Alephant does not document which.",
        "The key has spent $120.28 in the current billing period, more than the new budget.",
      ]
    `);
  });

  test("what a billing period cost is not held against the budget of a day", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    double.fault({
      path: "/api/v1/virtual-keys",
      effect: {
        kind: "custom",
        respond: (_, usual) => ({
          ...usual(),
          body: String(usual().body).replaceAll('"budgetWindow":"monthly"', '"budgetWindow":"daily"'),
        }),
      },
    });
    const { structured } = await session.call(name, {
      key_id: double.world.planted.supportBot.keyId,
      budget_cents: 100,
      budget_action: "block",
    });
    expect(structured["change"]).toContain("$1.00 (daily)");
    expect(structured["warnings"]).toEqual([]);
  });

  test("less than what is spent already", async () => {
    const change = { budget_cents: 100, budget_action: "block" };
    expect(
      await warningsOf(({ world }) => ({ ...change, key_id: world.planted.supportBot.keyId })),
    ).toMatchInlineSnapshot(`
      [
        "The key has spent $120.28 in the current billing period, more than the new budget: it may be blocked at once.",
      ]
    `);
  });

  test("a key that is out of service", async () => {
    await using session = await inProcess.open();
    const revoked = session.double.world.virtualKeys.find(({ status }) => status === "revoked");
    const args = { key_id: revoked?.id, budget_cents: 100, budget_action: "block" };
    expect((await session.call(name, args)).structured["warnings"]).toEqual([
      "The key is revoked: a budget changes nothing for it.",
    ]);
  });
});

interface Planted {
  readonly supportBot: { readonly keyId: string };
}

test("the API wants other words for the action: its message, and no second try", async () => {
  await using session = await inProcess.open({ switches: { budgetActionVocabulary: "hyphen" } });
  const { double } = session;
  const { done } = await confirmedCall(session, name, {
    key_id: supportBotKeyId(double),
    budget_cents: 30000,
    budget_action: "block",
  });
  expect(done.text).toMatchInlineSnapshot(
    `"update_key_budget failed. Alephant rejected the request's content (HTTP 422): PATCH /api/v1/virtual-keys/b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b33. The API says: budgetAction must be one of alert-only, block. Correct the arguments according to the API's words; the same call would fail again."`,
  );
  expect(sentWrites(double)).toHaveLength(1);
});

test("an id that no key has: nothing is sent", async () => {
  await using session = await inProcess.open();
  const args = { key_id: credentials.foreignWorkspaceId, budget_cents: 1, budget_action: "block" };
  const { text } = await session.call(name, args);
  expect(text).toMatchInlineSnapshot(
    `"update_key_budget failed. No virtual key of this workspace has the id 00000000-1111-4222-8333-444444444444. Take the id from list_virtual_keys. Nothing was changed."`,
  );
  expect(requestLines(session.double)).toEqual(listRequests);
});

test("a key at the far end of the list, and an id in capitals", async () => {
  await using session = await inProcess.open({ switches: { pageSizeCap: 20 } });
  const { double } = session;
  const key = double.world.virtualKeys.at(-1);
  const args = { key_id: key?.id.toUpperCase(), budget_cents: 1, budget_action: "block" };
  const { done } = await confirmedCall(session, name, args);
  expect(done.structured).toMatchObject({ status: "done" });
  expect(sentWrites(double)).toEqual([`PATCH /api/v1/virtual-keys/${key?.id}`]);
});

test("a token with scope read may look, but not change", async () => {
  await using session = await inProcess.open({ who: credentials.patRead });
  const args = { key_id: supportBotKeyId(session.double), budget_cents: 1, budget_action: "block" };
  const { preview, done } = await confirmedCall(session, name, args);
  expect(preview.structured["status"]).toBe("needs_confirmation");
  expect(done.text).toContain("The personal access token's scope is too low (HTTP 403)");
  expect(sentWrites(session.double)).toHaveLength(1);
});
