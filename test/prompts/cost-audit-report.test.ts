import { describe, expect, test } from "bun:test";
import { findMissingTools, modes } from "../support/catalogue.ts";
import { type Connection, connect } from "../support/connect.ts";

const name = "cost_audit_report";
const ref = { type: "ref/prompt", name } as const;

async function textOf({ client }: Connection, args: Record<string, string> = {}): Promise<string> {
  const { messages } = await client.getPrompt({ name, arguments: args });
  return messages
    .map(({ role, content }) => (role === "user" && content.type === "text" ? content.text : ""))
    .join();
}

describe.each([...modes])("%s mode", (mode) => {
  test.each(["weekly", "monthly", "quarterly"])("%s names only tools that are there", async (period) => {
    await using connection = await connect(mode);
    const text = await textOf(connection, { period });
    expect(text).toContain(`Write a ${period} AI cost audit`);
    expect(text).toContain("get_usage_summary");
    expect(findMissingTools(mode, text)).toEqual([]);
  });

  test("weekly is the default", async () => {
    await using connection = await connect(mode);
    expect(await textOf(connection)).toBe(await textOf(connection, { period: "weekly" }));
  });
});

test("the workflow of a virtual key, in full", async () => {
  await using connection = await connect("vk");
  expect(await textOf(connection, { period: "quarterly" })).toMatchInlineSnapshot(`
    "Write a quarterly AI cost audit for the one virtual key that this Alephant server speaks for. Work through these steps with the Alephant tools:
    1. get_my_scope: name the key, the agent or member behind it, and the workspace. If the key is unbound, say what that means for the figures.
    2. get_usage_summary with period 30d: total cost, requests, tokens, unit costs, change against as many days before.
    3. get_daily_costs with period 30d: trend, highest day, anything that stands out from the other days. Leave today out, it is not over.
    4. get_cost_by_model with period 30d: where the money goes, and which models are dear per request. Today is in it: give shares, and take the total from step 2.
    5. get_my_budget with period billing_cycle: what is left, when it resets, what happens at the limit.
    6. get_my_recent_requests: failed or unusually expensive requests, as examples only.
    7. list_available_models with page_size 50 and a search for cheaper siblings of the costliest model, to compare prices per million tokens.
    The tools reach back 30 days: say that the quarter itself cannot be shown, and do not extrapolate to it.
    Then write: a summary in three sentences; a table of the main figures, each with unit and dates; findings, each with its evidence; at most three recommendations, each with the dollars it concerns and how sure you are; what could not be determined.
    Use only figures that the tools returned, with their unit and dates; invent none, and do not extrapolate without saying so. null is unknown, never zero. Leave the incomplete day out of comparisons. Repeat the warnings that touch a figure you use.
    Change nothing by yourself: recommend, and call a tool that writes only after the user has decided on that very change."
  `);
});

test("each mode has its own workflow", async () => {
  await using vk = await connect("vk");
  await using manager = await connect("manager");
  expect(await textOf(vk)).toContain("for the one virtual key");
  expect(await textOf(manager)).not.toContain("get_my_");
});

test.each<[Record<string, string>, string]>([
  [{ period: "daily" }, 'period must be one of "weekly", "monthly", "quarterly", not "daily".'],
  [{ perod: "weekly" }, 'Unknown argument "perod". Did you mean period? Valid: period.'],
])("%j is refused", async (args, message) => {
  await using connection = await connect("vk");
  await expect(textOf(connection, args)).rejects.toMatchObject({
    code: -32602,
    message: `MCP error -32602: ${message}`, // the client's own addition
  });
});

test("an unknown prompt is refused with the nearest one", async () => {
  await using connection = await connect("vk");
  await expect(connection.client.getPrompt({ name: "cost_audit" })).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('Unknown prompt "cost_audit".'),
  });
});

test.each([
  ["", ["weekly", "monthly", "quarterly"]],
  ["m", ["monthly"]],
  ["x", []],
])("completion of %j", async (value, values) => {
  await using connection = await connect("vk");
  const { completion } = await connection.client.complete({ ref, argument: { name: "period", value } });
  expect(completion).toEqual({ values, total: values.length, hasMore: false });
});

test("an argument without known values has no completion", async () => {
  await using connection = await connect("vk");
  const { completion } = await connection.client.complete({ ref, argument: { name: "other", value: "" } });
  expect(completion.values).toEqual([]);
});

test("no prompt asks the API anything", async () => {
  await using connection = await connect("vk");
  await textOf(connection);
  expect(connection.double.requests).toEqual([]);
});
