import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { createCaller, memberAt } from "./caller.ts";
import { credentials, startApiDouble } from "./server.ts";

const now = new Date("2026-11-18T14:30:00Z");
const double = await startApiDouble({ now: () => now });
const { call } = createCaller(double.url);
const { world } = double;

afterEach(() => double.reset());
afterAll(() => double.stop());

describe("admission", () => {
  test.each([
    ["/cockpit/scope", credentials.virtualKey, 200],
    ["/cockpit/scope", credentials.revokedVirtualKey, 401],
    ["/cockpit/scope", credentials.disabledVirtualKey, 401],
    ["/cockpit/scope", credentials.expiredVirtualKey, 401],
    ["/cockpit/scope", credentials.patAdmin, 401],
    ["/cockpit/health", "nonsense", 200],
    ["/analytics/overview", credentials.patRead, 200],
    ["/analytics/overview", credentials.virtualKey, 401],
    ["/analytics/overview", credentials.patRevoked, 401],
    ["/analytics/overview", "nonsense", 401],
    ["/models", credentials.virtualKey, 200],
    ["/models", credentials.patRead, 200],
    ["/logs", credentials.patAdmin, 401],
    ["/workspaces", credentials.patAdmin, 401],
    ["/pats/1", credentials.patAdmin, 401],
    ["/nowhere", credentials.patAdmin, 404],
  ])("%s with %s is %d", async (path, token, status) => {
    expect((await call(path, { token })).status).toBe(status);
  });

  test("the workspace must be named and be the token's", async () => {
    expect((await call("/agents", { workspaceId: null })).status).toBe(403);
    expect((await call("/agents", { workspaceId: credentials.foreignWorkspaceId })).status).toBe(403);
  });

  test("a scope that is too low is named", async () => {
    const revoke = `/virtual-keys/${world.planted.supportBot.keyId}/revoke`;
    const refused = await call(revoke, { method: "POST" });
    expect([refused.status, memberAt(refused.body, "message")]).toEqual([
      403,
      "This token lacks the required scope: write",
    ]);
    const put = { method: "PUT", body: { config: { amount: 1 } }, token: credentials.patWrite };
    expect((await call("/policies/budget-control", put)).status).toBe(403);
  });

  test("plans leave features out", async () => {
    double.switches.tier = "team";
    expect((await call("/members")).status).toBe(200);
    expect(memberAt((await call("/departments")).body, "code")).toBe("TIER_FEATURE_DISABLED");
  });

  test("anything outside the API is a page", async () => {
    const response = await fetch(`${double.url}/agents`);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
  });
});

describe("validation", () => {
  const id = world.planted.supportBot.agentId;
  test.each([
    ["/analytics/usage?dateFrom=2026-11-01", 40000],
    ["/analytics/usage?dateFrom=2026-11-02&dateTo=2026-11-01", 40000],
    ["/analytics/usage?dateFrom=2026-02-30&dateTo=2026-03-01", 40000],
    [`/analytics/usage?agentId=${id}&memberId=${id}`, 40020],
    ["/analytics/usage?departmentId=care", 40013],
    ["/analytics/usage/timeseries?metric=latency&granularity=hour", 40010],
    ["/analytics/usage/timeseries", 40000],
    ["/analytics/live-24h?limit=11", 40000],
    ["/analytics/sparklines?metrics=spent", 40000],
    ["/agents?page_size=10", 40000],
    ["/agents?page=0", 40000],
    ["/agents/care/analytics", 40013],
    ["/agents/00000000-0000-0000-0000-000000000001/analytics", 40401],
  ])("%s is %d", async (path, code) => {
    expect(memberAt((await call(path)).body, "code")).toBe(code);
  });

  test("a nested error body is a switch", async () => {
    double.switches.errorBody = "nested";
    expect(memberAt((await call("/agents?page=0")).body, "error.code")).toBe(40000);
  });
});
