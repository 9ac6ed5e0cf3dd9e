import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { acceptArguments, explainIssues } from "../../src/mcp/arguments.ts";
import { toInputJsonSchema } from "../../src/mcp/json-schema.ts";

const Input = v.strictObject({
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 20),
  share: v.optional(v.number()),
  name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(5))),
  id: v.optional(v.pipe(v.string(), v.uuid())),
  period: v.optional(v.picklist(["7d", "30d"])),
});
const schema = toInputJsonSchema(Input);

describe("numbers in text", () => {
  test.each<[string, unknown, unknown]>([
    ["limit", "5", 5],
    ["limit", " 5 ", 5],
    ["limit", "-5", -5],
    ["share", "0.5", 0.5],
    ["limit", "5x", "5x"],
    ["limit", "1e3", "1e3"],
    ["limit", "", ""],
    ["limit", " ", " "],
    ["limit", false, false],
    ["limit", [], []],
    ["limit", "0x10", "0x10"],
    ["name", "5", "5"],
  ])("%s: %j is %j", (name, received, expected) => {
    expect(acceptArguments(schema, { [name]: received }).values).toEqual({ [name]: expected });
  });
});

test.each([
  [{ limti: 1 }, 'Unknown argument "limti". Did you mean limit? Valid: limit, share, name, id, period.'],
  [{ "a\nb": 1 }, 'Unknown argument "a b". Valid: limit, share, name, id, period.'],
  [{ foo: 1, limits: 2 }, 'Unknown argument "foo".'],
  [{ constructor: 1 }, 'Unknown argument "constructor".'],
])("%j is refused with the valid names", (received, words) => {
  expect(() => acceptArguments(schema, received)).toThrow(words);
});

test("a tool without arguments says so", () => {
  const none = toInputJsonSchema(v.strictObject({}));
  expect(acceptArguments(none, {}).values).toEqual({});
  expect(() => acceptArguments(none, { all: true })).toThrow(
    'Unknown argument "all". There are no arguments.',
  );
});

test.each([null, ""])(
  "%j is an argument that was not given, except for what is required and a token",
  (empty) => {
    const write = toInputJsonSchema(
      v.strictObject({
        key_id: v.string(),
        search: v.optional(v.string()),
        confirmation_token: v.optional(v.string()),
      }),
    );
    const received = { key_id: empty, search: empty, confirmation_token: empty };
    expect(acceptArguments(write, received, "confirmation_token").values).toEqual({
      key_id: empty,
      confirmation_token: empty,
    });
  },
);

test("a host's own argument is left out, and said so; another unknown name beside it is refused", () => {
  expect(acceptArguments(schema, { limit: 3, task_progress: "- [ ] look", wait_for_previous: true })).toEqual(
    {
      values: { limit: 3 },
      warnings: ["Ignored, because it is no argument of this tool: task_progress, wait_for_previous."],
    },
  );
  expect(() => acceptArguments(schema, { task_progress: "", limti: 3 })).toThrow('Unknown argument "limti".');
});

describe("what is wrong, in words", () => {
  test.each<[Record<string, unknown>, string]>([
    [{ limit: 0 }, "limit must be at least 1, not 0."],
    [{ limit: 200 }, "limit must be at most 100, not 200."],
    [{ limit: 1.5 }, "limit must be a whole number, not 1.5."],
    [{ limit: null }, "limit must be of type number, not null."],
    [{ name: "" }, "name must be at least 1 characters long, not 0."],
    [{ name: "too long" }, "name must be at most 5 characters long, not 8."],
    [{ id: "7" }, 'id must be a UUID, as the list tools show it, not "7".'],
    [{ period: "90d" }, 'period must be one of "7d", "30d", not "90d".'],
    [{ limit: 0, period: 7 }, 'limit must be at least 1, not 0. period must be one of "7d", "30d", not 7.'],
  ])("%j", (input, words) => {
    const { issues = [] } = v.safeParse(Input, input);
    expect(explainIssues(issues)).toBe(words);
  });

  test("a value that is missing", () => {
    const { issues = [] } = v.safeParse(v.strictObject({ id: v.pipe(v.string(), v.uuid()) }), {});
    expect(explainIssues(issues)).toBe("id is required.");
  });

  test("a long value is cut", () => {
    const { issues = [] } = v.safeParse(Input, { limit: "x".repeat(10_000) });
    expect(explainIssues(issues).length).toBeLessThan(120);
  });
});
