import { describe, expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { figuresOf, rounded } from "../support/figures.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import {
  chargesOf,
  everyRow,
  expectWorkspaceHeaders,
  keyOf,
  listForms,
  rowsIn,
} from "../support/workspace.ts";

const name = "list_members";

test("which person spends most", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "30d", page_size: 5 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"30d","from":"2026-10-23","to":"2026-11-21","days":30,"includes_incomplete_today":false}
    members: every row {"status":"active"} ["name","cost_usd","share_of_dimension_percent","requests","monthly_budget_usd","keys","role","department","id"]
      ["Chidi Okafor",11.83,3.4,133,150,1,"Engineer","Engineering","08ae1681-e91a-4086-a696-c782794dbd2e"]
      ["Mara Okafor",11.68,3.4,142,150,1,"Engineer","Engineering","ee87cff7-d881-4c05-a6e6-b358132e1ccd"]
      ["Hugo Lind",11.5,3.3,124,150,1,"Engineer","Engineering","e3f070af-3d6e-4994-add0-6f410ecf733c"]
      ["Hugo Marsh",10.8,3.1,146,150,1,"Marketer","Engineering","25f4b5d1-ce01-4a25-a1f5-8fc65854bf78"]
      ["Ana Ortiz",10.38,3,231,null,2,"Counsel","Customer Care","75a92ca7-287a-4ebb-ac96-911387f3b174"]
    page: {"returned":5,"total":60,"next_page":2}
    dimension_total_usd: 346
    of_which_unassigned_usd: 36.21
    not_in_total: "Use through agents' keys"
    shown_share_of_dimension_percent: 16.2
    source: "members, analytics/costs, departments"
    warnings: ["1 of these members has several keys, so their budget is unknown: list_virtual_keys has each key's."]"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/analytics/costs?dateFrom=2026-10-23&dateTo=2026-11-21",
    "GET /api/v1/departments?page=1&pageSize=100",
    "GET /api/v1/members?page=1&pageSize=100",
  ]);
  expectWorkspaceHeaders(connection.double);
});

test("one row a member, with the cost of all the member's keys", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const rows = await everyRow(connection, name, { period: "7d", page_size: 200 }, "members");
  expect(rows.map(({ id }) => id).toSorted()).toEqual(world.members.map(({ id }) => id).toSorted());
  for (const { id, cost_usd: cost = null, requests = null } of rows) {
    const figures = figuresOf(chargesOf(world, "2026-11-15", "2026-11-21", keyOf(String(id))));
    expect({ id, cost, requests }).toEqual({ id, cost: figures.costUsd, requests: figures.requests });
  }
});

test("a list that names no keys: their number is unknown, not 0", async () => {
  await using connection = await connect("manager");
  connection.double.fault({
    path: "/api/v1/members",
    effect: { kind: "missing_fields", names: ["virtualKeyPrefix", "virtualKeyId"] },
  });
  const { structured } = await connection.call(name);
  expect(rowsIn(structured, "members")[0]).not.toHaveProperty("keys");
  expect(structured["warnings"]).toContain(
    "The API does not say which virtual keys 60 of 60 members have: their number is unknown.",
  );
});

test("seven keys without a prefix are seven", async () => {
  await using connection = await connect("manager");
  const rows = Array.from({ length: 7 }, (_, index) => ({
    id: "m",
    name: "Ana",
    virtualKeyId: `k${index}`,
    virtualKeyPrefix: null,
  }));
  connection.double.fault({
    path: "/api/v1/members",
    effect: {
      kind: "status",
      status: 200,
      body: { data: [...rows, { id: "n", name: "Ben", virtualKeyId: null }] },
    },
  });
  const { structured } = await connection.call(name, { sort_by: "name" });
  expect(rowsIn(structured, "members")).toMatchObject([
    { name: "Ana", keys: 7 },
    { name: "Ben", keys: 0 },
  ]);
});

test("a member with two keys is there once, and no limit is made up for both", async () => {
  await using connection = await connect("manager");
  const { memberId } = connection.double.world.planted.twoKeyMember;
  const rows = await everyRow(connection, name, {}, "members");
  expect(rows.filter(({ id }) => id === memberId)).toMatchObject([{ keys: 2, monthly_budget_usd: null }]);
});

test("the percentage used is that of the billing cycle, and other windows have none", async () => {
  await using connection = await connect("manager");
  const ofCycle = rowsIn((await connection.call(name)).structured, "members");
  for (const { cost_usd: cost, monthly_budget_usd: budget, used_percent: used } of ofCycle)
    expect(used).toBe(budget === null ? null : rounded((Number(cost) / Number(budget)) * 100, 1));
  const ofMonth = rowsIn((await connection.call(name, { period: "30d" })).structured, "members");
  expect(ofMonth.some((row) => "used_percent" in row)).toBe(false);
});

test("departments that cannot be read: their ids stand in", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ path: "/api/v1/departments", effect: { kind: "status", status: 500 } });
  const { structured } = await connection.call(name, { page_size: 1 });
  const [row] = rowsIn(structured, "members");
  const member = connection.double.world.members.find(({ id }) => id === row?.["id"]);
  expect(row).toMatchObject({ department_id: member?.departmentId });
  expect(String(structured["warnings"])).toContain("The names of departments could not be read");
});

test.each([...listForms, { pageSizeCap: 20 }, { numericStrings: true }, { fieldCase: "snake" } as const])(
  "%j: the same members",
  async (switches) => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches });
    const { structured } = await connection.call(name, { period: "30d" });
    expect(structured).toEqual((await usual.call(name, { period: "30d" })).structured);
  },
);

test("the breakdown has no members: what the list states, and unknown where it states parts", async () => {
  await using connection = await connect("manager", { switches: { breakdownMemberAndModel: false } });
  const { world } = connection.double;
  const { structured } = await connection.call(name);
  expect(structured["warnings"]).toMatchInlineSnapshot(`
    [
      "The API's cost breakdown has no dimension member, so costs are unknown.",
      "The costs are those that the list itself states; the API does not say over which window.",
    ]
  `);
  expect(structured["dimension_total_usd"]).toBeNull();
  const { memberId } = world.planted.twoKeyMember;
  for (const { id, cost_usd: cost } of rowsIn(structured, "members")) {
    const { costUsd } = figuresOf(chargesOf(world, "2026-11-01", "2026-11-22", keyOf(String(id))));
    expect({ id, cost }).toEqual({ id, cost: id === memberId ? null : costUsd });
  }
});

describe("403", () => {
  test.each(["free", "pro"] as const)("the plan %s has no members", async (tier) => {
    await using connection = await connect("manager", { switches: { tier } });
    const { text } = await connection.call(name);
    expect(text).toBe(
      `${name} failed. The workspace's plan does not include this feature (HTTP 403): GET /api/v1/members. The API says: members is available on the team plan and above. It needs a higher plan (members: Team; departments: Enterprise). Other breakdowns, such as models or agents, need no such plan.`,
    );
  });

  test("the plan team has", async () => {
    await using connection = await connect("manager", { switches: { tier: "team" } });
    const { structured } = await connection.call(name);
    expect(structured["page"]).toMatchObject({ total: 60 });
  });
});

test("a page beyond the end is empty, and says how many there are", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { page: 9 });
  expect(structured["page"]).toEqual({ returned: 0, total: 60, next_page: null });
});
