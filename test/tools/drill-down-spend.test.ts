import { describe, expect, test } from "bun:test";
import { asDerivedUsd, formatUsd } from "../../src/domain/money.ts";
import type { World } from "../api-double/server.ts";
import {
  callSuccessfully,
  callWithout,
  expectCancellation,
  expectNamed,
  expectNextCallsSucceed,
  expectNoNewFigures,
  expectProgress,
  failures,
} from "../support/analyses.ts";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { chargesOf, keyOf, keyOfDepartment, type Row, rowsIn } from "../support/workspace.ts";

const name = "drill_down_spend";
const byAgent = { name, args: { dimension: "agent", period: "7d" } };
const customerCare = "91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00";
const contractReviewer = "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204";
const inside = { name, args: { dimension: "department", entity_id: customerCare, period: "7d" } };

type Days = readonly [string, string];
const windows: Readonly<Record<"7d" | "30d", { readonly now: Days; readonly before: Days }>> = {
  "7d": { now: ["2026-11-15", "2026-11-21"], before: ["2026-11-08", "2026-11-14"] },
  "30d": { now: ["2026-10-23", "2026-11-21"], before: ["2026-09-23", "2026-10-22"] },
};
const dimensions = ["department", "agent", "model", "member", "master_key"] as const;

type Charge = World["charges"][number];
type Key = World["virtualKeys"][number];

/** Whose a charge is in a dimension, told from keys and their owners; null: nobody's. */
function ownerIn(world: World, dimension: (typeof dimensions)[number]): (charge: Charge) => string | null {
  const keys = new Map(world.virtualKeys.map((key) => [key.id, key]));
  const departments = new Map(
    [...world.agents, ...world.members].map((each) => [each.id, each.departmentId]),
  );
  const ofKey = (owner: (key: Key) => string | null) => (charge: Charge) => {
    const key = keys.get(charge.keyId);
    return key === undefined ? null : owner(key);
  };
  return {
    model: ({ model }: Charge) => model,
    master_key: ofKey(({ masterKeyId }) => masterKeyId),
    agent: ofKey(({ entityType, entityId }) => (entityType === "agent" ? entityId : null)),
    member: ofKey(({ entityType, entityId }) => (entityType === "member" ? entityId : null)),
    department: ofKey(({ entityId }) => departments.get(entityId ?? "") ?? null),
  }[dimension];
}

const toWholeCents = (usd: unknown): number => Math.round(Number(usd) * 100);

/** Rows, other and unattributed in whole cents. */
const partsOf = (structured: Row): number =>
  rowsIn(structured, "rows").reduce((sum, row) => sum + toWholeCents(row["cost_usd"]), 0) +
  toWholeCents(Object(structured["other"]).cost_usd) +
  toWholeCents(structured["unattributed_usd"]);

