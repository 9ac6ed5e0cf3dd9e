import { expect, test } from "bun:test";
import { credentials } from "../api-double/server.ts";
import { connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";

const name = "get_my_scope";

test("a key bound to an agent", async () => {
  await using connection = await connect("vk");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"support-bot-prod\\" (agent \\"Support Bot\\") in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    virtual_key: {"id":"b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b33","label":"support-bot-prod","prefix":"vk-agent-9c1e","status":"active","allowed_models":["gpt-4o","gpt-4o-mini","claude-3-5-haiku","gemini-2.0-flash"],"rate_limit_rpm":120}
    workspace: {"id":"6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10","name":"Northwind Labs"}
    bound_to: {"type":"agent","id":"2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44","name":"Support Bot","department":"Customer Care","department_id":"91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00"}
    source: "cockpit/scope (live)"
    warnings: []"
  `);
  // The scope is asked for once, although every result names the key.
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/cockpit/scope"]);
});

test("a key bound to a member", async () => {
  await using connection = await connect(credentials.memberVirtualKey);
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    speaks_for: expect.stringContaining("(member "),
    bound_to: { type: "member" },
    warnings: [],
  });
});

test("a key bound to nobody is told apart from an unknown binding", async () => {
  await using unbound = await connect(credentials.unboundVirtualKey);
  const { structured } = await unbound.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "virtual key \\"batch-import\\" (bound to no agent or member) in workspace \\"Northwind Labs\\""
    as_of: "2026-11-22T09:30:00Z"
    virtual_key: {"id":"b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b44","label":"batch-import","prefix":"vk-agent-01ea","status":"active","allowed_models":[],"rate_limit_rpm":null}
    workspace: {"id":"6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10","name":"Northwind Labs"}
    bound_to: null
    source: "cockpit/scope (live)"
    warnings: ["This key is bound to no agent or member: its figures may cover the whole workspace, or nothing."]"
  `);

  await using degraded = await connect("vk", { switches: { degraded: true } });
  const unknown = await degraded.call(name);
  expect(unknown.structured).toMatchObject({
    speaks_for: 'virtual key "support-bot-prod" in workspace "Northwind Labs"',
    bound_to: null,
    warnings: [expect.stringContaining("degraded")],
  });
});

test("names are shown as data: one visible line, no control characters", async () => {
  await using connection = await connect("vk");
  connection.double.fault({
    path: "/api/v1/cockpit/scope",
    effect: {
      kind: "status",
      status: 200,
      body: {
        degraded: false,
        workspace: { id: "w", name: "North\u001b[31mwind\u202e\nLabs" },
        virtual_key: { id: "k", label: `key ${"x".repeat(300)}`, prefix: "vk-a", status: "active" },
        entity: null,
      },
    },
  });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    workspace: { name: "Northwind Labs" },
    virtual_key: { label: `key ${"x".repeat(95)}…`, allowed_models: null, rate_limit_rpm: null },
  });
});

test("a refused key", async () => {
  await using connection = await connect(credentials.revokedVirtualKey);
  const { isError, text } = await connection.call(name);
  expect({ isError, text }).toMatchInlineSnapshot(`
    {
      "isError": true,
      "text": "get_my_scope failed. Alephant did not accept the credential (HTTP 401): GET /api/v1/cockpit/scope. The API says: authentication failed. The virtual key may be wrong, disabled, expired or revoked, or belong to another deployment. Check ALEPHANT_VIRTUAL_KEY (and ALEPHANT_API_BASE_URL) in this server's configuration and restart it.",
    }
  `);
});
