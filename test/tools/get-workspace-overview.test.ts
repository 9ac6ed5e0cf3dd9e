import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { chargesOf, expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "get_workspace_overview";

test("the billing cycle at a glance", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":"2026-11-01","to":"2026-11-22","days":22,"includes_incomplete_today":true}
    cost_usd: 1471.95
    requests: 40057
    tokens: 537000532
    success_rate_percent: 99.1
    cost_per_request_usd: 0.0367
    counts: null
    source: "analytics/overview"
    warnings: ["The API states no numbers of agents, members, departments and keys; their lists do."]"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/analytics/overview"]);
  expectWorkspaceHeaders(connection.double);
  const charges = chargesOf(connection.double.world, "2026-11-01", "2026-11-22");
  const { costUsd, requests, tokens } = figuresOf(charges);
  const failed = charges.reduce((sum, each) => sum + each.failedRequests, 0);
  expect(structured).toMatchObject({
    cost_usd: costUsd,
    requests,
    tokens,
    success_rate_percent: rounded(100 - (failed / requests) * 100, 1),
    cost_per_request_usd: rounded(costUsd / requests, 4),
  });
});

test("one count that is stated is enough", async () => {
  await using connection = await connect("manager");
  const body = { data: { totalRequests: 5, agents: 3 } };
  connection.double.fault({ effect: { kind: "status", status: 200, body } });
  const { structured } = await connection.call(name);
  expect(structured["counts"]).toMatchObject({ agents: 3, virtual_keys: null });
  expect(String(structured["warnings"])).not.toContain("no numbers of");
});

test("an API that counts things instead: cents become dollars, and what it does not say is null", async () => {
  await using connection = await connect("manager", { switches: { overviewShape: "counts" } });
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"billing_cycle","from":null,"to":null,"days":null,"includes_incomplete_today":null}
    cost_usd: 1471.95
    requests: 40057
    tokens: null
    success_rate_percent: null
    cost_per_request_usd: 0.0367
    counts: {"agents":220,"members":60,"departments":5,"virtual_keys":316,"master_keys":null}
    source: "analytics/overview"
    warnings: ["The API did not say which dates these figures cover."]"
  `);
  const { costUsd } = figuresOf(chargesOf(connection.double.world, "2026-11-01", "2026-11-22"));
  expect(structured["cost_usd"]).toBe(costUsd);
});

test.each([
  { numericStrings: true },
  { fieldCase: "snake" } as const,
  { workspaceEnvelope: "none" } as const,
  { workspaceEnvelope: "code_data_message" } as const,
])("%j: the same", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  expect((await connection.call(name)).structured).toEqual((await usual.call(name)).structured);
});

test("an answer with none of it is an error, not a row of nulls", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { hello: 1 } } } });
  const { isError, text } = await connection.call(name);
  expect(isError).toBe(true);
  expect(text).toContain("none of the expected members");
});

test("a token of another workspace", async () => {
  const environment = { ALEPHANT_WORKSPACE_ID: "00000000-1111-4222-8333-444444444444" };
  await using connection = await connect("manager", { environment });
  const { text } = await connection.call(name);
  expect(text).toMatchInlineSnapshot(
    `"get_workspace_overview failed. The personal access token belongs to another workspace (HTTP 403): GET /api/v1/analytics/overview. The API says: This token belongs to another workspace. Set ALEPHANT_WORKSPACE_ID to the workspace in which the token was created."`,
  );
});
