import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { requestLines } from "../support/requests.ts";
import { expectWorkspaceHeaders } from "../support/workspace.ts";

const name = "check_alephant_connection";
const foreign = "00000000-1111-4222-8333-444444444444";

test("everything answers", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  const { base_url: baseUrl, probes, ...rest } = structured;
  expect(baseUrl).toBe(connection.double.url);
  expect(rest).toMatchInlineSnapshot(`
    {
      "api_status": "healthy",
      "api_version": "1.4.2",
      "as_of": "2026-11-22T09:30:00Z",
      "credential": "accepted",
      "mode": "manager",
      "ok": true,
      "problems": [],
      "speaks_for": "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10",
      "warnings": [],
    }
  `);
  expect(probes).toEqual([
    { route: "/api/v1/cockpit/health", ok: true, latency_ms: expect.any(Number) },
    { route: "/api/v1/analytics/overview", ok: true, latency_ms: expect.any(Number) },
  ]);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/overview",
    "GET /api/v1/cockpit/health",
  ]);
  expectWorkspaceHeaders(connection.double);
  const health = connection.double.requests.find(({ path }) => path.endsWith("/health"));
  expect(health?.headers).not.toHaveProperty("authorization");
});

test.each([
  { who: "pat_revoked_44444444444444444444444444444", says: "token has been revoked", fix: "ALEPHANT_PAT" },
  { who: "pat_expired_55555555555555555555555555555", says: "token has expired", fix: "ALEPHANT_PAT" },
  { who: "pat_unknown_66666666666666666666666666666", says: "authentication failed", fix: "ALEPHANT_PAT" },
])("$says", async ({ who, says, fix }) => {
  await using connection = await connect(who);
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    ok: false,
    credential: "refused",
    problems: [{ what: expect.stringContaining(says), fix: expect.stringContaining(fix) }],
  });
});

test("a token of another workspace", async () => {
  await using connection = await connect("manager", { environment: { ALEPHANT_WORKSPACE_ID: foreign } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({
    ok: false,
    credential: "refused",
    problems: [{ fix: expect.stringContaining("Set ALEPHANT_WORKSPACE_ID") }],
  });
});

test("an API that is down: the credential is neither good nor bad", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ effect: { kind: "status", status: 500 } });
  const { structured } = await connection.call(name);
  expect(structured).toMatchObject({ ok: false, credential: "unknown", api_status: null });
});
