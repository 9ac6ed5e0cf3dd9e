// Rules for every tool and prompt, those to come included, as a client gets to see them. The limits are the ones that
// hosts enforce or cut at.
import { describe, expect, test } from "bun:test";
import { toJsonSchema } from "@valibot/to-json-schema";
import { prompts } from "../../src/prompts/index.ts";
import { hintsByEffect } from "../../src/toolkit/define-tool.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { type Catalogue, findMissingTools, modes, readCatalogue } from "../support/catalogue.ts";
import { connect } from "../support/connect.ts";

/** Hosts put the server's name in front, and some allow 60 characters in all. */
const nameLength = 32;
/** Hosts cut at 2,048, and every conversation pays. */
const descriptionLength = 1_000;
const instructionsLength = 1_900;

/** What every host's adapter understands. */
const vocabulary = new Set([
  "type",
  "description",
  "enum",
  "properties",
  "required",
  "items",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "default",
  "additionalProperties",
]);
const types = ["object", "array", "string", "number", "integer", "boolean"];
const flatTypes = ["string", "number", "integer", "boolean"];

const catalogues: readonly Catalogue[] = await Promise.all(modes.map(readCatalogue));

test("vk mode has exactly its eight tools", () => {
  expect(toolsByMode.vk.map(({ name }) => name).toSorted()).toEqual([
    "check_alephant_connection",
    "get_cost_by_model",
    "get_daily_costs",
    "get_my_budget",
    "get_my_recent_requests",
    "get_my_scope",
    "get_usage_summary",
    "list_available_models",
  ]);
  expect(toolsByMode.vk.every(({ effect }) => effect === "read")).toBe(true);
});

test("the hints of each effect", () => {
  const closed = { openWorldHint: false };
  expect(hintsByEffect).toEqual({
    read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, ...closed },
    create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, ...closed },
    update: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, ...closed },
    revoke: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, ...closed },
  });
});

describe.each([...catalogues])("$mode", ({ mode, instructions, tools, prompts: listedPrompts }) => {
  test("lists each tool of the mode once, in the same order every time", async () => {
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(toolsByMode[mode].map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect((await readCatalogue(mode)).tools).toEqual([...tools]);
  });

  test("the instructions say at once what every figure depends on", () => {
    expect(instructions.length).toBeLessThanOrEqual(instructionsLength);
    const opening = instructions.slice(0, 300);
    for (const word of [{ vk: "virtual key", manager: "workspace" }[mode], "USD", "UTC"]) {
      expect(opening).toContain(word);
    }
    expect(findMissingTools(mode, instructions)).toEqual([]);
  });

  describe.each([...tools])("$name", ({ name, title, description = "", annotations, ...schemas }) => {
    const tool = toolsByMode[mode].find((each) => each.name === name);
    const { inputSchema, outputSchema } = schemas;

    test("name, title, description, hints", () => {
      expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(name.length).toBeLessThanOrEqual(nameLength);
      expect(title).toMatch(/^[A-Z].*[a-z]$/);
      expect(description.length).toBeWithin(40, descriptionLength + 1);
      expect(findMissingTools(mode, description)).toEqual([]);
      expect(tool).toBeDefined();
      if (tool !== undefined) expect(annotations).toEqual(hintsByEffect[tool.effect]);
    });

    test("schemas keep to the words that every host understands", () => {
      expect(findViolations(inputSchema)).toEqual([]);
      expect(findViolations(outputSchema)).toEqual([]);
    });

    test("input: flat, closed, and every member explained", () => {
      const { type, properties, additionalProperties } = inputSchema;
      expect({ type, additionalProperties }).toEqual({ type: "object", additionalProperties: false });
      expect(isObject(properties)).toBe(true);
      for (const [member, schema] of Object.entries(properties ?? {})) {
        const { type, description } = isObject(schema) ? schema : {};
        expect({ member, type, description }).toEqual({
          member: expect.stringMatching(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/),
          type: expect.stringMatching(new RegExp(`^(${flatTypes.join("|")})$`)),
          description: expect.stringMatching(/\S{2}/),
        });
      }
    });

    test("output: an object whose members are all in snake_case, down to the last", () => {
      expect(outputSchema?.type).toBe("object");
      const whole = tool && toJsonSchema(tool.output, { typeMode: "input", errorMode: "ignore" });
      const names = listMemberNames(whole);
      expect(names).toContain("warnings");
      expect(names.filter((member) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(member))).toEqual([]);
    });
  });

  test("every prompt names only tools that this mode has, whatever its arguments", async () => {
    await using connection = await connect(mode);
    expect(listedPrompts.length).toBeGreaterThan(0);
    for (const { name, description, arguments: args = [] } of listedPrompts) {
      expect(description).toBeString();
      expect(args.every((argument) => (argument.description ?? "") !== "")).toBe(true);
      const choices = prompts.find((prompt) => prompt.name === name)?.choices ?? {};
      for (const chosen of listCombinations(choices)) {
        const { messages } = await connection.client.getPrompt({ name, arguments: chosen });
        const text = messages.map(({ content }) => (content.type === "text" ? content.text : "")).join("\n");
        expect({ name, chosen, missing: findMissingTools(mode, text) }).toEqual({
          name,
          chosen,
          missing: [],
        });
      }
    }
  });
});

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where a schema leaves the vocabulary. */
function findViolations(schema: unknown, place = "#"): string[] {
  if (!isObject(schema)) return [`${place} is no schema`];
  const { type, properties, items, required, additionalProperties } = schema;
  const names = isObject(properties) ? Object.keys(properties) : [];
  const found = Object.keys(schema).filter((keyword) => !vocabulary.has(keyword));
  if (type !== undefined && !types.some((each) => each === type)) found.push(`type ${JSON.stringify(type)}`);
  if (place === "#" && type !== "object") found.push("root without type object");
  if (place === "#" && !isObject(properties)) found.push("root without properties");
  if (additionalProperties !== undefined && typeof additionalProperties !== "boolean")
    found.push("schema in additionalProperties");
  if (Array.isArray(schema["enum"]) && !schema["enum"].every((value) => typeof value === "string"))
    found.push("enum of other than strings");
  if (Array.isArray(required) && !required.every((name) => names.includes(name)))
    found.push("required without property");
  return [
    ...found.map((problem) => `${place}: ${problem}`),
    ...(isObject(properties) ? Object.entries(properties) : []).flatMap(([name, part]) =>
      findViolations(part, `${place}/${name}`),
    ),
    ...(items === undefined ? [] : findViolations(items, `${place}/items`)),
  ];
}

/** The names of all members of an object schema, at any depth. */
function listMemberNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(listMemberNames);
  if (!isObject(schema)) return [];
  const { properties, ...rest } = schema;
  const own = isObject(properties) ? Object.keys(properties) : [];
  const inside = isObject(properties) ? Object.values(properties) : [];
  return [...own, ...[...inside, ...Object.values(rest)].flatMap(listMemberNames)];
}

/** Every choice of one value, or none, for each argument. */
function listCombinations(values: Readonly<Record<string, readonly string[] | undefined>>) {
  let chosen: Record<string, string>[] = [{}];
  for (const [name, candidates = []] of Object.entries(values)) {
    chosen = chosen.flatMap((each) => [each, ...candidates.map((value) => ({ ...each, [name]: value }))]);
  }
  return chosen;
}
