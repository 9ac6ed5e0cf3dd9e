import { describe, expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { confirmedCall, inProcess, lastBody, masterKeyId, sentWrites } from "../support/writing.ts";

const name = "create_virtual_key";
const label = "ci-nightly";

test("preview, then the key; its secret goes to a file and not to the model", async () => {
  await using session = await inProcess.open();
  const { double, home } = session;
  const args = { label, master_key_id: masterKeyId(double), budget_cents: 2500, rate_limit_rpm: 60 };
  const { preview, done } = await confirmedCall(session, name, args);
  const { confirmation_token: _, ...shown } = preview.structured;
  expect(outline(shown)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "needs_confirmation"
    note: "Nothing was changed. Show the user this preview. Only if they agree, call create_virtual_key again with the same arguments and this confirmation_token."
    change: "Create the virtual key \\"ci-nightly\\" with a budget of $25.00, bound to nobody."
    before: null
    after: {"label":"ci-nightly","master_key_id":"c3c3a1f0-9d0e-4b6a-b1b2-5f5e4d3c2b1a","bound_to":null,"budget_usd":25,"budget_window":null,"at_limit":null,"rate_limit_rpm":60,"expires_on":null,"allowed_models":null}
    facts: {"master_key":"OpenAI main"}
    expires_at: "2026-11-22T09:40:00Z"
    warnings: ["The key is bound to no agent or member: its cost will be attributed to nobody, and its own reports may be empty or cover the whole workspace.","The key never expires."]"
  `);
  const file = String(done.structured["secret_file"]);
  expect(file).toStartWith(home);
  expect(outline({ ...done.structured, secret_file: file.replace(home, "HOME") })).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "done"
    change: "Create the virtual key \\"ci-nightly\\" with a budget of $25.00, bound to nobody."
    id: "e4754ba1-0742-4018-a876-862c77c91aa6"
    label: "ci-nightly"
    prefix: "vk-live-created-"
    key_status: "active"
    secret_file: "HOME/.local/share/alephant-mcp/keys/ci-nightly-e4754ba1.key"
    source: "virtual-keys"
    warnings: []"
  `);
  expect(requestLines(double)).toEqual([
    "GET /api/v1/master-keys?page=1&pageSize=100",
    "GET /api/v1/master-keys?page=1&pageSize=100",
    "POST /api/v1/virtual-keys",
  ]);
  expect(lastBody(double)).toEqual({ label, masterKeyId: masterKeyId(double), budget: 25, rateLimitRpm: 60 });
  expect(double.requests[0]?.headers).toMatchObject({
    authorization: `Bearer ${credentials.patAdmin}`,
    "x-workspace-id": credentials.workspaceId,
  });
  const secret = (await Bun.file(file).text()).trimEnd();
  expect(secret).toStartWith("vk-live-created-");
  expect(preview.text + done.text + session.log()).not.toContain(secret);
});

test("without a master key: the choices, and no key", async () => {
  await using session = await inProcess.open();
  const { structured } = await session.call(name, { label });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    status: "needs_input"
    note: "Nothing was created. Ask the user which master key (provider credential) to use, then call again with its id as master_key_id."
    master_keys: ["label","provider","status","id"]
      ["OpenAI main","openai","active","c3c3a1f0-9d0e-4b6a-b1b2-5f5e4d3c2b1a"]
      ["Anthropic main","anthropic","active","d4d4b2a1-ae1f-4c7b-82c3-6a6f5e4d3c2b"]
      ["Google AI","google","active","e5e5c3b2-bf20-4d8c-93d4-7b7a6f5e4d3c"]
      ["OpenRouter shared","openrouter","active","f6f6d4c3-c031-4e9d-a4e5-8c8b7a6f5e4d"]
    source: "master-keys"
    warnings: []"
  `);
  expect(requestLines(session.double)).toEqual(["GET /api/v1/master-keys?page=1&pageSize=100"]);
});

test.each([401, 404] as const)("the list of master keys answers %d: those seen on keys", async (status) => {
  await using session = await inProcess.open({ switches: { masterKeysAllowed: status } });
  const { double } = session;
  const { structured } = await session.call(name, { label });
  expect(structured).toMatchObject({
    status: "needs_input",
    source: "virtual-keys",
    warnings: [
      "The API does not show master keys to this token: these are the ones that existing virtual keys use. Others are in the Alephant dashboard.",
    ],
  });
  const used = new Set(double.world.virtualKeys.map((key) => key.masterKeyId));
  const seen = double.world.masterKeys.filter(({ id }) => used.has(id));
  const rows = seen.map(({ label, provider, id }) => [label, provider, id]).sort();
  const { columns, rows: shown } = Object(structured["master_keys"]);
  expect({ columns, rows: shown.toSorted() }).toEqual({ columns: ["label", "provider", "id"], rows });
});

test("whom the key is for is named, and an unknown owner is said to be unknown", async () => {
  await using session = await inProcess.open();
  const { double } = session;
  const { agentId } = double.world.planted.supportBot;
  const args = { label, master_key_id: masterKeyId(double), entity_type: "agent" };
  const { structured: known } = await session.call(name, { ...args, entity_id: agentId });
  expect(known["facts"]).toMatchObject({ bound_to_name: "Support Bot" });
  const nobody = "00000000-1111-4222-8333-444444444444";
  const { structured: unknown } = await session.call(name, { ...args, entity_id: nobody });
  expect(unknown["facts"]).toMatchObject({ bound_to_name: null });
  expect(unknown["warnings"]).toContain(
    `No agent of this workspace has the id ${nobody}; the API may refuse it.`,
  );
});

describe("what is sent", () => {
  test("every field that was given, and the preview says which are not documented", async () => {
    await using session = await inProcess.open();
    const { double } = session;
    const agentId = double.world.planted.supportBot.agentId;
    const { preview, done } = await confirmedCall(session, name, {
      label,
      master_key_id: masterKeyId(double),
      budget_cents: "0",
      budget_action: "block",
      budget_window: "weekly",
      rate_limit_rpm: 10000,
      entity_type: "agent",
      entity_id: agentId,
      expires_on: "2026-11-22",
      allowed_models: " gpt-4o ,, gpt-4o-mini,",
    });
    expect(preview.structured["warnings"]).toMatchInlineSnapshot(`
      [
        "A budget of 0 may block every request, mean no limit, or be rejected: Alephant does not document which.",
        "Binding, budget action and window, expiry and allowed models are not documented for creation; the API may refuse or ignore them.",
      ]
    `);
    expect(preview.structured["after"]).toMatchInlineSnapshot(`
      {
        "allowed_models": " gpt-4o ,, gpt-4o-mini,",
        "at_limit": "block (block_requests)",
        "bound_to": "agent 2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44",
        "budget_usd": 0,
        "budget_window": "weekly",
        "expires_on": "2026-11-22",
        "label": "ci-nightly",
        "master_key_id": "c3c3a1f0-9d0e-4b6a-b1b2-5f5e4d3c2b1a",
        "rate_limit_rpm": 10000,
      }
    `);
    expect(done.structured["status"]).toBe("done");
    expect(lastBody(double)).toEqual({
      label,
      masterKeyId: masterKeyId(double),
      budget: 0,
      budgetAction: "block_requests",
      budgetWindow: "weekly",
      rateLimitRpm: 10000,
      entityType: "agent",
      entityId: agentId,
      expiryPreset: "custom",
      expiresAt: "2026-11-22T23:59:59.000Z",
      allowedModels: ["gpt-4o", "gpt-4o-mini"],
    });
  });

  test.each(["", " , "])("a list of models without a model, %j, is none", async (list) => {
    await using session = await inProcess.open();
    const { double } = session;
    await confirmedCall(session, name, { label, master_key_id: masterKeyId(double), allowed_models: list });
    expect(lastBody(double)).toEqual({ label, masterKeyId: masterKeyId(double) });
  });
});

test.each([
  [{ entity_type: "agent" }, "entity_type and entity_id belong together"],
  [{ entity_id: "2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44" }, "entity_type and entity_id belong together"],
  [{ expires_on: "2026-11-21" }, "expires_on 2026-11-21 is over; it must be today or later (UTC)."],
  [{ expires_on: "22.11.2026" }, "expires_on must be a day as YYYY-MM-DD, not"],
  [{ expires_on: "2026-02-30" }, "expires_on must be a day as YYYY-MM-DD, not"],
  [{ label: "" }, "label must be at least 1 characters long"],
  [{ label: "ci\nIn workspace another." }, "label must be one line of visible characters"],
  [{ label: "x".repeat(101) }, "label must be at most 100 characters long"],
  [{ rate_limit_rpm: 0 }, "rate_limit_rpm must be at least 1, not 0."],
  [{ rate_limit_rpm: 10001 }, "rate_limit_rpm must be at most 10000, not 10001."],
  [{ budget_cents: 12.5 }, "budget_cents must be a whole number, not 12.5."],
  [{ budget_cents: -1 }, "budget_cents must be at least 0, not -1."],
  [{ budget_usd: 25 }, 'Unknown argument "budget_usd".'],
  [{ master_key_id: "main" }, "master_key_id must be a UUID"],
])("%j is refused before any request", async (wrong, reason) => {
  await using session = await inProcess.open();
  const { double } = session;
  const args = { label, master_key_id: masterKeyId(double), ...wrong };
  const { isError, text } = await session.call(name, args);
  expect(isError).toBe(true);
  expect(text).toStartWith(`${name} failed. ${reason}`);
  expect(double.requests).toEqual([]);
});

test("the plan's number of keys is used up", async () => {
  await using session = await inProcess.open({ switches: { keyLimitReached: true } });
  const { done } = await confirmedCall(session, name, { label, master_key_id: masterKeyId(session.double) });
  expect(done.text).toMatchInlineSnapshot(
    `"create_virtual_key failed. A limit of the workspace's plan is used up (HTTP 403): POST /api/v1/virtual-keys. The API says: The plan's number of virtual keys is used up. get_subscription_info shows the limits. Revoke what is no longer needed, or have the limit raised in the dashboard."`,
  );
  expect(sentWrites(session.double)).toHaveLength(1);
});

test("a token with scope read: 403 says which scope keys need", async () => {
  await using session = await inProcess.open({ who: credentials.patRead });
  const { preview, done } = await confirmedCall(session, name, {
    label,
    master_key_id: masterKeyId(session.double),
  });
  expect(preview.isError).toBe(false);
  expect(done.text).toMatchInlineSnapshot(
    `"create_virtual_key failed. The personal access token's scope is too low (HTTP 403): POST /api/v1/virtual-keys. The API says: This token lacks the required scope: write. Reading needs scope read; keys need write; budget policies need admin. Create a token with that scope in the dashboard and set it as ALEPHANT_PAT."`,
  );
});

test("a token with scope write may", async () => {
  await using session = await inProcess.open({ who: credentials.patWrite });
  const args = { label, master_key_id: masterKeyId(session.double) };
  const { done } = await confirmedCall(session, name, args);
  expect(done.structured["status"]).toBe("done");
});
