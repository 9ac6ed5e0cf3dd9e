import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { createCaller, memberAt } from "./caller.ts";
import { credentials, startApiDouble } from "./server.ts";

const now = new Date("2026-11-18T14:30:00Z");
const double = await startApiDouble({ now: () => now });
const { call, vk } = createCaller(double.url);
const { world } = double;

afterEach(() => double.reset());
afterAll(() => double.stop());

describe("writes", () => {
  const token = credentials.patWrite;

  test("a created key is listed, its secret works, and is shown once", async () => {
    const body = { label: "new", masterKeyId: world.masterKeys[0]?.id, budget: 25.5, rateLimitRpm: 60 };
    const created = await call("/virtual-keys", { method: "POST", token, body });
    const secret = String(memberAt(created.body, "data.key"));
    expect([created.status, secret.slice(0, 8)]).toEqual([201, "vk-live-"]);
    expect(memberAt((await call("/cockpit/scope", { token: secret })).body, "virtual_key.label")).toBe("new");
    const listed = await call("/virtual-keys?page=5&pageSize=100");
    expect(memberAt(listed.body, "data.data.30.budget")).toBe(25.5);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
  });

  test("a changed budget stays, another word for the action is refused", async () => {
    const path = `/virtual-keys/${world.planted.supportBot.keyId}`;
    const refused = await call(path, { method: "PATCH", token, body: { budget: 1, budgetAction: "block" } });
    expect(refused.status).toBe(422);
    const changed = await call(path, {
      method: "PATCH",
      token,
      body: { budget: 1, budgetAction: "alert_only" },
    });
    expect([memberAt(changed.body, "data.budget"), memberAt(changed.body, "data.budgetAction")]).toEqual([
      1,
      "alert_only",
    ]);
    const budget = await vk("/cockpit/budget-status");
    expect(memberAt(budget.body, "virtual_key_budget.budget_cents")).toBe(100);
  });

  test("a revoked key is refused at once, and reset brings it back", async () => {
    const path = `/virtual-keys/${world.planted.supportBot.keyId}/revoke`;
    expect((await call(path, { method: "POST", token })).status).toBe(200);
    expect((await vk("/cockpit/scope")).status).toBe(401);
    double.reset();
    expect((await vk("/cockpit/scope")).status).toBe(200);
  });

  test("budget control keeps what it is sent, and only that", async () => {
    const admin = { token: credentials.patAdmin };
    const path = "/policies/budget-control";
    expect(memberAt((await call(path, admin)).body, "data.config.notifyEmails")).toEqual([
      "finops@northwind.test",
    ]);
    const config = { amount: 10, exceededAction: "pause", anything: { else: true } };
    await call(path, { ...admin, method: "PUT", body: { config } });
    expect(memberAt((await call(path, admin)).body, "data.config")).toEqual(config);
    const wrong = { config: { amount: 10, exceededAction: "block" } };
    expect((await call(path, { ...admin, method: "PUT", body: wrong })).status).toBe(422);
  });
});
