import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";
import { outline } from "../support/outline.ts";
import { requestLines } from "../support/requests.ts";
import { everyRow, expectWorkspaceHeaders, listForms } from "../support/workspace.ts";

const name = "list_available_models";

test("enabled models with prices, and the workspace's own price where it has one", async () => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(name, { search: "gpt-4.1", page_size: 4 });
  expect(outline(structured)).toMatchInlineSnapshot(`
    "speaks_for: "workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10"
    as_of: "2026-11-22T09:30:00Z"
    models: ["model","provider","context_tokens","input_usd_per_million","output_usd_per_million"]
      ["gpt-4.1","openai",1047576,2,8]
      ["gpt-4.1-2024-08-06","openai",16384,2,8]
      ["gpt-4.1-2024-11-20","openai",131072,2,8]
      ["gpt-4.1-2025-01-31","openai",16384,2,8]
    page: {"returned":4,"total":17,"next_page":2}
    providers: "openai 17"
    disabled: 3
    source: "models"
    warnings: []"
  `);
  expect(requestLines(connection.double)).toEqual(["GET /api/v1/models"]);
  expectWorkspaceHeaders(connection.double);
});

test("every enabled model once, in pages", async () => {
  await using connection = await connect("manager");
  const rows = await everyRow(connection, name, { page_size: 100 }, "models");
  const enabled = connection.double.world.models.filter(({ enabled }) => enabled);
  expect(rows.map(({ model }) => model).toSorted()).toEqual(enabled.map(({ modelId }) => modelId).toSorted());
});

test.each([...listForms, { numericStrings: true }])("%j: the same", async (switches) => {
  await using usual = await connect("manager");
  await using connection = await connect("manager", { switches });
  expect((await connection.call(name)).structured).toEqual((await usual.call(name)).structured);
});

test("a catalogue in an unknown wrapper is an error that names what is there", async () => {
  await using connection = await connect("manager");
  connection.double.fault({ effect: { kind: "status", status: 200, body: { data: { catalogue: [] } } } });
  const { isError, text } = await connection.call(name);
  expect(isError).toBe(true);
  expect(text).toContain("no list of rows; the members are: catalogue");
});
