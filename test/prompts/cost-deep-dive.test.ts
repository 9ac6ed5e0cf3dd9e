import { describe, expect, test } from "bun:test";
import { findMissingTools } from "../support/catalogue.ts";
import { connect } from "../support/connect.ts";
import { readPrompt, testManagerPrompt } from "../support/manager-prompt.ts";

const name = "cost_deep_dive";
const ref = { type: "ref/prompt", name } as const;

testManagerPrompt({
  name,
  argument: "target",
  values: ["workspace", "department", "agent"],
  preset: "workspace",
  contains: {
    workspace: ["the Alephant workspace"],
    department: ["one department", "1. list_departments with period 30d: choose"],
    agent: ["one agent", "1. list_agents with period 30d: choose"],
  },
});

test("the workflow of a workspace, in full", async () => {
  await using connection = await connect("manager");
  expect(await readPrompt(connection, name)).toMatchInlineSnapshot(`
    "Find the root cause of the cost development of the Alephant workspace. Work through these steps with the Alephant tools:
    1. compare_entity_periods with entity_type workspace, period 30d: how much did it change, and is it volume, tokens per request or price?
    2. get_usage_timeseries with metric cost, period 30d: when did it change?
    3. diagnose_cost_anomaly with period 30d: what is out of the ordinary, since when, and what drives it?
    4. drill_down_spend with dimension agent, then model, period 30d: which entities moved, in dollars? Do not add the two: they slice the same money.
    5. compare_entity_periods for the entity that moved most, period 30d: volume, tokens per request or price?
    Then write: what changed, in dollars and from which day on; the split into volume, tokens per request and price, as far as the figures show it; the most likely cause with its evidence; what speaks against it; what to look at next.
    Use only figures that the tools returned, with their unit and dates; invent none, and do not extrapolate without saying so. null is unknown, never zero. Leave the incomplete day out of comparisons. Repeat the warnings that touch a figure you use.
    Change nothing by yourself: recommend, and call a tool that writes only after the user has decided on that very change."
  `);
});

test.each(["department", "agent"])("a %s by its id", async (target) => {
  await using connection = await connect("manager");
  const id = "91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00";
  const text = await readPrompt(connection, name, { target, target_id: id });
  expect(text).toContain(`one ${target} (${id})`);
  expect(text).toContain(`entity_id ${id}`);
  expect(text).not.toMatch(/choose the|step 1/);
  expect(findMissingTools("manager", text)).toEqual([]);
});

test.each([
  [
    "department",
    'list_departments with period 30d, page_size 100: the id of the department named "Engineering"',
  ],
  ["agent", 'list_agents with search "Engineering", period 30d: the id of the agent of that name'],
])("a %s by its name, which is looked up first", async (target, lookup) => {
  await using connection = await connect("manager");
  const text = await readPrompt(connection, name, { target, target_id: "Engineering" });
  expect(text).toContain(`1. ${lookup}`);
  expect(text).toContain("entity_id (the id from step 1)");
  expect(text).not.toContain("entity_id Engineering");
});

describe("target_id completes from the workspace", () => {
  const complete = async (target: string | undefined, value: string) => {
    await using connection = await connect("manager");
    const { completion } = await connection.client.complete({
      ref,
      argument: { name: "target_id", value },
      ...(target === undefined ? {} : { context: { arguments: { target } } }),
    });
    return { world: connection.double.world, completion };
  };

  test("departments by a part of their name", async () => {
    const { world, completion } = await complete("department", "ENGI");
    const wanted = world.departments.filter((department) => department.name === "Engineering");
    expect(completion).toMatchObject({ values: wanted.map(({ id }) => id), total: 1, hasMore: false });
  });

  test("departments by the beginning of their id", async () => {
    const { completion } = await complete("department", "91b7");
    expect(completion.values).toEqual(["91b7d3aa-3c5e-4e55-8a0f-5b6c7d8e9f00"]);
  });

  test("agents by a part of their name, a hundred at most", async () => {
    const { world, completion } = await complete("agent", "");
    expect(completion).toMatchObject({ total: 220, hasMore: true });
    expect(completion.values).toHaveLength(100);
    const { completion: bots } = await complete("agent", "support bot");
    expect(bots.values).toEqual([world.planted.supportBot.agentId]);
  });

  test("nothing that matches, and a workspace has no id to choose", async () => {
    expect((await complete("agent", "no such agent")).completion.values).toEqual([]);
  });

  test.each([
    ["answers", 3],
    ["refuses", 1],
  ] as const)("while somebody types, an API that %s is asked once", async (does, requests) => {
    await using connection = await connect("manager");
    if (does === "refuses") connection.double.fault({ effect: { kind: "status", status: 403 } });
    const typed = ["", "s", "su", "sup"].map((value) =>
      connection.client.complete({
        ref,
        argument: { name: "target_id", value },
        context: { arguments: { target: "agent" } },
      }),
    );
    for (const { completion } of await Promise.all(typed))
      expect(completion.values.length > 0).toBe(does === "answers");
    expect(connection.double.requests).toHaveLength(requests);
  });
});