test("by agent", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { ...byAgent.args, limit: 5 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "Code Reviewer is the costliest agent in 2026-11-15..2026-11-21: $70.11 of $514.45 (13.6 %); the top three make 33.3 %."
    window: "2026-11-15..2026-11-21"
    compared_with: "2026-11-08..2026-11-14"
    total_usd: 514.45
    rows: ["name","cost_usd","share_percent","change_usd","requests","cost_per_request_usd","id"]
      ["Code Reviewer",70.11,13.6,-2.34,1199,0.0585,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201"]
      ["Contract Reviewer",52.02,10.1,24.56,895,0.0581,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204"]
      ["Invoice Extractor",49.36,9.6,25.35,1941,0.0254,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b205"]
      ["Research Analyst",41.43,8.1,1.83,347,0.1194,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b203"]
      ["Support Bot",40.3,7.8,0.75,2712,0.0149,"2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44"]
    other: {"count":192,"cost_usd":179.52}
    unattributed_usd: 81.71
    of_which_unassigned_usd: 9.55
    unattributed_is: "Use through members' own keys and through keys bound to nobody"
    top_1_share_percent: 13.6
    top_3_share_percent: 33.3
    stopped: ["name","cost_before_usd","id"]
      ["Legacy Translator",28.97,"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b207"]
    next: [{"tool":"drill_down_spend","arguments":{"dimension":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201","period":"7d"},"why":"What is inside Code Reviewer"},{"tool":"compare_entity_periods","arguments":{"entity_type":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201","period":"7d"},"why":"What drives its change"}]
    source: "analytics/costs, analytics/usage"
    warnings: []"
  `);
});

test("inside a department", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { ...inside.args, limit: 3 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "Customer Care (department) cost $101.59 in 2026-11-15..2026-11-21, $20.98 more than in the window before; inside it: 41 agents with use."
    window: "2026-11-15..2026-11-21"
    compared_with: "2026-11-08..2026-11-14"
    total_usd: 101.59
    rows: ["name","cost_usd","share_percent","change_usd","requests","cost_per_request_usd","status","id"]
      ["Support Bot",40.3,39.7,0.75,2712,0.0149,"active","2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44"]
      ["Onboarding Guide",20.48,20.2,20.48,441,0.0464,"active","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b206"]
      ["Ticket Triage",4.61,4.5,-0.54,137,0.0336,"active","41c1b6b6-e129-497d-a54c-7896dfcb788b"]
    other: {"count":38,"cost_usd":22.53}
    unattributed_usd: 13.67
    unattributed_is: "Use through its members' own keys"
    top_1_share_percent: 39.7
    top_3_share_percent: 64.4
    stopped: []
    next: [{"tool":"compare_entity_periods","arguments":{"entity_type":"department","entity_id":"91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00","period":"7d"},"why":"What drives its change"}]
    source: "analytics/usage, analytics/costs, agents"
    warnings: []"
  `);
});

test("inside an agent", async () => {
  await using connection = await connect("manager");
  const args = { dimension: "agent", entity_id: contractReviewer, period: "7d" };
  const { structured } = await connection.call(name, args);
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    headline: "Contract Reviewer (agent) cost $52.02 in 2026-11-15..2026-11-21, $24.56 more than in the window before; inside it: 1 virtual key."
    window: "2026-11-15..2026-11-21"
    compared_with: "2026-11-08..2026-11-14"
    total_usd: 52.02
    rows: ["name","cost_usd","requests","cost_in_billing_period_usd","budget_usd","status","id"]
      ["contract-reviewer",52.02,895,110.66,400,"active","37b72339-8a93-42f8-a79f-e2f7650d656f"]
    other: {"count":0,"cost_usd":null}
    unattributed_usd: null
    unattributed_is: null
    top_1_share_percent: null
    top_3_share_percent: null
    stopped: []
    models: ["model","last_7_days_to_now_usd","share_percent"]
      ["gpt-4-turbo",34.48,68.1]
      ["gpt-4o",16.15,31.9]
    next: [{"tool":"compare_entity_periods","arguments":{"entity_type":"agent","entity_id":"5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204","period":"7d"},"why":"What drives its change"}]
    source: "analytics/usage, virtual-keys"
    warnings: ["The row is its only virtual key, so what the key cost in the window is what its owner cost. Its cost in the billing period is the API's own."]"
  `);
});

describe.each(["7d", "30d"] as const)("%s", (period) => {
  test.each(dimensions)("%s: rows are those of the charges, and add up to the total", async (dimension) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const { now, before } = windows[period];
    const owner = ownerIn(world, dimension);
    const costs = ([from, to]: Days) =>
      new Map([...Map.groupBy(chargesOf(world, from, to), owner)].map(([id, own]) => [id, figuresOf(own)]));
    const [current, earlier] = [costs(now), costs(before)];
    const { structured } = await connection.call(name, { dimension, period, limit: 50 });
    const total = figuresOf(chargesOf(world, ...now)).costUsd;
    expect(structured["total_usd"]).toBe(total);
    expect(partsOf(structured)).toBe(toWholeCents(total));
    expect(toWholeCents(structured["unattributed_usd"])).toBe(toWholeCents(current.get(null)?.costUsd ?? 0));

    const rows = rowsIn(structured, "rows");
    const ranked = [...current].filter(([id]) => id !== null).sort(([, a], [, b]) => b.costUsd - a.costUsd);
    expect(rows.length).toBe(Math.min(50, ranked.length));
    expect(Object(structured["other"]).count).toBe(ranked.length - rows.length);
    for (const [index, row] of rows.entries()) {
      const id = String(row["id"] ?? row["name"]);
      const truth = current.get(id);
      expect(row).toMatchObject({ cost_usd: truth?.costUsd, requests: truth?.requests });
      expect(row["cost_usd"]).toBe(ranked[index]?.[1].costUsd);
      expect(toWholeCents(row["change_usd"])).toBe(
        toWholeCents((truth?.costUsd ?? 0) - (earlier.get(id)?.costUsd ?? 0)),
      );
      expect(row["new"] ?? false).toBe(!earlier.has(id));
    }
    const stopped = [...earlier]
      .filter(([id, { costUsd }]) => id !== null && costUsd > 0 && !current.has(id))
      .sort(([, a], [, b]) => b.costUsd - a.costUsd);
    expect(rowsIn(structured, "stopped").map((row) => row["cost_before_usd"])).toEqual(
      stopped.slice(0, 3).map(([, { costUsd }]) => costUsd),
    );
  });
});

test.each([1, 3, 10, 50])("limit %i: the rest becomes other", async (limit) => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { ...byAgent.args, limit });
  expect(rowsIn(structured, "rows")).toHaveLength(limit);
  expect(partsOf(structured)).toBe(toWholeCents(structured["total_usd"]));
});

test("a department's agents and what its members use add up to the department", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { ...inside.args, limit: 50 });
  const { now } = windows["7d"];
  const isMembers = (key: Key) => key.entityType === "member" && keyOfDepartment(world, customerCare)(key);
  const total = figuresOf(chargesOf(world, ...now, keyOfDepartment(world, customerCare))).costUsd;
  expect(structured["total_usd"]).toBe(total);
  expect(partsOf(structured)).toBe(toWholeCents(total));
  expect(structured["unattributed_usd"]).toBe(figuresOf(chargesOf(world, ...now, isMembers)).costUsd);
  for (const row of rowsIn(structured, "rows")) {
    expect(row["cost_usd"]).toBe(figuresOf(chargesOf(world, ...now, keyOf(String(row["id"])))).costUsd);
  }
});

test("an agent's only key cost in the window what its charges come to", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, {
    dimension: "agent",
    entity_id: contractReviewer,
    period: "7d",
  });
  const [key] = rowsIn(structured, "rows");
  const own = figuresOf(chargesOf(world, "2026-11-15", "2026-11-21", ({ id }) => id === key?.["id"]));
  expect(key).toMatchObject({ cost_usd: own.costUsd, requests: own.requests });
});

test("what stopped says when it was last used, where the API does", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: ({ path, query }) => path.endsWith("/analytics/costs") && query["dateTo"] === "2026-11-14",
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const reply = usual();
        const named = '"name":"Legacy Translator"';
        return {
          ...reply,
          body: String(reply.body).replace(named, `"lastRequestAt":"2026-11-12T08:00:00Z",${named}`),
        };
      },
    },
  });
  const { structured } = await connection.call(name, { dimension: "agent", period: "7d" });
  expect(rowsIn(structured, "stopped")[0]).toMatchObject({
    name: "Legacy Translator",
    last_used: "2026-11-12",
  });
});

test("both keys of a member, with the spend of the billing period and not of the window", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { memberId, keyIds } = world.planted.twoKeyMember;
  const { structured } = await connection.call(name, {
    dimension: "member",
    entity_id: memberId,
    period: "7d",
  });
  const rows = rowsIn(structured, "rows");
  expect(rows.map((row) => row["id"]).toSorted()).toEqual(keyIds.toSorted());
  for (const row of rows) {
    const own = chargesOf(world, "2026-11-01", "2026-11-22", (key) => key.id === row["id"]);
    expect(row["cost_in_billing_period_usd"]).toBe(figuresOf(own).costUsd);
  }
  expect(structured).toMatchObject({ top_1_share_percent: null, unattributed_usd: null });
});

describe("one request fails", async () => {
  const { lines, structured: good } = await callSuccessfully(byAgent);
  const essential = "analytics/costs?dateFrom=2026-11-15&dateTo=2026-11-21";
  const figures = ["total_usd", "rows", "other", "unattributed_usd", "top_1_share_percent", "stopped"];

  test("there are three", () => expect(lines).toHaveLength(3));

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(byAgent, line, effect);
      expectNamed(outcome, line);
      expect(outcome.isError).toBe(line === essential);
      if (!outcome.isError) expectNoNewFigures(outcome.structured, good, figures);
    });
  });

  test("without the total there is no share and nothing unattributed", async () => {
    const line = lines.find((each) => each.startsWith("analytics/usage")) ?? "";
    const { structured } = await callWithout(byAgent, line, { kind: "status", status: 500 });
    expect(structured).toMatchObject({ total_usd: null, unattributed_usd: null, top_1_share_percent: null });
    expect(rowsIn(structured, "rows")[0]).not.toHaveProperty("share_percent");
  });

  test("without the window before there is no change, and nothing new or stopped", async () => {
    const line = lines.find((each) => each.includes("2026-11-08")) ?? "";
    const { structured } = await callWithout(byAgent, line, { kind: "status", status: 500 });
    expect(Object(structured["rows"]).columns).not.toContain("change_usd");
    expect(Object(structured["rows"]).columns).not.toContain("new");
    expect(rowsIn(structured, "stopped")).toEqual([]);
  });
});

describe("one request of the second level fails", async () => {
  const { lines, structured: good } = await callSuccessfully(inside);

  describe.each(failures)("$what", ({ effect }) => {
    test.each(lines)("%s", async (line) => {
      const outcome = await callWithout(inside, line, effect);
      expect(outcome.isError).toBe(false);
      expectNamed(outcome, line);
      expectNoNewFigures(outcome.structured, good, ["total_usd", "rows", "unattributed_usd"]);
      if (line.startsWith("analytics/usage")) {
        expect(outcome.structured).toMatchObject({ total_usd: null, unattributed_usd: null });
      } else if (line.includes("/analytics?")) {
        expect(outcome.structured).toMatchObject({ rows: good["rows"], total_usd: good["total_usd"] });
      } else if (line === "analytics/costs?dateFrom=2026-11-08&dateTo=2026-11-14") {
        expect(rowsIn(outcome.structured, "rows")).toEqual(
          rowsIn(good, "rows").map(({ change_usd: _, ...row }) => row),
        );
      } else {
        expect(outcome.structured).toMatchObject({ rows: { rows: [] }, total_usd: good["total_usd"] });
      }
    });
  });
});

test.each([
  { dimensionSpelling: "plural" },
  { dimensionSpelling: "hyphen" },
  { numericStrings: true },
  { zeroFillDays: false },
  { workspaceEnvelope: "none" },
] as const)("the same rows when the API answers with %j", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  for (const dimension of ["agent", "master_key"]) {
    const { structured: expected } = await usual.call(name, { dimension, period: "7d" });
    const { structured } = await connection.call(name, { dimension, period: "7d" });
    expect(outline(structured)).toBe(outline(expected));
  }
});

test("models come from their own route, and members are refused, where the breakdown has neither", async () => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches: { breakdownMemberAndModel: false } });
  const { structured: expected } = await usual.call(name, { dimension: "model", period: "7d" });
  const { structured } = await connection.call(name, { dimension: "model", period: "7d" });
  const bare = (rows: readonly Row[]) => rows.map(({ name, cost_usd }) => ({ name, cost_usd }));
  expect(bare(rowsIn(structured, "rows"))).toEqual(bare(rowsIn(expected, "rows")));
  expect(partsOf(structured)).toBe(partsOf(expected));
  const members = await connection.call(name, { dimension: "member", period: "7d" });
  expect(members.isError).toBe(true);
  expect(members.text).toContain(
    "This deployment's cost breakdown has no dimension member; it has agent, department, master_key, model.",
  );
});

test("models whose own route fails are an error that names it", async () => {
  await using connection = await connect("manager", { switches: { breakdownMemberAndModel: false } });
  connection.double.fault({ path: "/api/v1/analytics/models", effect: { kind: "status", status: 500 } });
  const { isError, text } = await connection.call(name, { dimension: "model", period: "7d" });
  expect(isError).toBe(true);
  expect(text).toContain("The costs by model could not be read");
});

test("rows that cost more than the workspace's total: how much more is said without a sign", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/analytics/usage",
    effect: {
      kind: "custom",
      respond: (_, usual) => ({
        ...usual(),
        body: String(usual().body).replaceAll(/"(cost\w*)":"?[\d.]+"?/g, '"$1":0'),
      }),
    },
  });
  const { world } = connection.double;
  const { structured } = await connection.call(name, { dimension: "model", period: "7d" });
  const { costUsd } = figuresOf(chargesOf(world, "2026-11-15", "2026-11-21"));
  expect(structured).toMatchObject({ total_usd: 0, unattributed_usd: -costUsd });
  expect(structured["warnings"]).toContain(
    `The rows come to ${formatUsd(asDerivedUsd(costUsd))} more than the workspace's total: the API's two figures do not agree, and unattributed shows the difference.`,
  );
});

test("what rose inside a department is said agent by agent", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, inside.args);
  for (const { id, cost_usd: cost, change_usd: change } of rowsIn(structured, "rows")) {
    const before = figuresOf(chargesOf(world, "2026-11-08", "2026-11-14", keyOf(String(id)))).costUsd;
    expect({ id, change }).toEqual({ id, change: rounded(Number(cost) - before, 2) });
  }
});

test("what belongs to nobody is said, and is a part of what is unattributed", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const nobody = figuresOf(
    chargesOf(world, "2026-11-15", "2026-11-21", ({ entityType }) => entityType === null),
  ).costUsd;
  expect(nobody).toBeGreaterThan(0);
  for (const dimension of ["agent", "member"]) {
    const { structured } = await connection.call(name, { dimension, period: "7d" });
    expect(structured["of_which_unassigned_usd"]).toBe(nobody);
    expect(Number(structured["unattributed_usd"])).toBeGreaterThan(nobody);
  }
});

test("a model of two providers is one row with the cost of both", async () => {
  await using connection = await connect("manager", { switches: { breakdownMemberAndModel: false } });
  connection.double.fault({
    path: "/api/v1/analytics/models",
    effect: {
      kind: "custom",
      respond: (_, usual) => ({
        ...usual(),
        body: String(usual().body).replaceAll('"claude-3-5-sonnet"', '"gpt-4o"'),
      }),
    },
  });
  const { world } = connection.double;
  const { structured } = await connection.call(name, { dimension: "model", period: "7d" });
  const merged = ["gpt-4o", "claude-3-5-sonnet"];
  const cost = figuresOf(
    chargesOf(world, "2026-11-15", "2026-11-21").filter(({ model }) => merged.includes(model)),
  ).costUsd;
  expect(rowsIn(structured, "rows")[0]).toMatchObject({ name: "gpt-4o", cost_usd: cost });
  expect(structured["unattributed_usd"]).toBe(0);
});

test("an agent that the breakdown lists, but that nothing else knows, is not said to be of another kind", async () => {
  await using connection = await connect("manager");
  const unheardOf = "5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1bfff";
  connection.double.fault({
    path: "/api/v1/analytics/costs",
    effect: {
      kind: "custom",
      respond: (_, usual) => ({
        ...usual(),
        body: String(usual().body).replaceAll(contractReviewer, unheardOf),
      }),
    },
  });
  const { structured } = await connection.call(name, {
    dimension: "agent",
    entity_id: unheardOf,
    period: "7d",
  });
  expect(structured["warnings"]).toContain("Nothing else has this id and cost something.");
  expect(JSON.stringify(structured["warnings"])).not.toContain("The id names");
});

test("an id of another kind is looked into as what it is, and said to be so", async () => {
  await using connection = await connect("manager");
  const ask = async (dimension?: string) =>
    (await connection.call(name, { dimension, entity_id: contractReviewer, period: "7d" })).structured;
  const { warnings, ...rest } = await ask("agent");
  for (const [given, kind] of [
    ["member", "member"],
    [undefined, "department"],
  ] as const) {
    expect(await ask(given)).toEqual({
      ...rest,
      warnings: [`The id names an agent, not a ${kind}.`, ...[warnings].flat()],
    });
  }
});

test("an id that names nothing has no cost, not one of nothing", async () => {
  await using connection = await connect("manager");
  const args = { dimension: "member", entity_id: "11111111-2222-4333-8444-555555555555", period: "7d" };
  const { structured } = await connection.call(name, args);
  expect(structured).toMatchObject({
    headline: "Nothing is known of this id as a member.",
    total_usd: null,
    other: { count: 0, cost_usd: null },
  });
  expect(structured["warnings"]).toEqual([
    "Nothing is known of this id as a member: take one from list_members.",
    "Nothing else has this id and cost something.",
  ]);
});

test("whether something else has the id is unknown where the breakdown cannot be read", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ path: "/api/v1/analytics/costs", effect: { kind: "status", status: 500 } });
  const args = { dimension: "member", entity_id: "11111111-2222-4333-8444-555555555555", period: "7d" };
  const { structured } = await connection.call(name, args);
  expect(structured["warnings"]).toContainEqual(
    expect.stringContaining("The cost breakdown could not be read"),
  );
  expect(structured["warnings"]).not.toContain("Nothing else has this id and cost something.");
});

test("what it proposes next succeeds", async () => {
  await using connection = await connect("manager");
  for (const args of [...dimensions.map((dimension) => ({ dimension })), inside.args]) {
    const { structured } = await connection.call(name, args);
    await expectNextCallsSucceed(connection, structured);
  }
});

test("tells its progress", () => expectProgress(byAgent));
test("cancelling aborts its requests", () => expectCancellation(byAgent));

test.each([
  { limit: 0 },
  { limit: 51 },
  { limit: 2.5 },
  { dimension: "team" },
  { dimension: "agent", entity_id: "Support Bot" },
  { dimension: "model", entity_id: contractReviewer },
  { dimension: "master_key", entity_id: contractReviewer },
])("%j is refused before any request", async (args) => {
  await using connection = await connect("manager");
  const { isError, text } = await connection.call(name, args);
  expect(isError).toBe(true);
  expect(text).toContain("No request was sent.");
  expect(connection.double.requests).toEqual([]);
});
