import { describe, expect, test } from "bun:test";
import {
  callSuccessfully,
  callWithout,
  expectCancellation,
  expectNamed,
  expectNextCallsSucceed,
  expectProgress,
  failures,
  nextOf,
} from "../support/analyses.ts";
import { connect } from "../support/connect.ts";
import { figuresOf } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { chargesOf, everyRow, keyOf, listForms, type Row, rowsIn } from "../support/workspace.ts";

const name = "find_idle_resources";
const month = ["2026-10-23", "2026-11-21"] as const;
const plain = { name, args: {} };

const idsOf = (rows: readonly Row[], kind: string): string[] =>
  rows.filter((row) => row["kind"] === kind).map(({ id }) => String(id));

test("a month", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "26 active keys were not used in 2026-10-23..2026-11-21 (monthly budgets: $1,130.00); 8 of them are safe to remove by what was observed (monthly budgets: $230.00). 25 more have no stated use and no spend: ask about them. 22 active agents show no requests in 2026-10-23..2026-11-21."
    window: "2026-10-23..2026-11-21"
    keys_by_state: {"in_use":256,"idle":26,"low_use":4,"no_spend":25,"new":5}
    agents_by_state: {"in_use":185,"idle":22,"low_use":4}
    candidates_by_tier: {"safe_to_remove":8,"confirm_with_owner":40,"keep_watching":8}
    candidates: every row {"kind":"key","state":"idle","tier":"safe_to_remove"} ["name","evidence","budget_usd","id"]
      ["translation-checker-key","last used 2026-07-16",100,"b255d505-e037-4b67-adb4-6c8331793d95"]
      ["schema-summary-key","last used 2026-09-14",50,"4012e379-c551-4040-a3a5-2bd18fb44421"]
      ["invoice-checker-key","last used 2026-07-31",20,"81c53747-012c-4a20-a7b2-f3b8f1f6c07a"]
      ["release-reader-key","last used 2026-09-19",20,"24b05f91-b211-4655-a2c6-e482b276ae18"]
      ["policy-watcher-key","last used 2026-09-04",20,"57394c14-b158-4d50-a0bd-33b166d7b2f1"]
      ["translation-explainer-key","last used 2026-08-05",20,"ccd406fb-e6c1-437b-a112-c13f2ef7fb93"]
    to_ask_about: ["name","owner","created","no_spend_seen_since","cost_usd","budget_usd","id"]
      ["spare-9","agent Release Triage","2026-06-17","2026-11-01",0,100,"5a7faaa6-1a1f-4658-a14e-c68f779c7407"]
      ["spare-10","agent Incident Triage","2026-06-16","2026-11-01",0,100,"65c9a666-a4f9-4f0d-a374-5c1617ed17fa"]
      ["spare-14","agent Churn Triage","2026-06-12","2026-11-01",0,100,"47ae3043-4aa0-46a0-acb8-b34a8b540065"]
    to_ask_about_total: 25
    page: {"returned":6,"total":56,"next_page":2}
    idle_key_budgets_usd: {"monthly":1130}
    low_use_cost_usd: 4.35
    hygiene: ["finding","active_keys","for_example"]
      ["no budget: unlimited spend",50,"onboarding-guide, ledger-triage-key, log-triage-key"]
      ["never expires",316,"support-bot-prod, code-reviewer, sql-helper"]
      ["bound to nobody: cost unattributed",3,"batch-import, try-out, workshop"]
      ["its agent or member is not active",12,"log-summary-key, ledger-router-key, catalogue-router-key"]
    method: "Use: last use, else requests of the agent or member whose only key it is, else spend. Safe: last used 60 days ago or more. Confirm: no use seen for 30 days; watch: for less. New: under 14 days old. Low use: under one request a day."
    coverage: "430 keys read, 114 revoked, disabled or expired left out; 220 agents read, 9 not active left out."
    next: [{"tool":"list_virtual_keys","arguments":{"search":"translation-checker-key","status":"active"},"why":"Owner, budget, expiry and last use: translation-checker-key"},{"tool":"revoke_virtual_key","arguments":{"key_id":"b255d505-e037-4b67-adb4-6c8331793d95"},"why":"Only if the user decides so: translation-checker-key"}]
    source: "virtual-keys, agents, members, analytics/costs, subscriptions/current"
    warnings: []"
  `);
});

test("no suggestion about a key that is out of service, new, or was used", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  for (const period of ["7d", "30d"]) {
    const rows = await everyRow(connection, name, { period, include: "keys" }, "candidates");
    const from = period === "7d" ? "2026-11-15" : month[0];
    const used = new Set(chargesOf(world, from, "2026-11-22").map(({ keyId }) => keyId));
    const suggested = rows.filter(({ tier }) => tier !== "keep_watching").map(({ id }) => String(id));
    expect(suggested.length).toBeGreaterThan(10);
    for (const id of suggested) {
      const key = world.virtualKeys.find((each) => each.id === id);
      expect({ id, status: key?.status, used: used.has(id) }).toEqual({ id, status: "active", used: false });
      expect(world.planted.newUnusedKeyIds).not.toContain(id);
    }
  }
});

test("what is safe to remove has a last use, 60 days ago or more", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const rows = await everyRow(connection, name, { include: "keys" }, "candidates");
  const safe = rows.filter(({ tier }) => tier === "safe_to_remove").map(({ id }) => String(id));
  const truth = world.virtualKeys
    .filter(
      ({ status, lastUsedAt }) => status === "active" && lastUsedAt !== null && lastUsedAt < "2026-09-23T09",
    )
    .map(({ id }) => id);
  expect(safe.toSorted()).toEqual(truth.toSorted());
  for (const id of safe) expect(world.planted.idleKeyIds).toContain(id);
});

test.each(["7d", "30d"])(
  "%s: keys without a stated use and without spend are asked about, and nothing more",
  async (period) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const asked: Row[] = [];
    for (let page: unknown = 1; page !== null; ) {
      const { structured } = await connection.call(name, { period, include: "keys", page });
      asked.push(...rowsIn(structured, "to_ask_about"));
      page = Object(structured["page"]).next_page;
    }
    const { structured } = await connection.call(name, { period, include: "keys" });
    expect(asked).toHaveLength(Number(structured["to_ask_about_total"]));
    expect(asked.length).toBeGreaterThan(20);
    const spending = new Set(chargesOf(world, "2026-11-01", "2026-11-22").map(({ keyId }) => keyId));
    for (const row of asked) {
      const key = world.virtualKeys.find(({ id }) => id === row["id"]);
      expect([key?.status, key?.lastUsedAt, key?.createdAt.slice(0, 10)]).toEqual([
        "active",
        null,
        String(row["created"]),
      ]);
      expect(spending).not.toContain(String(row["id"]));
      expect([row["no_spend_seen_since"], row["cost_usd"]]).toEqual(["2026-11-01", 0]);
      expect(String(row["owner"])).toMatch(/^(agent|member|nobody)/);
    }
    expect(JSON.stringify(structured)).not.toContain("never used");
  },
);

test("exactly the active agents without a charge in the window are idle", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const rows = await everyRow(connection, name, { include: "agents" }, "candidates");
  const idle = rows.filter(({ state }) => state === "idle");
  const used = new Set(chargesOf(world, ...month).map(({ keyId }) => keyId));
  const using = new Set(world.virtualKeys.filter(({ id }) => used.has(id)).map(({ entityId }) => entityId));
  const truth = world.agents
    .filter(({ status, id }) => status === "active" && !using.has(id))
    .map(({ id }) => id);
  expect(idsOf(idle, "agent").toSorted()).toEqual(truth.toSorted());
});

test("every key and agent is counted once, and the budgets of idle keys add up", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const sum = (counts: unknown): number =>
    Object.values(Object(counts)).reduce<number>((total, count) => total + Number(count), 0);
  const active = (all: readonly { readonly status: string }[]) =>
    all.filter(({ status }) => status === "active").length;
  expect(sum(structured["keys_by_state"])).toBe(active(world.virtualKeys));
  expect(sum(structured["agents_by_state"])).toBe(active(world.agents));
  expect(Object(structured["keys_by_state"]).new).toBe(world.planted.newUnusedKeyIds.length);

  const rows = await everyRow(connection, name, { include: "keys" }, "candidates");
  const idle = new Set(rows.filter(({ tier }) => tier !== "keep_watching").map(({ id }) => id));
  const budget = world.virtualKeys
    .filter(({ id }) => idle.has(id))
    .reduce((total, { budgetUsd }) => total + (budgetUsd ?? 0), 0);
  expect(structured["idle_key_budgets_usd"]).toEqual({ monthly: budget });
});

test("avoidable spend is the cost of low use, each dollar once", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const rows = await everyRow(connection, name, {}, "candidates");
  const low = rows.filter(({ state }) => state === "low_use");
  const entities = new Set(
    low.map(({ kind, id }) =>
      kind === "agent" ? id : world.virtualKeys.find((key) => key.id === id)?.entityId,
    ),
  );
  expect(entities.size).toBeLessThan(low.length);
  const charges = [...entities].flatMap((id) => chargesOf(world, ...month, keyOf(String(id))));
  const { structured } = await connection.call(name);
  expect(structured["low_use_cost_usd"]).toBe(figuresOf(charges).costUsd);
  // Looked at from the keys alone, they are the same dollars.
  const keysOnly = await connection.call(name, { include: "keys" });
  expect(keysOnly.structured["low_use_cost_usd"]).toBe(figuresOf(charges).costUsd);
});

test("hygiene counts active keys", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  const active = world.virtualKeys.filter(({ status }) => status === "active");
  const count = (isFound: (key: (typeof active)[number]) => boolean) => active.filter(isFound).length;
  const former = new Set(
    [...world.agents, ...world.members].filter(({ status }) => status !== "active").map(({ id }) => id),
  );
  expect(Object(structured["hygiene"]).rows.map((row: unknown[]) => row.slice(0, 2))).toEqual([
    ["no budget: unlimited spend", world.planted.noBudgetKeyIds.length],
    ["never expires", count(({ expiresAt }) => expiresAt === null)],
    ["bound to nobody: cost unattributed", count(({ entityId }) => entityId === null)],
    ["its agent or member is not active", count(({ entityId }) => former.has(entityId ?? ""))],
  ]);
  const members = new Set(world.members.filter(({ status }) => status !== "active").map(({ id }) => id));
  expect(count(({ entityId }) => members.has(entityId ?? ""))).toBeGreaterThan(0);
});

describe("one request fails", async () => {
  const { lines } = await callSuccessfully(plain);

  test("keys, members, agents, costs and the billing period are read, every page", () =>
    expect(lines).toHaveLength(11));

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(plain, line, effect);
      expect(outcome.isError).toBe(false);
      // Where the plan has no members, nothing about them is missing.
      if (line.startsWith("members") && effect.kind === "forbidden")
        expect(outcome.structured["warnings"]).toEqual([]);
      else expectNamed(outcome, line);
      const { structured } = outcome;
      if (line.startsWith("virtual-keys")) {
        expect(structured).toMatchObject({
          keys_by_state: {},
          idle_key_budgets_usd: {},
          hygiene: { rows: [] },
        });
      }
      if (line.startsWith("agents")) expect(structured["agents_by_state"]).toEqual({});
    });
  });

  test("without costs no agent is judged, and no key by anything but its own last use or spend", async () => {
    const line = lines.find((each) => each.startsWith("analytics/costs")) ?? "";
    await using connection = await connect("manager");
    const { world } = connection.double;
    connection.double.fault({
      path: `/api/v1/${line.split("?")[0]}`,
      effect: { kind: "status", status: 500 },
    });
    const { structured } = await connection.call(name);
    expect(Object.keys(Object(structured["agents_by_state"]))).toEqual(["unknown"]);
    expect(structured["low_use_cost_usd"]).toBeNull();
    expect(String(structured["headline"])).toContain("Which agents had requests");
    const rows = await everyRow(connection, name, {}, "candidates");
    expect(idsOf(rows, "agent")).toEqual([]);
    const used = new Set(chargesOf(world, month[0], "2026-11-22").map(({ keyId }) => keyId));
    for (const id of idsOf(rows, "key")) expect(used).not.toContain(id);
  });
});

test("where neither keys nor agents can be read, what low use cost is unknown", async () => {
  await using connection = await connect("manager");
  for (const path of ["/api/v1/virtual-keys", "/api/v1/agents"])
    connection.double.fault({ path, effect: { kind: "status", status: 500 } });
  const { structured } = await connection.call(name);
  expect(structured["low_use_cost_usd"]).toBeNull();
  expect(structured["warnings"]).toHaveLength(2);
});

test("a last use that lags behind the spend is a contradiction, and leads to no suggestion", async () => {
  await using connection = await connect("manager");
  const { double } = connection;
  // Every key that reports a last use says the same long-gone day, whatever it has spent since.
  double.fault({
    path: "/api/v1/virtual-keys",
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const reply = usual();
        return {
          ...reply,
          body: String(reply.body).replaceAll(/"lastUsedAt":"[^"]*"/g, '"lastUsedAt":"2026-06-01T00:00:00Z"'),
        };
      },
    },
  });
  const rows = await everyRow(connection, name, { include: "keys" }, "candidates");
  const used = new Set(chargesOf(double.world, "2026-11-01", "2026-11-22").map(({ keyId }) => keyId));
  for (const { id, tier } of rows) {
    if (tier !== "keep_watching") expect(used).not.toContain(id);
  }
});

test("keys without any spend field: what nothing tells of is unknown", async () => {
  await using connection = await connect("manager", { switches: { keySpendField: "absent" } });
  const { structured } = await connection.call(name, { include: "keys" });
  await using usual = await connect("manager");
  const expected = (await usual.call(name, { include: "keys" })).structured;
  const unknown = (result: Row): number => Object(result["keys_by_state"]).unknown ?? 0;
  expect(unknown(structured)).toBeGreaterThan(unknown(expected));
});

test.each(listForms)("the same findings when lists come as %j", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  const { structured: expected } = await usual.call(name, { page: 2 });
  const { structured } = await connection.call(name, { page: 2 });
  expect(outline(structured)).toBe(outline(expected));
});

test.each([
  { pageSizeCap: 20 },
  { numericStrings: true },
  { dimensionSpelling: "plural" },
  { keySpendField: "spentCents", keyBudgetField: "budgetCents" },
] as const)("the same findings with %j", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  const { structured: expected } = await usual.call(name);
  const { structured } = await connection.call(name);
  expect(outline(structured)).toBe(outline(expected));
});

test("what it proposes next succeeds, and changes nothing by itself", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name);
  await expectNextCallsSucceed(connection, structured);
  expect(connection.double.requests.every(({ method }) => method === "GET")).toBe(true);
});

test("the keys that it proposes to look at hold the first candidate", async () => {
  await using connection = await connect("manager");
  for (const include of ["keys", "agents"]) {
    const { structured } = await connection.call(name, { include });
    const [first] = rowsIn(structured, "candidates");
    const [proposed] = nextOf(structured);
    expect(proposed?.tool).toBe("list_virtual_keys");
    const keys = rowsIn((await connection.call("list_virtual_keys", proposed?.arguments)).structured, "keys");
    const wanted =
      include === "keys" ? { id: first?.["id"] } : { bound_to: `agent ${String(first?.["name"])}` };
    expect(keys).toContainEqual(expect.objectContaining(wanted));
  }
});

test("tells its progress", () => expectProgress(plain));
test("cancelling aborts its requests", () => expectCancellation(plain));

test.each([{ include: "members" }, { period: "90d" }, { page: 0 }, { limit: 5 }])(
  "%j is refused before any request",
  async (args) => {
    await using connection = await connect("manager");
    const { isError, text } = await connection.call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain("No request was sent.");
    expect(connection.double.requests).toEqual([]);
  },
);

test("read-only, no call is proposed that this server does not have", async () => {
  await using usual = await connect("manager");
  await using readOnly = await connect("manager", { environment: { ALEPHANT_READ_ONLY: "1" } });
  const proposed = async ({ call }: typeof usual) => JSON.stringify((await call(name)).structured["next"]);
  expect(await proposed(usual)).toContain("revoke_virtual_key");
  expect(await proposed(readOnly)).not.toContain("revoke_virtual_key");
  expect(await proposed(readOnly)).toContain("list_virtual_keys");
});
