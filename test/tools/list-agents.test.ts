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
  type Row,
  rowsIn,
} from "../support/workspace.ts";

const name = "list_agents";
const month = ["2026-10-23", "2026-11-21"] as const;

test("who spends most", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "30d", page_size: 5 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    window: {"period":"30d","from":"2026-10-23","to":"2026-11-21","days":30,"includes_incomplete_today":false}
    agents: every row {"status":"active","environment":"production"} ["name","cost_usd","share_of_dimension_percent","requests","cost_per_request_usd","configured_model","department","id"]
      ["Code Reviewer",303.51,17.3,5176,0.0586,"claude-3-5-sonnet","Engineering","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201"]
      ["SQL Helper",170.17,9.7,5662,0.0301,"gpt-4.1","Engineering","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3"]
      ["Research Analyst",168.09,9.6,1424,0.118,"claude-3-opus","Marketing","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b203"]
      ["Support Bot",166.23,9.5,11238,0.0148,"gpt-4o","Customer Care","2d9e5b70-7c43-4c0b-9f35-0a8f6c1d2e44"]
      ["Contract Reviewer",143.95,8.2,3769,0.0382,"gpt-4o","Legal","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b204"]
    page: {"returned":5,"total":220,"next_page":2}
    dimension_total_usd: 1751.52
    of_which_unassigned_usd: 36.21
    not_in_total: "Use through members' own keys"
    shown_share_of_dimension_percent: 54.3
    source: "agents, analytics/costs, departments"
    warnings: ["22 of 220 rows have no cost in the breakdown, so it is unknown (often: no use)."]"
  `);
  expect(requestLines(connection.double)).toEqual([
    "GET /api/v1/agents?page=1&pageSize=100",
    "GET /api/v1/agents?page=2&pageSize=100",
    "GET /api/v1/agents?page=3&pageSize=100",
    "GET /api/v1/analytics/costs?dateFrom=2026-10-23&dateTo=2026-11-21",
    "GET /api/v1/departments?page=1&pageSize=100",
  ]);
  expectWorkspaceHeaders(connection.double);
});

describe("all 220 agents, whatever the form of the list", () => {
  const args = { period: "30d", page_size: 100 };

  const usual = (async () => {
    await using connection = await connect("manager");
    return (await connection.call(name, { ...args, page: 2 })).structured;
  })();

  test("each once, with the cost of its charges, the costliest first", async () => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const rows = await everyRow(connection, name, args, "agents");
    expect(rows.map(({ id }) => id).toSorted()).toEqual(world.agents.map(({ id }) => id).toSorted());
    const costs = rows.map(({ cost_usd: cost }) => (typeof cost === "number" ? cost : -1));
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    for (const row of rows)
      expectFigures(row, figuresOf(chargesOf(world, ...month, keyOf(String(row["id"])))));
  });

  test.each([
    ...listForms,
    { pageSizeCap: 20 },
    { pageSizeCap: 20, listKey: "array", workspaceEnvelope: "none" } as const,
  ])("%j", async (switches) => {
    await using connection = await connect("manager", { switches });
    // A call reads the whole list, whichever page it shows.
    const { structured } = await connection.call(name, { ...args, page: 2 });
    expect(structured).toEqual(await usual);
  });

  test.each([1, 7, 100])("pages of %d neither lose nor repeat a row", async (pageSize) => {
    await using connection = await connect("manager");
    const filter = { period: "7d", search: "triage", page_size: pageSize };
    const rows = await everyRow(connection, name, filter, "agents");
    const wanted = connection.double.world.agents.filter((agent) => agent.name.includes("Triage"));
    expect(rows.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
  });
});

/** Without use there is no row in the breakdown; and a column in which nothing is known is left out. */
function expectFigures(row: Row, figures: { readonly costUsd: number; readonly requests: number }): void {
  const { id, cost_usd: cost = null, requests = null } = row;
  const isUsed = figures.requests > 0;
  const expected = { cost: isUsed ? figures.costUsd : null, requests: isUsed ? figures.requests : null };
  expect({ id, cost, requests }).toEqual({ id, ...expected });
}

test("shares are of everything that agents and unbound keys cost", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const { structured } = await connection.call(name, { period: "7d" });
  const week = ["2026-11-15", "2026-11-21"] as const;
  const total = figuresOf(chargesOf(world, ...week, ({ entityType }) => entityType !== "member")).costUsd;
  expect(structured["dimension_total_usd"]).toBe(total);
  for (const { id, share_of_dimension_percent: share } of rowsIn(structured, "agents")) {
    const { costUsd } = figuresOf(chargesOf(world, ...week, keyOf(String(id))));
    expect(share).toBe(rounded((costUsd / total) * 100, 1));
  }
});

test("what belongs to nobody counts, under whatever id", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { period: "7d" });
  connection.double.fault({
    path: "/api/v1/analytics/costs",
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const reply = usual();
        const body = String(reply.body).replaceAll(
          '"id":"00000000-0000-0000-0000-000000000000",',
          '"id":null,',
        );
        return { ...reply, body };
      },
    },
  });
  const again = await connection.call(name, { period: "7d" });
  expect(again.structured).toEqual(structured);
});

test("an agent that the breakdown does not have: unknown, and a warning that counts them", async () => {
  await using connection = await connect("manager");
  const { world } = connection.double;
  const used = new Set(chargesOf(world, ...month).map(({ keyId }) => keyId));
  const isUsed = ({ id }: { readonly id: string }) =>
    world.virtualKeys.some((key) => key.entityId === id && used.has(key.id));
  const unused = world.agents.filter((agent) => !isUsed(agent)).length;
  const { structured } = await connection.call(name, { period: "30d" });
  expect(structured["warnings"]).toEqual([
    `${unused} of 220 rows have no cost in the breakdown, so it is unknown (often: no use).`,
  ]);
});

describe("filters", () => {
  test.each([false, true])("hold on the rows, also when the API ignores them: %p", async (filtersIgnored) => {
    await using connection = await connect("manager", { switches: { filtersIgnored } });
    const { world } = connection.double;
    const [department] = world.departments;
    const filter = { department_id: department?.id, status: "Inactive", search: "er", page_size: 100 };
    const rows = await everyRow(connection, name, filter, "agents");
    const wanted = world.agents.filter(
      ({ departmentId, status, name }) =>
        departmentId === department?.id && status === "inactive" && name.toLowerCase().includes("er"),
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
  });

  test("are sent", async () => {
    await using connection = await connect("manager");
    const [department] = connection.double.world.departments;
    await connection.call(name, { department_id: department?.id, status: "active", search: "bot" });
    expect(requestLines(connection.double)[0]).toBe(
      `GET /api/v1/agents?departmentId=${department?.id}&search=bot&status=active&page=1&pageSize=100`,
    );
  });

  test("by name", async () => {
    await using connection = await connect("manager");
    const rows = await everyRow(connection, name, { sort_by: "name", page_size: 100 }, "agents");
    const names = rows.map((row) => String(row["name"]));
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  });
});

describe("when something is missing", () => {
  test("the breakdown fails: the list's own costs, over a window that nobody names", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ path: "/api/v1/analytics/costs", effect: { kind: "status", status: 500 } });
    const { structured } = await connection.call(name, { page_size: 2 });
    expect(outline(structured)).toMatchInlineSnapshot(`
      "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
      as_of: "2026-11-22T09:30:00Z"
      window: {"period":"billing_cycle","from":null,"to":null,"days":null,"includes_incomplete_today":null}
      agents: ["name","cost_usd","requests","cost_per_request_usd","status","environment","configured_model","department","id"]
        ["Code Reviewer",295.13,5036,0.0586,"active","production","claude-3-5-sonnet","Engineering","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b201"]
        ["SQL Helper",165.62,5515,0.03,"active","production","gpt-4.1","Engineering","5a0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3"]
      page: {"returned":2,"total":220,"next_page":2}
      dimension_total_usd: null
      of_which_unassigned_usd: null
      not_in_total: "Use through members' own keys"
      shown_share_of_dimension_percent: null
      source: "agents, none, departments"
      warnings: ["Costs could not be read, so they are unknown. Alephant failed internally (HTTP 500): GET /api/v1/analytics/costs. The API says: Injected 500.","The costs are those that the list itself states; the API does not say over which window."]"
    `);
  });

  test("the departments cannot be read: their ids stand in for their names", async () => {
    await using connection = await connect("manager");
    connection.double.fault({ path: "/api/v1/departments", effect: { kind: "forbidden", reason: "plan" } });
    const { structured } = await connection.call(name);
    const [agent] = rowsIn(structured, "agents");
    const listed = connection.double.world.agents.find(({ id }) => id === agent?.["id"]);
    expect(agent).toMatchObject({ department_id: listed?.departmentId });
    expect(agent).not.toHaveProperty("department");
    expect(structured["warnings"]).toContainEqual(
      expect.stringMatching(/^The names of departments could not be read, so .* GET \/api\/v1\/departments/),
    );
  });

  test("the breakdown has no agents", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: "/api/v1/analytics/costs",
      effect: { kind: "status", status: 200, body: { data: { breakdown: [] } } },
    });
    const { structured } = await connection.call(name);
    expect(structured).toMatchObject({
      dimension_total_usd: null,
      warnings: [
        "The API's cost breakdown has no dimension agent, so costs are unknown.",
        "The costs are those that the list itself states; the API does not say over which window.",
      ],
    });
  });

  test("a list in an unknown wrapper is an error that names what is there", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: "/api/v1/agents",
      effect: { kind: "status", status: 200, body: { data: { results: [], count: 0 } } },
    });
    const { isError, text } = await connection.call(name);
    expect(isError).toBe(true);
    expect(text).toContain("no list of rows; the members are: results, count");
  });

  test("fewer rows than the API counts: it says how many", async () => {
    await using connection = await connect("manager");
    connection.double.fault({
      path: "/api/v1/agents",
      effect: {
        kind: "custom",
        respond: (_, usual) => {
          const reply = usual();
          return { ...reply, body: String(reply.body).replace('"total":220', '"total":500') };
        },
      },
    });
    const { structured } = await connection.call(name);
    expect(structured["warnings"]).toContain(
      "Only 220 of 500 agents could be read; sums and rankings cover those.",
    );
  });
});

test.each([
  {
    args: { status: "null" },
    warning: 'No agents match status "null"; there are active 211, inactive 7, archived 2.',
  },
  {
    args: { search: "Suport Bot" },
    warning: 'No agents match search "Suport Bot"; there are 220 without it. Did you mean Support Bot?',
  },
])("a filter that matches nothing says what there is: $args", async ({ args, warning }) => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, args);
  expect(structured["page"]).toMatchObject({ total: 0 });
  expect(structured["warnings"]).toContain(warning);
});
